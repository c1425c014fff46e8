"""How far is a rollout: how many units in each state, how many late, how many through each phase?"""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.db.models import Count

from rollouts import filling
from rollouts.kinds import ADOPTED_STATES, PhaseKind, UnitState
from rollouts.models import Phase, Rollout, RolloutUnit


@dataclass(frozen=True)
class PhaseProgress:
    """How many units are through a phase."""

    phase: Phase
    done: int
    total: int
    is_late: bool

    @property
    def is_done(self) -> bool:
        """Whether every unit is through it."""
        return self.total > 0 and self.done >= self.total


@dataclass(frozen=True)
class Progress:
    """The numbers of a rollout on one day, all of the same units."""

    total: int
    taken_in: int
    by_state: dict[str, int]
    late: int
    phases: tuple[PhaseProgress, ...]

    @property
    def is_filling(self) -> bool:
        """Whether some units have no row yet."""
        return self.taken_in < self.total

    @property
    def open(self) -> int:
        """How many units still owe a step."""
        return self.taken_in - sum(self.by_state[state] for state in ADOPTED_STATES)

    @property
    def current(self) -> PhaseProgress | None:
        """The first phase that not every unit is through."""
        return next((found for found in self.phases if not found.is_done), None)


def of(rollout: Rollout, *, on: datetime.date) -> Progress:
    """Return the numbers: three queries, whatever the number of units."""
    rows = RolloutUnit.objects.filter(rollout=rollout).standing()
    counted: dict[Any, int] = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    by_state = {str(state): counted.get(state.value, 0) for state in UnitState}
    taken_in = sum(by_state.values())
    total = taken_in + (filling.missing(rollout).count() if rollout.is_ongoing else 0)
    return Progress(
        total, taken_in, by_state, rows.late(on).count(), tuple(_phases(rollout, by_state, taken_in, total, on))
    )


def _phases(
    rollout: Rollout, by_state: dict[str, int], taken_in: int, total: int, on: datetime.date
) -> list[PhaseProgress]:
    adopted = sum(by_state[state] for state in ADOPTED_STATES)
    in_force = rollout.version.effective_on is not None and rollout.version.effective_on <= on
    done = {
        PhaseKind.MOBILISE: taken_in,
        PhaseKind.COMPILE: adopted,
        PhaseKind.CARRY_OUT: adopted if in_force else 0,
        PhaseKind.ACCEPT: by_state[UnitState.ACCEPTED],
    }
    return [
        PhaseProgress(
            phase, done[PhaseKind(phase.kind)], total, phase.due_on < on and done[PhaseKind(phase.kind)] < total
        )
        for phase in rollout.phases.all()
    ]


@dataclass(frozen=True)
class Below:
    """How many of the units below one work by the edition."""

    done: int
    total: int


def below(rollout: Rollout, rows: Sequence[RolloutUnit]) -> dict[int, Below]:
    """Return it for each of these rows that has units below it: one query, whatever their number."""
    parents = [row for row in rows if row.unit.rght - row.unit.lft > 1]
    if not parents:
        return {}
    everybody = RolloutUnit.objects.filter(rollout=rollout).standing().order_by("unit__lft")
    found = list(everybody.values_list("unit__lft", "state"))
    places = [lft for lft, _state in found]
    done = list(accumulate((state in ADOPTED_STATES for _lft, state in found), initial=0))
    counted = {}
    for row in parents:
        first, last = bisect_right(places, row.unit.lft), bisect_left(places, row.unit.rght)
        counted[row.pk] = Below(done[last] - done[first], last - first)
    return counted
