"""Which stricter rules of units below does a new edition leave without effect, because it is as strict itself now?

Nothing becomes looser by that, so the rules stay as they are; but who made them ought to know. Asked set by set: the
subtree is gone through once on the day before the edition and once on its first day, and only when somebody below has
made an item stricter that the edition changes.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping

from catalogs import effective, notices, strictness
from catalogs.models import CatalogVersion, Override
from core.notifications import sending

DAY = datetime.timedelta(days=1)
LOOKED_BACK = datetime.timedelta(days=3)
"""For how long the nightly look finds editions whose event was lost with the broker or the worker."""
Key = tuple[int, uuid.UUID]
"""A unit and an item."""


def tell(version: CatalogVersion, *, at: datetime.datetime) -> int:
    """Tell the units whose stricter rules have no effect any more, once for each edition; return how many rules."""
    found = overtaken(version)
    on = version.effective_on
    if found and on is not None:
        sending.send(*(message for each in found for message in notices.overtaken(each, version, on=on)), at=at)
    return len(found)


def tell_of_recent(*, at: datetime.datetime) -> int:
    """Do that for every edition of the last days, in case nobody was told when it was published."""
    return sum(tell(version, at=at) for version in CatalogVersion.objects.published_since(at - LOOKED_BACK))


def overtaken(version: CatalogVersion) -> list[Override]:
    """Return the stricter rules below that had effect until this edition and have none by it."""
    first = version.effective_on
    if first is None or not (moved := _moved(version)):
        return []
    maker = version.catalog.unit
    below = (
        Override.objects.in_force(first)
        .tightening()
        .filter(lineage__in=moved, from_on__lt=first, unit__lft__gt=maker.lft, unit__rght__lt=maker.rght)
    )
    wanted: Mapping[Key, Override] = {(found.unit_id, found.lineage): found for found in below.select_related("unit")}
    if not wanted:
        return []
    idle = _effective(version, wanted, on=first - DAY) - _effective(version, wanted, on=first)
    return [override for key, override in wanted.items() if key in idle]


def _moved(version: CatalogVersion) -> set[uuid.UUID]:
    """Return the items that the edition has otherwise than its predecessor, in what units below may set."""
    former = CatalogVersion.objects.filter(catalog=version.catalog_id, number__lt=version.number or 0)
    before = former.order_by("-number").first()
    if before is None:
        return set()
    names = ("lineage", "time_mode", *strictness.FIELDS)
    old = {row[0]: row[1:] for row in before.items.order_by().values_list(*names)}
    new = {row[0]: row[1:] for row in version.items.order_by().values_list(*names)}
    return {lineage for lineage, values in new.items() if lineage in old and old[lineage] != values}


def _effective(version: CatalogVersion, wanted: Mapping[Key, Override], *, on: datetime.date) -> set[Key]:
    """Return which of the rules change anything on a day."""
    return {
        (catalog.unit.pk, entry.item.lineage)
        for catalog in effective.for_all(on=on, within=version.catalog.unit)
        for entry in catalog.items
        if (catalog.unit.pk, entry.item.lineage) in wanted
        and any(change.unit.pk == catalog.unit.pk for change in entry.tightened)
    }
