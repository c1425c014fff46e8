"""What does a unit owe by its catalogs on a day, and where does each item come from?

A unit's effective catalog is what its ancestors publish for its kind and sector, nearest last, plus its own local
items (DOMAIN section 4). One query, however deep the tree and long the catalogs.

Editions are those of the day, the tree is the present one: what was owed on a past day is told by what arose then.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from catalogs.kinds import Level
from catalogs.models import Item
from hierarchy.models import Unit


@dataclass(frozen=True)
class EffectiveItem:
    """An item as it holds at a unit."""

    item: Item
    origin_unit: Unit
    """The unit that made the catalog in which the item stands."""
    is_own: bool
    """Whether the unit itself made it."""


@dataclass(frozen=True)
class EffectiveCategory:
    """The items under one heading; catalogs of several levels may share a heading."""

    title: str
    items: tuple[EffectiveItem, ...]


def for_unit(unit: Unit, *, on: datetime.date) -> list[EffectiveItem]:
    """Return the effective catalog of a unit on a day, the root's items first and the unit's own last."""
    found = Item.objects.effective_for(unit, on=on)
    return [EffectiveItem(item, item.version.catalog.unit, item.version.catalog.unit_id == unit.pk) for item in found]


def by_category(items: Iterable[EffectiveItem]) -> list[EffectiveCategory]:
    """Return the items under their headings, in the order in which the headings first appear."""
    headings: dict[str, list[EffectiveItem]] = {}
    for effective in items:
        headings.setdefault(effective.item.category.title, []).append(effective)
    return [EffectiveCategory(title, tuple(found)) for title, found in headings.items()]


def applies_to(item: Item, unit: Unit, *, on: datetime.date) -> bool:
    """Say whether the item belongs to the unit's effective catalog on a day: the same rule as `effective_for`."""
    version = item.version
    maker = version.catalog.unit
    return (
        version.effective_on is not None
        and version.effective_on <= on
        and (version.ends_on is None or on < version.ends_on)
        and maker.covers(unit)
        and (not item.unit_kinds or unit.kind in item.unit_kinds)
        and (not item.sectors or unit.sector in item.sectors)
        and (item.obligation_level != Level.LOCAL or maker.pk == unit.pk)
    )
