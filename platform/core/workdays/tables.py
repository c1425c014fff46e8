"""Which table of days holds now? Read once a process, then again only when the calendar has changed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from core.workdays.calendar import Day, Deadline, WorkdayTable, add_working_days
from core.workdays.models import CalendarDay, CalendarYear

FRESH_SECONDS = 60.0
"""How long a process may answer without asking whether the calendar has changed."""


@dataclass(slots=True)
class _Copy:
    """What this process read last; workers are single-threaded, so one is enough."""

    table: WorkdayTable | None = None
    revision: int = 0
    checked: float = 0.0


_copy = _Copy()


def load_table() -> WorkdayTable:
    """Return the whole calendar, which serves every tenant.

    No query while the copy of this process is fresh, one (the revision) when it is not, two when the calendar has
    changed.
    """
    now = time.monotonic()
    if _copy.table is not None and now - _copy.checked < FRESH_SECONDS:
        return _copy.table
    revision = calendar_revision()
    if _copy.table is None or _copy.revision != revision:
        _copy.table = read_table()
    _copy.revision, _copy.checked = revision, now
    return _copy.table


def forget() -> None:
    """Drop the copy of this process: the next question reads the rows."""
    _copy.table = None


def calendar_revision() -> int:
    """Return a number that grows with every change of the calendar."""
    total: int | None = CalendarYear.objects.aggregate(total=Sum("revision"))["total"]
    return total or 0


def read_table() -> WorkdayTable:
    """Return the calendar as its rows stand, in one query."""
    rows = CalendarDay.objects.order_by().values_list("day", "working", "name", "year__confirmed")
    return WorkdayTable({day: Day(working, name, confirmed) for day, working, name, confirmed in rows})


def due(start: date, count: int, *, closures: Mapping[date, str] | None = None) -> Deadline:
    """Return the deadline `count` working days after the event on `start`, local closures of the office set aside."""
    table = load_table()
    return add_working_days(start, count, table.with_closures(closures) if closures else table)
