"""Which units, and in what shape?

Everything here is one query, however large the tree. Closed units stay in the tree, so say `open()` for the present;
the past is answered by `hierarchy.past`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict, TypeVar, cast

from django.db import models
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from hierarchy.models import TreeChange, Unit  # noqa: F401  (the type parameters of the querysets below)

SEARCH_LIMIT = 20

Number = TypeVar("Number", int, float, Decimal)


class ChildCount(TypedDict):
    """What `children_with_counts` adds to a unit."""

    child_count: int


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units, in tree order unless said otherwise."""

    def open(self) -> UnitQuerySet:
        """Only units that exist now."""
        return self.filter(closed_on__isnull=True)

    def within(self, unit: Unit) -> UnitQuerySet:
        """Only this unit and those below it."""
        return self.filter(tree_id=unit.tree_id, lft__gte=unit.lft, rght__lte=unit.rght)

    def below(self, unit: Unit) -> UnitQuerySet:
        """Only the units below this one, without itself."""
        return self.filter(tree_id=unit.tree_id, lft__gt=unit.lft, rght__lt=unit.rght)

    def ancestors_of(self, unit: Unit, *, include_self: bool = False) -> UnitQuerySet:
        """Only the units above this one, the root first."""
        above = self.filter(tree_id=unit.tree_id, lft__lt=unit.lft, rght__gt=unit.rght)
        if include_self:
            above = self.filter(tree_id=unit.tree_id, lft__lte=unit.lft, rght__gte=unit.rght)
        return above.order_by("lft")

    def roots(self) -> UnitQuerySet:
        """Only the root: at most one."""
        return self.filter(parent__isnull=True)

    def for_tree(self) -> UnitQuerySet:
        """Open units in tree order with what a tree shows, and no other column."""
        return self.open().order_by("tree_id", "lft").only(*TREE_COLUMNS)

    def children_with_counts(self, unit: Unit | None) -> models.QuerySet[WithAnnotations[Unit, ChildCount]]:
        """Open children of a unit (of none: the root), each with `child_count`, the number of its own open children.

        What a tree that is opened branch by branch loads at each click.
        """
        return self._with_child_counts(self.open().filter(parent=unit))

    def around(self, unit: Unit) -> models.QuerySet[WithAnnotations[Unit, ChildCount]]:
        """Children of a unit, the units above it and their children, each with `child_count`.

        What a tree that is opened at the unit shows: one query, however large the whole is.
        """
        path = self.model.objects.ancestors_of(unit, include_self=True).order_by().values("pk")
        return self._with_child_counts(self.filter(Q(parent__isnull=True) | Q(parent__in=path)).filter(_shown(unit)))

    def _with_child_counts(self, units: UnitQuerySet) -> models.QuerySet[WithAnnotations[Unit, ChildCount]]:
        counts = (
            self.model.objects.filter(parent=OuterRef("pk"), closed_on__isnull=True)
            .order_by()
            .values("parent")
            .annotate(count=Count("pk"))
            .values("count")
        )
        counted = units.order_by("lft").annotate(child_count=Coalesce(Subquery(counts, output_field=IntegerField()), 0))
        return cast("models.QuerySet[WithAnnotations[Unit, ChildCount]]", counted)

    def search(self, text: str, *, limit: int = SEARCH_LIMIT) -> UnitQuerySet:
        """Units that the text may mean, best first: by name, code, or pinyin (initials or full, as typed so far)."""
        wanted = "".join(text.split())
        if not wanted:
            return self.none()
        typed = wanted.lower()
        ranks = [
            Q(code__iexact=wanted) | Q(name=wanted),
            Q(name__startswith=wanted),
            Q(initials__startswith=typed) | Q(code__istartswith=wanted),
            Q(pinyin__startswith=typed),
            Q(name__icontains=wanted),
            Q(initials__contains=typed),
        ]
        matching = Q()
        for rank in ranks:
            matching |= rank
        ranked = Case(
            *(When(rank, then=Value(place)) for place, rank in enumerate(ranks)),
            default=Value(len(ranks)),
            output_field=IntegerField(),
        )
        return self.filter(matching).annotate(rank=ranked).order_by("rank", "level", "lft")[:limit]

    def roll_up(self, values: Mapping[int, Number]) -> dict[int, Number]:
        """Sum values by unit up the tree: each unit's own plus those of all units below it.

        The tree is read once, from the last leaf to the root, so that each unit is complete before its parent is met.
        Only units of this queryset count and are answered; those without a value anywhere below are left out.
        """
        totals: dict[int, Number] = {}
        below: dict[int, Number] = {}
        for pk, parent_id in self.order_by("-tree_id", "-lft").values_list("pk", "parent_id"):
            found = [part for part in (values.get(pk), below.pop(pk, None)) if part is not None]
            if not found:
                continue
            total = found[0] if len(found) == 1 else found[0] + found[1]
            totals[pk] = total
            if parent_id is not None:
                below[parent_id] = below[parent_id] + total if parent_id in below else total
        return totals


def _shown(unit: Unit) -> Q:
    """Open units, and the unit itself even if it is closed: somebody is looking at it."""
    return Q(closed_on__isnull=True) | Q(pk=unit.pk)


TREE_COLUMNS = (
    "public_id",
    "parent",
    "code",
    "name",
    "kind",
    "sector",
    "sort_no",
    "closed_on",
    "lft",
    "rght",
    "tree_id",
    "level",
)


class TreeChangeQuerySet(models.QuerySet["TreeChange"]):
    """Changes of the tree."""

    def planned(self) -> TreeChangeQuerySet:
        """Only those still to take effect, the next one first."""
        return self.filter(state="planned").order_by("effective_on", "id")

    def due(self, on: datetime.date) -> TreeChangeQuerySet:
        """Only planned ones whose day has come."""
        return self.planned().filter(effective_on__lte=on)

    def about(self, unit: Unit) -> TreeChangeQuerySet:
        """Only those that name this unit: as what changes, as the new superior or as the successor."""
        return self.filter(Q(unit=unit) | Q(parent=unit) | Q(successor=unit)).order_by(F("effective_on").desc(), "-id")
