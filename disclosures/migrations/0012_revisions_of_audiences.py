"""Kept lists of readers count their changes, so that a late edit is refused instead of winning."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0011_plans_outside_the_catalog")]

    operations = [migrations.AddField("audience", "revision", models.IntegerField(default=0))]
