"""By when is a text to be decided at its step, and is it late? Computed from the day on which it came, never stored.

Days are working days of the calendar of whoever is served; day 0 is the day on which the text came to the step. A
calendar that changes moves the day, and nothing has to be put right.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from core import clock
from core.notifications import sending
from core.workdays import tables
from disclosures import notices
from disclosures.deciding import officers, offices
from disclosures.deciding.roster import Roster
from disclosures.models import Disclosure
from hierarchy.models import Unit

TOLD_AT_ONCE = 500
"""Late texts whose notices are written in one statement."""


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
    """Remind whoever is late with a step, once a step and turn, also after the clock stood still; return how many.

    Three queries for them all, and one for each `TOLD_AT_ONCE` that are told.
    """
    rows = Disclosure.objects.deciding().select_related("unit", "maker").defer("body", "body_text").order_by("id")
    late = [row for row in rows.iterator() if is_late(row, on=on)]
    if not late:
        return 0
    among = Roster({office.permission for office in offices.OFFICES.values()}, on=on).officers
    units = officers.units_asked(late)
    for start in range(0, len(late), TOLD_AT_ONCE):
        told = [
            notices.step_late(row, day, to=_waiting(row, on=on, among=among, units=units))
            for row in late[start : start + TOLD_AT_ONCE]
            if (day := due_on(row)) is not None
        ]
        sending.send(*told, at=at)
    return len(late)


def _waiting(
    row: Disclosure, *, on: datetime.date, among: officers.Finding, units: Mapping[int, Unit]
) -> tuple[int, ...]:
    """Return for whom the text waits: those whose opinion is asked, else those who decide."""
    if row.opinions_due:
        return officers.asked(row, on=on, among=among, units=units)
    return officers.next_in_line(row, on=on, among=among)
