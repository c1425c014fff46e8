"""In which items does one edition of a catalog differ from another? An item is the same when its lineage is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalogs import inputs
from catalogs.models import CatalogVersion, Item

CATEGORY = "category"
"""The heading, beside the fields of `inputs.ItemInput`."""


@dataclass(frozen=True)
class Changed:
    """An item that stands in both editions, and the names of what is otherwise about it."""

    before: Item
    after: Item
    fields: Sequence[str]


@dataclass(frozen=True)
class Differences:
    """What is new, gone and changed in the later edition."""

    added: Sequence[Item]
    removed: Sequence[Item]
    changed: Sequence[Changed]


def predecessor(version: CatalogVersion) -> CatalogVersion | None:
    """Return the edition before this one; before a draft stands the last that was published."""
    others = CatalogVersion.objects.filter(catalog=version.catalog_id, number__isnull=False).select_related("catalog")
    if version.number is not None:
        others = others.filter(number__lt=version.number)
    return others.order_by("-number").first()


def between(before: CatalogVersion | None, after: CatalogVersion) -> Differences:
    """Return how the later edition differs, in catalog order. Two queries."""
    former = {item.lineage: item for item in _items(before)} if before is not None else {}
    added: list[Item] = []
    changed: list[Changed] = []
    for item in _items(after):
        old = former.pop(item.lineage, None)
        if old is None:
            added.append(item)
        elif fields := fields_between(old, item):
            changed.append(Changed(old, item, fields))
    return Differences(added, list(former.values()), changed)


def fields_between(before: Item, after: Item) -> list[str]:
    """Return what is otherwise in the later form of an item, by name."""
    old, new = values(before), values(after)
    return [name for name in old if old[name] != new[name]]


def values(item: Item) -> dict[str, Any]:
    """Return the item field by field, its heading first."""
    return {CATEGORY: item.category.title, **inputs.values_of(item)}


def _items(version: CatalogVersion) -> list[Item]:
    return list(version.items.for_detail().in_catalog_order())
