import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0007_audiences"),
        ("hierarchy", "0001_units_and_their_past"),
    ]

    operations = [
        migrations.CreateModel(
            name="TextTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("lineage", models.UUIDField(blank=True, editable=False, null=True)),
                ("item_title", models.CharField(blank=True, default="", max_length=500, verbose_name="公开事项")),
                ("body", models.TextField(verbose_name="范文")),
                ("revision", models.IntegerField(default=0)),
                ("updated_at", models.DateTimeField(verbose_name="最近修改时间")),
                ("updated_by_name", models.CharField(max_length=60, verbose_name="最近修改人姓名")),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hierarchy.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "范文",
                "ordering": ["unit__lft", "item_title", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "lineage"), name="text_template_one_of_an_item", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("body", ""), _negated=True), name="text_template_not_empty"
                    ),
                ],
            },
        ),
    ]
