"""What do catalogs tell the rooms above them?"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from core import events


@dataclass(frozen=True)
class CatalogPublished(events.Event):
    """An edition was published; it holds from `effective_on` on, and its predecessor until then."""

    version_id: int
    catalog_id: int
    unit_id: int
    effective_on: datetime.date


@dataclass(frozen=True)
class OwnCatalogMoved(events.Event):
    """The unit has begun, handed in, taken back or was returned an edition of its own."""

    version_id: int
    unit_id: int


@dataclass(frozen=True)
class OverrideAsked(events.Event):
    """The unit wants an inherited item stricter, or does not choose it: asked for, or filed."""

    override_id: int
    unit_id: int


@dataclass(frozen=True)
class ItemsEnded(events.Event):
    """An edition was published that leaves these items out: from `ends_on` on nobody owes them any more."""

    version_id: int
    unit_id: int
    lineages: tuple[uuid.UUID, ...]
    ends_on: datetime.date


@dataclass(frozen=True)
class ExemptionMoved(events.Event):
    """A unit was exempted from an item, or owes it again sooner than planned."""

    unit_id: int
    lineage: uuid.UUID
    from_on: datetime.date
    ends_on: datetime.date
