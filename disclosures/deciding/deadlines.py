"""By when is a text to be decided at its step, and is it late? Computed from the day on which it came, never stored.

Days are working days of the calendar of whoever is served; day 0 is the day on which the text came to the step. A
calendar that changes moves the day, and nothing has to be put right.
"""

from __future__ import annotations

import datetime

from core import clock
from core.notifications import sending
from core.workdays import tables
from disclosures import notices
from disclosures.models import Disclosure


def due_on(disclosure: Disclosure) -> datetime.date | None:
    """Return the last day for the current step; None where the chain sets none, or nothing waits."""
    if not disclosure.step or disclosure.step_days is None:
        return None
    return tables.due(clock.local_date(disclosure.moved_at), disclosure.step_days).due_on


def is_late(disclosure: Disclosure, *, on: datetime.date) -> bool:
    """Say whether the current step is overdue: from the day after its last."""
    day = due_on(disclosure)
    return day is not None and day < on


def remind(*, on: datetime.date, at: datetime.datetime) -> int:
    """Remind whoever is late with a step, once a step and turn, also after the clock stood still; return how many."""
    rows = Disclosure.objects.deciding().select_related("unit", "maker").defer("body", "body_text").order_by("id")
    late = [row for row in rows.iterator() if is_late(row, on=on)]
    for row in late:
        day = due_on(row)
        if day is not None:
            sending.send(*notices.step_late(row, day, on=on), at=at)
    return len(late)
