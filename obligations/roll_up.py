"""How much of what fell due in a period was done, at each unit and in all below it?

Counted from the rows of obligations, each in one way, so no rate exceeds 100 %. What is not disclosed for now, or at
all, stands apart: it is neither owed on that day, nor done, nor overdue. The tree is the one of the
day on which it is asked, and rows count as they stood on that day: a reorganisation later changes nothing of it.
Two queries, whatever the number of units: one for the tree, one for the rows.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Protocol

from django.db.models import Case, Count, DateField, F, IntegerField, Min, OuterRef, Q, Subquery, Value, When

from hierarchy import past
from hierarchy.models import Unit
from obligations.kinds import WithholdingKind
from obligations.models import Fulfilment, Obligation, Withholding
from obligations.queries import ObligationQuerySet


class Span(Protocol):
    """Days from the first to the last: a period of the calendar, or any other."""

    @property
    def first(self) -> datetime.date:
        """The first day."""
        ...

    @property
    def last(self) -> datetime.date:
        """The last day."""
        ...


@dataclass(frozen=True, slots=True)
class Rates:
    """How many obligations were done in time, done late, are overdue, and are not due yet.

    Apart from these: how many are not disclosed for now (暂不公开), and at all (不予公开).
    """

    done: int = 0
    late: int = 0
    overdue: int = 0
    pending: int = 0
    not_now: int = 0
    not_at_all: int = 0

    @property
    def total(self) -> int:
        """All that was owed; what is withheld is not."""
        return self.done + self.late + self.overdue + self.pending

    @property
    def share_published(self) -> float | None:
        """The part that was published, in time or late; None when nothing was owed."""
        return (self.done + self.late) / self.total if self.total else None

    @property
    def share_in_time(self) -> float | None:
        """The part of what had fallen due, or was done, that was done in time; None when there is none."""
        settled = self.total - self.pending
        return self.done / settled if settled else None

    @property
    def withheld(self) -> int:
        """What is not disclosed, for now or at all."""
        return self.not_now + self.not_at_all

    def __add__(self, other: Rates) -> Rates:
        return Rates(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    def __sub__(self, other: Rates) -> Rates:
        return Rates(*(mine - theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


NOTHING = Rates()


@dataclass(frozen=True, slots=True)
class UnitRates:
    """One unit as it stood in the tree: what it owed itself, and together with all below it."""

    unit_id: int
    name: str
    depth: int
    own: Rates
    total: Rates
    by_category: Mapping[str, Rates]
    """The total by heading of the catalog."""


def rates(unit: Unit, period: Span, *, on: datetime.date, of: ObligationQuerySet | None = None) -> list[UnitRates]:
    """Return the rates of what fell due in the period for a unit and each unit below it, in tree order.

    `of` narrows what is counted: an item, a kind of openness.
    """
    standings = past.subtree_on(unit, on)
    own = _counted([found.unit_id for found in standings], period, on=on, of=of)
    totals: defaultdict[int, dict[str, Rates]] = defaultdict(dict)
    for found in reversed(standings):  # each unit is complete before its parent is met
        _fold(totals[found.unit_id], own.get(found.unit_id, {}))
        if found.parent_id is not None:
            _fold(totals[found.parent_id], totals[found.unit_id])
    return [
        UnitRates(
            found.unit_id,
            found.name,
            found.depth,
            own=_sum(own.get(found.unit_id, {})),
            total=_sum(totals[found.unit_id]),
            by_category=totals[found.unit_id],
        )
        for found in standings
    ]


def trend(
    unit: Unit,
    periods: Sequence[Span],
    *,
    on: datetime.date,
    of: ObligationQuerySet | None = None,
    alone: bool = False,
) -> list[Rates]:
    """Return what `rates` says of a unit, with all below it or alone, for each of some periods: two queries."""
    unit_ids = [unit.pk] if alone else [found.unit_id for found in past.subtree_on(unit, on)]
    if not periods:
        return []
    number = Case(
        *(When(due_on__range=(period.first, period.last), then=Value(index)) for index, period in enumerate(periods)),
        output_field=IntegerField(),
    )
    whole = _settled(on=on, of=of).due_between(min(p.first for p in periods), max(p.last for p in periods))
    rows = whole.filter(unit__in=unit_ids).annotate(number=number).filter(number__isnull=False)
    found = {index: Rates(*counts) for index, *counts in _tallied(rows, "number", on=on)}
    return [found.get(index, NOTHING) for index in range(len(periods))]


def _counted(
    unit_ids: Iterable[int], period: Span, *, on: datetime.date, of: ObligationQuerySet | None
) -> dict[int, dict[str, Rates]]:
    """Return the rates of each unit's own obligations by heading, as they stood at the end of the day."""
    rows = _settled(on=on, of=of).due_between(period.first, period.last).filter(unit__in=list(unit_ids))
    found: defaultdict[int, dict[str, Rates]] = defaultdict(dict)
    for unit_id, title, *counts in _tallied(rows, "unit_id", "item__category__title", on=on):
        found[unit_id][title] = Rates(*counts)
    return found


def _settled(*, on: datetime.date, of: ObligationQuerySet | None) -> ObligationQuerySet:
    """Return what counts on a day, each row with the day on which it was first done."""
    done = Fulfilment.objects.filter(obligation=OuterRef("pk")).held(on).order_by().values("obligation")
    first_done = Subquery(done.annotate(first=Min("published_on")).values("first"), output_field=DateField())
    obligations = Obligation.objects.all() if of is None else of
    rows: ObligationQuerySet = obligations.standing_or_withheld(on).order_by().annotate(done_on=first_done)
    return rows


def _tallied(rows: ObligationQuerySet, *by: str, on: datetime.date) -> Iterable[tuple[Any, ...]]:
    """Return how many rows stand in each way on a day, in the order of `Rates`, by these columns: one query."""
    undone = Q(done_on__isnull=True)
    owed = undone & ~Withholding.objects.held(on).borne_by(on)

    def withheld(kind: WithholdingKind) -> Q:
        return undone & Withholding.objects.held(on).of_kind(kind).borne_by(on)

    tallies = rows.values(*by).annotate(
        done=Count("pk", filter=Q(done_on__lte=F("due_on"))),
        late=Count("pk", filter=Q(done_on__gt=F("due_on"))),
        overdue=Count("pk", filter=owed & Q(due_on__lt=on)),
        pending=Count("pk", filter=owed & Q(due_on__gte=on)),
        not_now=Count("pk", filter=withheld(WithholdingKind.NOT_NOW)),
        not_at_all=Count("pk", filter=withheld(WithholdingKind.NOT_AT_ALL)),
    )
    columns = ("done", "late", "overdue", "pending", "not_now", "not_at_all")
    found: Iterable[tuple[Any, ...]] = tallies.values_list(*by, *columns)
    return found


def _fold(into: dict[str, Rates], found: Mapping[str, Rates]) -> None:
    for title, counts in found.items():
        into[title] = into.get(title, NOTHING) + counts


def _sum(found: Mapping[str, Rates]) -> Rates:
    return sum(found.values(), start=NOTHING)
