"""Seed the calendar with the years that were announced when this migration was written.

Later years are loaded by two operators (`actions`), so that an old installation and a new one get them alike.
"""

import datetime

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from core.workdays import official

ANNOUNCED = (2024, 2025, 2026)


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    year_model = apps.get_model("workdays", "CalendarYear")
    day_model = apps.get_model("workdays", "CalendarDay")
    loaded_at = datetime.datetime.now(datetime.UTC)
    for number in ANNOUNCED:
        year = year_model.objects.create(year=number, confirmed=True, source=official.source(), loaded_at=loaded_at)
        day_model.objects.bulk_create(
            day_model(day=day, working=known.working, name=known.name, year=year)
            for day, known in official.days_of(number).items()
        )


def unload(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("workdays", "CalendarYear").objects.filter(year__in=ANNOUNCED).delete()


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_days_and_years")]

    operations = [migrations.RunPython(load, unload)]
