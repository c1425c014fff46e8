"""How does a year get into the calendar?

The calendar is the platform's own: only the operator's commands load it. Terms that were provisional are recomputed
by those who own them when the calendar's revision has grown.
"""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import errors
from core.workdays import official, tables
from core.workdays.calendar import Day
from core.workdays.models import CalendarDay, CalendarYear


def load_official_year(year: int, *, at: datetime) -> CalendarYear:
    """Load a year as announced by the State Council, from the installed `chinesecalendar`."""
    try:
        days = official.days_of(year)
    except LookupError:
        raise errors.Missing(
            "calendar_year.unknown",
            _("随系统安装的放假安排里还没有%(year)s年。请在国务院办公厅公布后升级 chinesecalendar，再载入这一年。")
            % {"year": year},
        ) from None
    return load_year(year, days, source=official.source(), confirmed=True, at=at)


def load_year(year: int, days: Mapping[date, Day], *, source: str, confirmed: bool, at: datetime) -> CalendarYear:
    """Put a whole year in the place of what was known of it; a year with a day missing or foreign is refused."""
    _require_whole_year(year, days)
    with transaction.atomic():
        loaded = _claimed_year(year, source=source, confirmed=confirmed, at=at)
        loaded.days.all().delete()
        CalendarDay.objects.bulk_create(
            CalendarDay(day=day, working=known.working, name=known.name, year=loaded)
            for day, known in sorted(days.items())
        )
        transaction.on_commit(tables.forget)
    return loaded


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
    expected = 366 if gregorian.isleap(year) else 365
    if len(days) != expected or any(day.year != year for day in days):
        raise errors.Invalid.field(
            "days",
            "calendar_year.incomplete",
            _("%(year)s年应有%(expected)s天，载入的日历不完整或混有其他年份。请补齐后再载入，日历没有改动。")
            % {"year": year, "expected": expected},
        )
