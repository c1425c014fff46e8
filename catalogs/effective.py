"""What does a unit owe by its catalogs on a day, where does each item come from, and who made it stricter?

A unit's effective catalog is what its ancestors publish for its kind and sector, nearest last, plus its own local
items (DOMAIN section 4); what units on the way down made stricter holds from there on, and the unit itself may have
declined optional items or be exempt from mandatory ones. One unit costs three queries, however deep the tree; all
units of a tenant cost four, however many. Both are laid together by `folding`.

Editions are those of the day, the tree is the present one: what was owed on a past day is told by what arose then.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Generator, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from catalogs import folding
from catalogs.folding import Descent, EffectiveItem, Release, Tightening
from catalogs.kinds import Level, OverrideKind, Standing
from catalogs.models import Exemption, Item, Override
from catalogs.queries import CATALOG_ORDER, ItemQuerySet
from catalogs.streams import ByUnit
from hierarchy.models import Unit

__all__ = [
    "EffectiveCategory",
    "EffectiveItem",
    "Release",
    "Standing",
    "Tightening",
    "UnitCatalog",
    "applies_to",
    "by_category",
    "for_all",
    "for_unit",
    "holding",
    "inherited",
]

Row = TypeVar("Row", bound=Model)

MAKER = "version__catalog__unit"
CHUNK = 2000
"""How many rows of a table are held at once while all units are gone through."""


@dataclass(frozen=True)
class EffectiveCategory:
    """The items under one heading; catalogs of several levels may share a heading."""

    title: str
    items: tuple[EffectiveItem, ...]


@dataclass(frozen=True, slots=True)
class UnitCatalog:
    """The effective catalog of one unit; units for which the same holds share the items."""

    unit: Unit
    items: tuple[EffectiveItem, ...]


def for_unit(unit: Unit, *, on: datetime.date, released: bool = False) -> list[EffectiveItem]:
    """Return the effective catalog of a unit on a day, the root's items first and the unit's own last.

    `released` also returns the items that the unit does not owe: those it declined and those it is exempt from.
    """
    return [entry for entry in _at(unit, on=on) if released or entry.standing == Standing.REQUIRED]


def holding(unit: Unit, lineage: uuid.UUID, *, on: datetime.date) -> EffectiveItem | None:
    """Return one item as it holds at the unit on a day, in the edition of that day, owed or released; else None.

    Three queries.
    """
    return next(iter(_at(unit, on=on, lineage=lineage)), None)


def inherited(unit: Unit, lineage: uuid.UUID, *, on: datetime.date) -> EffectiveItem | None:
    """Return an item as it comes to the unit from above, before the unit's own deviations; None of its own items.

    Two queries.
    """
    overrides = Override.objects.in_force(on).bearing_on(unit).tightening().filter(lineage=lineage).exclude(unit=unit)
    descent, _own = _down_to(unit, list(overrides), on=on, lineage=lineage)
    return next(iter(descent.chosen(unit.kind, unit.sector)), None)


def for_all(*, on: datetime.date, within: Unit | None = None) -> Generator[UnitCatalog]:
    """Give the effective catalog of each open unit (of a subtree) on a day, in tree order: four queries.

    Rows are read as they are needed, so memory holds the path to the current unit and no more. Declined and exempt
    items are among them, with their standing. Call it in a transaction that moves no units: a tree that changes while
    it is read is refused.
    """
    with ExitStack() as opened:
        items = _streamed(opened, _items(on), MAKER, CATALOG_ORDER, within)
        overrides = _streamed(opened, Override.objects.in_force(on), "unit", ("id",), within)
        exemptions = _streamed(opened, Exemption.objects.in_force(on), "unit", ("id",), within)
        path: list[tuple[int, Descent]] = []
        for unit in Unit.objects.filter(_nearby(within)).order_by("lft").iterator(chunk_size=CHUNK):
            while path and path[-1][0] < unit.lft:
                path.pop()
            own, deviations = _placed(items.take(unit), overrides.take(unit), unit)
            descent = path[-1][1] if path else folding.NOTHING
            descent = descent.tightened([found for found in deviations if found.kind == OverrideKind.TIGHTEN])
            releases = folding.releases(deviations, exemptions.take(unit))
            if unit.is_open and (within is None or within.covers(unit)):
                yield UnitCatalog(unit, folding.at_unit(descent, own, unit, releases))
            if unit.rght - unit.lft > 1:
                path.append((unit.rght, descent.with_items(own, unit)))


def by_category(items: Iterable[EffectiveItem]) -> list[EffectiveCategory]:
    """Return the items under their headings, in the order in which the headings first appear."""
    headings: dict[str, list[EffectiveItem]] = {}
    for effective in items:
        headings.setdefault(effective.item.category.title, []).append(effective)
    return [EffectiveCategory(title, tuple(found)) for title, found in headings.items()]


def applies_to(item: Item, unit: Unit, *, on: datetime.date) -> bool:
    """Say whether the item belongs to the unit's effective catalog on a day, owed or released: as `effective_for`."""
    version = item.version
    maker = version.catalog.unit
    return (
        version.effective_on is not None
        and version.effective_on <= on
        and (version.ends_on is None or on < version.ends_on)
        and maker.covers(unit)
        and folding.means(item, unit.kind, unit.sector)
        and (item.obligation_level != Level.LOCAL or maker.pk == unit.pk)
    )


