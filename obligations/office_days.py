"""Through which day does a reminder look ahead, so that nobody has to be told on a day off?

An office is not at its desk on days off: what it would be told then is told on the last working day before, by the
tenant's calendar. A year that is not announced yet counts Monday to Friday.
"""

from __future__ import annotations

import datetime

from core.workdays import tables

ONE_DAY = datetime.timedelta(days=1)


def told_through(on: datetime.date) -> datetime.date:
    """Return the last day before the next working day: that day itself, or the end of the days off that follow it."""
    calendar = tables.load_table()
    following = on + ONE_DAY
    while not calendar.is_working(following):
        following += ONE_DAY
    return following - ONE_DAY


def is_working(on: datetime.date) -> bool:
    """Say whether the office works on this day."""
    return tables.load_table().is_working(on)
