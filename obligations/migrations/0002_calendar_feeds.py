import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hierarchy", "0001_units_and_their_past"),
        ("obligations", "0001_what_units_owe"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("issued_at", models.DateTimeField(verbose_name="创建时间")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="停用时间")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="最近更新时间")),
                ("content_digest", models.CharField(blank=True, default="", editable=False, max_length=64)),
                ("content_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="订阅人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="hierarchy.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "日历订阅",
                "ordering": ["-issued_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("digest",), name="calendar_feed_digest_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("owner", "unit"),
                        name="calendar_feed_once_in_use",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
    ]
