"""Which days does the current tenant see otherwise than the country? Asked by `core.workdays.tables`, cached there."""

from __future__ import annotations

from datetime import date, timedelta

from core.closures.models import LocalSpan, SpanKind
from core.workdays import tables
from core.workdays.calendar import Day, WorkdayTable


def local_days() -> dict[date, Day]:
    """Return each day that the tenant decided about, in one query."""
    found: dict[date, Day] = {}
    for span in LocalSpan.objects.holding().order_by("first_on"):
        found |= _days_of(span)
    return found


def table_with(span: LocalSpan) -> WorkdayTable:
    """Return the tenant's calendar as it would be with a span that is not declared yet."""
    return tables.load_table().with_local_days(_days_of(span))


def table_without(span: LocalSpan, *, on: date) -> WorkdayTable:
    """Return the tenant's calendar as it would be after a span is withdrawn on a day: what has gone by stays."""
    freed = {day for day in _days_of(span) if day > on or span.first_on > on}
    kept = {day: own for day, own in local_days().items() if day not in freed}
    return tables.load_public_table().with_local_days(kept)


def _days_of(span: LocalSpan) -> dict[date, Day]:
    own = Day(working=span.kind == SpanKind.WORKED, name=span.occasion, local=True)
    return dict.fromkeys(days_from(span.first_on, span.last_on), own)


def days_from(first: date, last: date) -> list[date]:
    """Return the days from `first` to `last`, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
