"""How are the catalogs of a path in the tree laid together into what holds at its end? Pure.

Nearest tightening wins, and never gives anything looser than what stands above. What several units have in common is
computed once and shared: units without anything of their own below the same unit, of one kind and sector, hold the very
same tuple.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalogs import strictness
from catalogs.kinds import Level, OverrideKind, Standing
from catalogs.models import Exemption, Item, Override
from hierarchy.models import Unit


@dataclass(frozen=True, slots=True)
class Tightening:
    """One field of an item that a unit on the way down made stricter, or named for itself."""

    field: str
    was: Any
    now: Any
    unit: Unit


@dataclass(frozen=True, slots=True)
class Release:
    """Why a unit does not owe an item, for the time being."""

    standing: Standing
    by: Override | Exemption

    def frees(self, item: Item) -> bool:
        """Say whether it still frees: what has become mandatory cannot be declined."""
        return self.standing is Standing.EXEMPT or item.obligation_level == Level.OPTIONAL


@dataclass(frozen=True, slots=True)
class EffectiveItem:
    """An item as it holds at a unit."""

    item: Item
    """The item with the values that hold at the unit; not to be saved. What the edition says is in `tightened`."""
    origin_unit: Unit
    """The unit that made the catalog in which the item stands."""
    is_own: bool
    """Whether the unit itself made it."""
    tightened: tuple[Tightening, ...] = ()
    """What units on the way down changed, the farthest first."""
    release: Release | None = None
    """Why the unit does not owe the item; None if it does."""

    @property
    def standing(self) -> Standing:
        """Whether the unit owes the item."""
        return self.release.standing if self.release else Standing.REQUIRED

    @property
    def was(self) -> dict[str, Any]:
        """What the edition says, of each field that was made stricter."""
        return {change.field: change.was for change in reversed(self.tightened)}

    @property
    def tightened_by(self) -> dict[str, Unit]:
        """The nearest unit that made a field stricter: whose value holds."""
        return {change.field: change.unit for change in self.tightened}


class Descent:
    """What comes down to the units below one unit, of whatever kind and sector they are."""

    __slots__ = ("_chosen", "_entries")

    def __init__(self, entries: Sequence[EffectiveItem]) -> None:
        """Hold the items, the root's first."""
        self._entries = tuple(entries)
        self._chosen: dict[tuple[str, str], tuple[EffectiveItem, ...]] = {}

    def chosen(self, kind: str, sector: str) -> tuple[EffectiveItem, ...]:
        """Return the items that mean a unit of this kind and sector."""
        found = self._chosen.get((kind, sector))
        if found is None:
            found = tuple(entry for entry in self._entries if means(entry.item, kind, sector))
            self._chosen[kind, sector] = found
        return found

    def tightened(self, overrides: Sequence[Override]) -> Descent:
        """Return what comes down with what one unit made stricter."""
        if not overrides:
            return self
        wanted = {override.lineage: override for override in overrides}
        return Descent(
            [
                tightened(entry, wanted[entry.item.lineage]) if entry.item.lineage in wanted else entry
                for entry in self._entries
            ]
        )

    def with_items(self, own: Sequence[Item], unit: Unit) -> Descent:
        """Return what comes down with what one unit made, apart from what it added for itself alone."""
        made = [EffectiveItem(item, unit, is_own=False) for item in own if item.obligation_level != Level.LOCAL]
        return Descent([*self._entries, *made]) if made else self


NOTHING = Descent(())
"""What comes down to the root."""


def means(item: Item, kind: str, sector: str) -> bool:
    """Say whether the item means units of this kind and sector; an empty list means all."""
    return (not item.unit_kinds or kind in item.unit_kinds) and (not item.sectors or sector in item.sectors)


def at_unit(
    descent: Descent, own: Sequence[Item], unit: Unit, releases: Mapping[uuid.UUID, Release]
) -> tuple[EffectiveItem, ...]:
    """Return what holds at a unit: what comes down to it, then what it made itself, less what it is released from."""
    found = descent.chosen(unit.kind, unit.sector)
    if own:
        found += tuple(EffectiveItem(item, unit, is_own=True) for item in own if means(item, unit.kind, unit.sector))
    return tuple(_released(entry, releases) for entry in found) if releases else found


def releases(overrides: Iterable[Override], exemptions: Iterable[Exemption]) -> dict[uuid.UUID, Release]:
    """Return what frees a unit from items, given its own overrides and exemptions; an exemption before a decline."""
    declined = {
        found.lineage: Release(Standing.DECLINED, found) for found in overrides if found.kind == OverrideKind.DECLINE
    }
    return declined | {found.lineage: Release(Standing.EXEMPT, found) for found in exemptions}


def tightened(entry: EffectiveItem, override: Override) -> EffectiveItem:
    """Return the item with what one unit made stricter; a field that would become looser stays as it is."""
    former = {name: getattr(entry.item, name) for name in strictness.FIELDS}
    holding = strictness.laid_over(former, {name: getattr(override, name) for name in strictness.FIELDS})
    changes = [
        Tightening(name, was, holding[name], override.unit) for name, was in former.items() if holding[name] != was
    ]
    if not changes:
        return entry
    item = copy.copy(entry.item)
    for change in changes:
        setattr(item, change.field, change.now)
    return replace(entry, item=item, tightened=(*entry.tightened, *changes))


def _released(entry: EffectiveItem, found: Mapping[uuid.UUID, Release]) -> EffectiveItem:
    release = found.get(entry.item.lineage)
    if release is None or entry.is_own or not release.frees(entry.item):
        return entry
    return replace(entry, release=release)