def _at(unit: Unit, *, on: datetime.date, lineage: uuid.UUID | None = None) -> tuple[EffectiveItem, ...]:
    """Return what holds at the unit, or one item of it, what the unit is released from among it."""
    overrides = Override.objects.in_force(on).bearing_on(unit)
    exemptions = Exemption.objects.in_force(on).filter(unit=unit)
    if lineage is not None:
        overrides, exemptions = overrides.filter(lineage=lineage), exemptions.filter(lineage=lineage)
    bearing = list(overrides)
    releases = folding.releases([found for found in bearing if found.unit_id == unit.pk], exemptions)
    return folding.at_unit(*_down_to(unit, bearing, on=on, lineage=lineage), unit, releases)


def _down_to(
    unit: Unit, overrides: Sequence[Override], *, on: datetime.date, lineage: uuid.UUID | None = None
) -> tuple[Descent, list[Item]]:
    """Fold what was made and made stricter from the root down to the unit; return it with the unit's own items."""
    rows = Item.objects.effective_for(unit, on=on)
    if lineage is not None:
        rows = rows.filter(lineage=lineage)
    made = {maker: list(items) for maker, items in groupby(rows, key=lambda item: item.version.catalog.unit)}
    stricter = {by: list(found) for by, found in groupby(overrides, key=lambda override: override.unit)}
    descent = folding.NOTHING
    for step in sorted({*made, *stricter}, key=lambda found: found.lft):
        descent = descent.tightened([found for found in stricter.get(step, ()) if found.kind == OverrideKind.TIGHTEN])
        if step != unit:
            descent = descent.with_items(made.get(step, ()), step)
    return descent, made.get(unit, [])


def _items(on: datetime.date) -> ItemQuerySet:
    return Item.objects.in_force(on).select_related("category", "version__catalog")


def _streamed(
    opened: ExitStack, rows: QuerySet[Row], unit: str, order: Sequence[str], within: Unit | None
) -> ByUnit[Row]:
    """Begin to read the rows of the units that matter; they are closed with what they were opened in."""
    return opened.enter_context(closing(ByUnit(rows.filter(_nearby(within, unit)), unit, order, CHUNK)))


def _nearby(within: Unit | None, path: str = "") -> Q:
    """Rows of the subtree, and of the units above it, from which it inherits."""
    if within is None:
        return Q()
    unit = f"{path}__" if path else ""
    inside = Q(**{f"{unit}lft__gte": within.lft, f"{unit}rght__lte": within.rght})
    return inside | Q(**{f"{unit}lft__lt": within.lft, f"{unit}rght__gt": within.rght})


def _placed(items: list[Item], overrides: list[Override], unit: Unit) -> tuple[list[Item], list[Override]]:
    """Let rows that were read without their unit refer to it."""
    for item in items:
        item.version.catalog.unit = unit
    for override in overrides:
        override.unit = unit
    return items, overrides
