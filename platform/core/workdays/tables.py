"""Which table of days holds now, here? Read once a process, then again only when it has changed.

Inside a tenant it is the country's calendar with the days that the tenant decided for itself laid over it; in
`public` it is the country's alone. Who knows what a tenant decided is named by `settings.LOCAL_DAYS`.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Sum
from django.utils.module_loading import import_string

from core import schemas
from core.workdays.calendar import Day, Deadline, WorkdayTable, add_working_days
from core.workdays.models import CalendarDay, CalendarYear

FRESH_SECONDS = 60.0
"""How long a process may answer without asking whether the calendar has changed."""

LocalDays = Callable[[], Mapping[date, Day]]
"""Returns what the current tenant decided, from its rows."""


@dataclass(slots=True)
class _Copy:
    """What this process read last; workers are single-threaded, so one is enough."""

    table: WorkdayTable | None = None
    revision: int = 0
    checked: float = 0.0


@dataclass(slots=True)
class _LocalCopy:
    """What one tenant decided when this process read it last, and the table that came of it."""

    decided: Mapping[date, Day]
    country: WorkdayTable
    table: WorkdayTable
    checked: float


_copy = _Copy()
_local: dict[str, _LocalCopy] = {}


def load_table(*, fresh: bool = False) -> WorkdayTable:
    """Return the calendar of whoever is served: the country's, with the current tenant's own days laid over it.

    No query while the copies of this process are fresh; when they are not, one for the country's revision and one for
    the tenant's days, and one more when the country's calendar has changed. `fresh` asks at once: for tasks that
    recompute after a change that another process made.
    """
    country = load_public_table(fresh=fresh)
    schema = schemas.current()
    if schema == "public":
        return country
    copy = _local.get(schema)
    now = time.monotonic()
    if copy is None or fresh or now - copy.checked >= FRESH_SECONDS:
        decided = _local_days(settings.LOCAL_DAYS)()
        copy = _local[schema] = _LocalCopy(decided, country, country.with_local_days(decided), now)
    elif copy.country is not country:
        copy.country, copy.table = country, country.with_local_days(copy.decided)
    return copy.table


def load_public_table(*, fresh: bool = False) -> WorkdayTable:
    """Return the country's calendar, which no tenant changes."""
    now = time.monotonic()
    if _copy.table is not None and not fresh and now - _copy.checked < FRESH_SECONDS:
        return _copy.table
    revision = calendar_revision()
    if _copy.table is None or _copy.revision != revision:
        _copy.table = read_table()
    _copy.revision, _copy.checked = revision, now
    return _copy.table


def forget() -> None:
    """Drop the copies of this process: the next question reads the rows."""
    _copy.table = None
    _local.clear()


def doubt() -> None:
    """Let the next question ask whether the calendar has changed: for what is kept longer than a copy is fresh."""
    _copy.checked = -FRESH_SECONDS
    for copy in _local.values():
        copy.checked = -FRESH_SECONDS


def calendar_revision() -> int:
    """Return a number that grows with every change of the country's calendar."""
    total: int | None = CalendarYear.objects.aggregate(total=Sum("revision"))["total"]
    return total or 0


def read_table() -> WorkdayTable:
    """Return the country's calendar as its rows stand, in one query."""
    rows = CalendarDay.objects.order_by().values_list("day", "working", "name", "year__confirmed")
    return WorkdayTable({day: Day(working, name, confirmed) for day, working, name, confirmed in rows})


def due(start: date, count: int, *, closures: Mapping[date, str] | None = None) -> Deadline:
    """Return the deadline `count` working days after the event on `start`, by the calendar of whoever is served.

    `closures` are further days on which one office alone is closed.
    """
    table = load_table()
    return add_working_days(start, count, table.with_closures(closures) if closures else table)


@functools.cache
def _local_days(name: str) -> LocalDays:
    found: LocalDays = import_string(name)
    return found
