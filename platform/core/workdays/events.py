"""What happens to the calendar that owners of deadlines have to know?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core import events


@dataclass(frozen=True)
class CalendarChanged(events.Event):
    """The country's days from `first` to `last` were written anew; the calendar has this revision now.

    Published in `public`. Owners recompute the open terms that reach into these days, tenant by tenant
    (`recomputation.recompute`). Delivery is best effort: a sweep compares the revision kept with a deadline with
    `tables.calendar_revision()`.
    """

    revision: int
    first: date
    last: date
