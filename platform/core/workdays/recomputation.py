"""Which kept deadlines change when the calendar does?

Pure. Owners of deadlines keep the date with what it was computed from; when the calendar has changed they hand over
what may be touched and get back what moved, with the new explanation for the notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from core.workdays.calendar import Deadline, WorkdayTable

K = TypeVar("K")
Computation = Callable[[WorkdayTable], Deadline]
"""How the deadline was found: `partial(add_working_days, start, 15)`, or a due rule with its period."""


@dataclass(frozen=True, slots=True)
class Kept(Generic[K]):
    """A deadline as its owner's row keeps it."""

    key: K
    due_on: date
    provisional: bool
    compute: Computation


@dataclass(frozen=True, slots=True)
class Recomputed(Generic[K]):
    """A kept deadline that no longer stands as it was: it moved, or became certain, or became uncertain."""

    key: K
    before: date
    deadline: Deadline

    @property
    def moved(self) -> bool:
        """Whether the day is another one: only then is anybody told."""
        return self.deadline.due_on != self.before


def recompute(kept: Iterable[Kept[K]], table: WorkdayTable) -> Iterator[Recomputed[K]]:
    """Yield what changes under this table, in the order given; what stays as it is is left out."""
    for row in kept:
        deadline = row.compute(table)
        if (deadline.due_on, deadline.provisional) != (row.due_on, row.provisional):
            yield Recomputed(row.key, row.due_on, deadline)
