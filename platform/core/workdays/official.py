"""What did the State Council announce for a year, as far as the `chinesecalendar` package knows?

The package is a source of data, not of logic: its answers are copied into the calendar's rows and never asked when a
deadline is computed, for it raises for a year that it does not know, while an office needs a provisional date.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
from datetime import date, timedelta

import chinese_calendar
from chinese_calendar.constants import Holiday, holidays, workdays

from core.workdays.calendar import Day

OCCASIONS: Mapping[str, str] = {holiday.value: holiday.chinese for holiday in Holiday}
"""The package's English names with the Chinese ones that announcements use."""


def source() -> str:
    """Return the source that is kept beside the rows."""
    return f"chinesecalendar {importlib.metadata.version('chinesecalendar')}"


def known_years() -> range:
    """Return the years that the package covers."""
    years = {day.year for day in holidays}
    return range(min(years), max(years) + 1)


def days_of(year: int) -> dict[date, Day]:
    """Return every day of an announced year; raises `LookupError` for a year that the package does not know."""
    if year not in known_years():
        raise LookupError(f"no announcement for {year} in {source()}")
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days
    return {day: _day(day) for day in (first + timedelta(days=offset) for offset in range(length))}


def _day(day: date) -> Day:
    occasion = workdays.get(day) or holidays.get(day) or ""
    return Day(working=chinese_calendar.is_workday(day), name=OCCASIONS.get(occasion, ""))
