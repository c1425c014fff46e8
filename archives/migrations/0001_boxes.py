"""The yearly boxes of units and what is in them."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("disclosures", "0008_text_templates"),
        ("hierarchy", "0001_units_and_their_past"),
    ]

    operations = [
        migrations.CreateModel(
            name="Box",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.IntegerField(verbose_name="年度")),
                ("unit_code", models.CharField(max_length=64, verbose_name="单位编码")),
                ("unit_name", models.CharField(max_length=200, verbose_name="归档时的单位名称")),
                (
                    "retention",
                    models.CharField(
                        choices=[("permanent", "永久"), ("30_years", "30年"), ("10_years", "10年")],
                        max_length=20,
                        verbose_name="保管期限",
                    ),
                ),
                ("count", models.IntegerField(verbose_name="件数")),
                ("manifest_hash", models.CharField(max_length=64, verbose_name="清单校验值")),
                ("closed_at", models.DateTimeField(verbose_name="归档时间")),
                ("closed_by_name", models.CharField(max_length=200, verbose_name="归档人")),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="boxes",
                        to="hierarchy.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "归档盒",
                "ordering": ["-year", "unit_id"],
            },
        ),
        migrations.CreateModel(
            name="BoxEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField(verbose_name="件号")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("published_on", models.DateField(verbose_name="公开日期")),
                ("record", models.JSONField(verbose_name="记录")),
                ("record_hash", models.CharField(max_length=64, verbose_name="记录校验值")),
                (
                    "box",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="archives.box",
                        verbose_name="归档盒",
                    ),
                ),
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="box_entry",
                        to="disclosures.disclosure",
                        verbose_name="公开信息",
                    ),
                ),
            ],
            options={
                "verbose_name": "归档件",
                "ordering": ["box_id", "number"],
            },
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.UniqueConstraint(fields=("unit", "year"), name="box_once_in_year"),
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.CheckConstraint(
                condition=models.Q(("retention__in", ["permanent", "30_years", "10_years"])), name="box_retention_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2000), ("year__lte", 2200)), name="box_year_plausible"
            ),
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.CheckConstraint(condition=models.Q(("count__gt", 0)), name="box_not_empty"),
        ),
        migrations.AddConstraint(
            model_name="boxentry",
            constraint=models.UniqueConstraint(fields=("box", "number"), name="box_entry_once"),
        ),
    ]
