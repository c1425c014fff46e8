"""Which days does the current tenant see otherwise than the country? Asked by `core.workdays.tables`, cached there."""

from __future__ import annotations

from datetime import date, timedelta

from core.closures.models import LocalSpan, SpanKind
from core.workdays.calendar import Day


def local_days() -> dict[date, Day]:
    """Return each day that the tenant decided about, in one query."""
    rows = LocalSpan.objects.holding().order_by("first_on").values_list("kind", "first_on", "last_on", "occasion")
    return {
        day: Day(working=kind == SpanKind.WORKED, name=occasion, local=True)
        for kind, first, last, occasion in rows
        for day in days_from(first, last)
    }


def days_from(first: date, last: date) -> list[date]:
    """Return the days from `first` to `last`, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
