"""Who asked for a box to be compared, and how far that is."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0002_checks_of_boxes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("asked_by_name", models.CharField(max_length=200, verbose_name="要求核对的人")),
                ("asked_at", models.DateTimeField(verbose_name="要求核对的时间")),
                ("total", models.IntegerField(verbose_name="件数")),
                ("done", models.IntegerField(default=0, verbose_name="已核对件数")),
                ("moved_at", models.DateTimeField(verbose_name="最近进展的时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="要求核对的账号",
                    ),
                ),
                (
                    "box",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_requests",
                        to="archives.box",
                        verbose_name="归档盒",
                    ),
                ),
                (
                    "found",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="request",
                        to="archives.boxcheck",
                        verbose_name="核对结果",
                    ),
                ),
            ],
            options={
                "verbose_name": "归档盒核对要求",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(found__isnull=True), fields=("box",), name="box_checked_once_at_a_time"
                    ),
                    models.CheckConstraint(condition=Q(done__gte=0, done__lte=F("total")), name="check_within_total"),
                ],
            },
        ),
    ]
