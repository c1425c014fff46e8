"""When boxes were compared with what was put away, and what was found."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archives", "0001_boxes")]

    operations = [
        migrations.CreateModel(
            name="BoxCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("checked_at", models.DateTimeField(verbose_name="核对时间")),
                ("checked_by_name", models.CharField(max_length=200, verbose_name="核对人")),
                ("fault", models.TextField(blank=True, default="", verbose_name="与归档时不一致")),
                (
                    "box",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="archives.box",
                        verbose_name="归档盒",
                    ),
                ),
            ],
            options={
                "verbose_name": "归档盒核对",
                "ordering": ["-id"],
            },
        ),
    ]
