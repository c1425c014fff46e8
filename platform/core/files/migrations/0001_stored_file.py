import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=255, verbose_name="文件名")),
                ("content_type", models.CharField(max_length=127, verbose_name="类型")),
                ("size", models.BigIntegerField(verbose_name="大小")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                ("storage_key", models.CharField(editable=False, max_length=255)),
                ("stored_at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "stored_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "附件",
                "verbose_name_plural": "附件",
                "constraints": [
                    models.UniqueConstraint(fields=("storage_key",), name="stored_file_key_unique"),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="stored_file_not_empty"),
                ],
            },
        ),
    ]
