"""Editions wait for the superior's consent, and are filed with it."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_people_and_posts"),
        ("catalogs", "0001_catalogs"),
        ("hierarchy", "0001_units_and_their_past"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="catalogversion",
            name="version_one_draft",
        ),
        migrations.RemoveConstraint(
            model_name="catalogversion",
            name="version_dated_when_published",
        ),
        migrations.AddField(
            model_name="catalogversion",
            name="decided_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="审批时间"),
        ),
        migrations.AddField(
            model_name="catalogversion",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="审批人",
            ),
        ),
        migrations.AddField(
            model_name="catalogversion",
            name="decided_by_name",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="审批人署名"),
        ),
        migrations.AddField(
            model_name="catalogversion",
            name="editor_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name="编制人"
            ),
        ),
        migrations.AddField(
            model_name="catalogversion",
            name="filed_with",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hierarchy.unit",
                verbose_name="备案单位",
            ),
        ),
        migrations.AddField(
            model_name="catalogversion",
            name="returned_reason",
            field=models.TextField(blank=True, default="", verbose_name="退回理由"),
        ),
        migrations.AddField(
            model_name="catalogversion",
            name="submitted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="提交时间"),
        ),
        migrations.AddField(
            model_name="catalogversion",
            name="submitted_by_name",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="提交人"),
        ),
        migrations.AddField(
            model_name="catalogversion",
            name="wanted_on",
            field=models.DateField(blank=True, null=True, verbose_name="拟生效日期"),
        ),
        migrations.AlterField(
            model_name="catalogversion",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "草稿"),
                    ("submitted", "待审批"),
                    ("published", "已发布"),
                    ("superseded", "已被新版取代"),
                ],
                default="draft",
                max_length=20,
                verbose_name="状态",
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("draft", "submitted"))), fields=("catalog",), name="version_one_draft"
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("effective_on__isnull", True),
                        ("ends_on__isnull", True),
                        ("number__isnull", True),
                        ("published_at__isnull", True),
                        ("state__in", ("draft", "submitted")),
                    ),
                    models.Q(
                        ("effective_on__isnull", False),
                        ("ends_on__isnull", True),
                        ("number__isnull", False),
                        ("published_at__isnull", False),
                        ("state", "published"),
                    ),
                    models.Q(
                        ("effective_on__isnull", False),
                        ("ends_on__gte", models.F("effective_on")),
                        ("number__isnull", False),
                        ("published_at__isnull", False),
                        ("state", "superseded"),
                    ),
                    _connector="OR",
                ),
                name="version_dated_when_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "submitted"), _negated=True),
                    models.Q(("submitted_at__isnull", False), ("wanted_on__isnull", False)),
                    _connector="OR",
                ),
                name="version_submitted_with_day",
            ),
        ),
    ]
