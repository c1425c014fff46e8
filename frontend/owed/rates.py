"""What does the heat map of a unit hold? One line for each unit right below it, one cell for each heading."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.workdays.periods import Period
from frontend import words
from hierarchy.models import Unit
from obligations import roll_up
from obligations.roll_up import NOTHING, Rates, UnitRates

SHADES = ((95, 1), (85, 2), (75, 3), (60, 4))
"""From which share in time, in percent, a cell has which shade; less than all has the darkest."""
DARKEST = 5
NOT_APPLICABLE = 0


@dataclass(frozen=True)
class Cell:
    """What fell due of one heading at one unit, and how much of it was done in time."""

    rates: Rates
    category: str
    path: str
    is_open: bool = False

    @property
    def settled(self) -> int:
        """What has fallen due, or was done."""
        return self.rates.total - self.rates.pending

    @property
    def not_in_time(self) -> int:
        """What was done late, or is overdue."""
        return self.rates.late + self.rates.overdue

    @property
    def share(self) -> str:
        """The part that was done in time: 94%, or 不适用."""
        return words.percent(self.rates.done, self.settled)

    @property
    def shade(self) -> int:
        """How dark the cell is: 0 where nothing has fallen due, 1 to 5 the more was not in time."""
        if not self.settled:
            return NOT_APPLICABLE
        percent = 100 * self.rates.done / self.settled
        return next((shade for least, shade in SHADES if percent >= least), DARKEST)


@dataclass(frozen=True)
class Line:
    """One unit of the map."""

    unit_id: uuid.UUID
    name: str
    path: str
    """The map of the unit itself; empty where it has none below it."""
    cells: Sequence[Cell]
    total: Cell


@dataclass(frozen=True)
class Found:
    """One unit with its rates by heading, before it is laid out."""

    unit_id: int
    name: str
    by_category: Mapping[str, Rates]
    has_below: bool
    alone: bool = False


def found_at(unit: Unit, period: Period, *, on: datetime.date) -> tuple[Rates, list[Found]]:
    """Return the rates of a unit with all below it, and apart those of itself and of each unit right below it."""
    rows = roll_up.rates(unit, period, on=on)
    if not rows:
        return NOTHING, []
    whole, below = rows[0], [row for row in rows[1:] if row.depth == 1]
    parents = {earlier.unit_id for earlier, later in pairwise(rows) if later.depth > earlier.depth}
    own = Found(whole.unit_id, whole.name, _own(whole, below), has_below=False, alone=True)
    others = [Found(row.unit_id, row.name, row.by_category, row.unit_id in parents) for row in below]
    return whole.total, [*([own] if own.by_category or not others else []), *others]


def categories(found: Iterable[Found]) -> list[str]:
    """Return the headings of the map, each once."""
    return sorted({title for each in found for title in each.by_category})


def total(counts: Mapping[str, Rates]) -> Rates:
    """Return all headings together."""
    return sum(counts.values(), start=NOTHING)


def _own(whole: UnitRates, below: Sequence[UnitRates]) -> dict[str, Rates]:
    """Return what the unit owes itself: all that is counted for it without what is counted below it."""
    own = {}
    for title, counts in whole.by_category.items():
        beneath = sum((row.by_category.get(title, NOTHING) for row in below), start=NOTHING)
        left = counts - beneath
        if left.total or left.withheld:
            own[title] = left
    return own
