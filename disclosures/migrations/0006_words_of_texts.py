"""By which words texts are found: an index of words, and what attachments say."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0005_every_step_has_a_decider"),
    ]

    operations = [
        migrations.CreateModel(
            name="WordIndex",
            fields=[
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="word_index",
                        serialize=False,
                        to="disclosures.disclosure",
                        verbose_name="公开信息",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField(editable=False, verbose_name="词")),
                (
                    "content_hash",
                    models.CharField(blank=True, default="", max_length=64, verbose_name="所依据内容的校验值"),
                ),
            ],
            options={
                "verbose_name": "检索词",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="word_index_words"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AttachmentText",
            fields=[
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="read_text",
                        serialize=False,
                        to="disclosures.attachment",
                        verbose_name="附件",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("started", "正在读取"),
                            ("read", "已读取"),
                            ("cut", "只读取了前面部分"),
                            ("wordless", "没有文字"),
                            ("unreadable", "无法读取"),
                        ],
                        default="started",
                        max_length=20,
                        verbose_name="读取结果",
                    ),
                ),
                ("text", models.TextField(blank=True, default="", verbose_name="文字")),
                ("read_at", models.DateTimeField(verbose_name="读取时间")),
            ],
            options={
                "verbose_name": "附件文字",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["read", "cut"]), ("text", ""), _connector="OR"),
                        name="attachment_text_read_or_none",
                    )
                ],
            },
        ),
    ]
