"""How do the days of a whole year get into the calendar?

The innermost step of loading: it asks nobody. Who may load a year, and who confirms it, is for `actions`.
"""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import errors, events
from core.workdays import tables
from core.workdays.calendar import Day
from core.workdays.events import CalendarChanged
from core.workdays.models import CalendarDay, CalendarYear


def load_year(year: int, days: Mapping[date, Day], *, source: str, confirmed: bool, at: datetime) -> CalendarYear:
    """Put a whole year in the place of what was known of it; a year with a day missing or foreign is refused.

    The calendar's revision grows, and `CalendarChanged` is published.
    """
    _require_whole_year(year, days)
    with transaction.atomic():
        loaded = _claimed_year(year, source=source, confirmed=confirmed, at=at)
        loaded.days.all().delete()
        CalendarDay.objects.bulk_create(
            CalendarDay(day=day, working=known.working, name=known.name, year=loaded)
            for day, known in sorted(days.items())
        )
        transaction.on_commit(tables.forget)
        events.publish(CalendarChanged(tables.calendar_revision(), date(year, 1, 1), date(year, 12, 31)))
    return loaded


def revision_of(year: int) -> int:
    """Return how often the year was loaded; 0 when it is not known at all."""
    found = CalendarYear.objects.filter(year=year).values_list("revision", flat=True).first()
    return found or 0


def length_of(year: int) -> int:
    """Return how many days the year has."""
    return 366 if gregorian.isleap(year) else 365


def _claimed_year(year: int, *, source: str, confirmed: bool, at: datetime) -> CalendarYear:
    """Return the year's row, locked against another loader, with its new source and a higher revision."""
    CalendarYear.objects.bulk_create(
        [CalendarYear(year=year, confirmed=False, source=source, loaded_at=at, revision=0)], ignore_conflicts=True
    )
    claimed = CalendarYear.objects.select_for_update().get(year=year)
    claimed.source, claimed.confirmed, claimed.loaded_at = source, confirmed, at
    claimed.revision += 1
    claimed.save()
    return claimed


def _require_whole_year(year: int, days: Mapping[date, Day]) -> None:
    expected = length_of(year)
    if len(days) != expected or any(day.year != year for day in days):
        raise errors.Invalid.field(
            "days",
            "calendar_year.incomplete",
            _("%(year)s年应有%(expected)s天，载入的日历不完整或混有其他年份。请补齐后再载入，日历没有改动。")
            % {"year": year, "expected": expected},
        )
