"""In what does one edition of a catalog differ from another?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogs import differing, inputs
from catalogs.models import CatalogVersion, Item, Level, Openness
from core.errors import Text
from frontend import words
from frontend.workbench.lines import scopes_of, time_in_full
from hierarchy.kinds import Sector, UnitKind


@dataclass(frozen=True)
class FieldChange:
    """One thing about an item that is otherwise."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True)
class ItemChange:
    """An item that stands in both editions and differs."""

    item: Item
    fields: Sequence[FieldChange]


@dataclass(frozen=True)
class Differences:
    """What is new, gone and changed in the later edition."""

    added: Sequence[Item]
    removed: Sequence[Item]
    changed: Sequence[ItemChange]

    @property
    def count(self) -> int:
        """How many items differ."""
        return len(self.added) + len(self.removed) + len(self.changed)


def between(before: CatalogVersion | None, after: CatalogVersion) -> Differences:
    """Return how the later edition differs, as it is read."""
    found = differing.between(before, after)
    changed = [ItemChange(each.after, fields_between(each.before, each.after)) for each in found.changed]
    return Differences(found.added, found.removed, [change for change in changed if change.fields])


def fields_between(before: Item, after: Item) -> list[FieldChange]:
    """Return in what one form of an item differs from another."""
    old, new = _shown(before), _shown(after)
    return [FieldChange(_LABELS[name], old[name], new[name]) for name in old if old[name] != new[name]]


def _shown(item: Item) -> dict[str, str]:
    """Return the item field by field, as it is read."""
    return {
        "category": item.category.title,
        "title": item.title,
        "elements": item.elements,
        "basis": item.basis,
        "index_no": item.index_no,
        "openness": str(Openness(item.openness).label),
        "scopes": scopes_of(item),
        "channels": words.listing(item.channels),
        "departments": words.listing(item.departments),
        "time_mode": time_in_full(item),
        "unit_kinds": words.listing(str(UnitKind(kind).label) for kind in item.unit_kinds) or _("全部"),
        "sectors": words.listing(str(Sector(sector).label) for sector in item.sectors) or _("全部"),
        "obligation_level": str(Level(item.obligation_level).label),
        **{name: _("是") if getattr(item, name) else _("否") for name in _YES_OR_NO},
        "notice_days": str(item.notice_days),
    }


_YES_OR_NO = ("shows_process", "inside_first", "superior_approval")
_LABELS: Mapping[str, Any] = {
    "category": inputs.CategoryInput.base_fields["title"].label,
    **{name: field.label for name, field in inputs.ItemInput.base_fields.items()},
}
