"""Which obligations of merged units bore a withholding that their successor's bears now."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("obligations", "0005_withholdings")]

    operations = [
        migrations.CreateModel(
            name="Bearing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bearings",
                        to="obligations.obligation",
                        verbose_name="应公开任务",
                    ),
                ),
                (
                    "withholding",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bearings",
                        to="obligations.withholding",
                        verbose_name="暂不公开、不予公开",
                    ),
                ),
            ],
            options={"verbose_name": "合并前承担的任务"},
        ),
        migrations.AddConstraint(
            model_name="bearing",
            constraint=models.UniqueConstraint(fields=("withholding", "obligation"), name="bearing_once"),
        ),
    ]
