"""How is an item shown in the table that offices know?"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from catalogs import wording
from catalogs.effective import EffectiveItem
from catalogs.models import Category, Item, Level, Scope
from core.errors import Text
from frontend import words

_LEVELS: Mapping[Level, Text] = {
    Level.MANDATORY: gettext_lazy("必须"),
    Level.OPTIONAL: gettext_lazy("选择"),
    Level.LOCAL: gettext_lazy("本级增加"),
}


@dataclass(frozen=True)
class Line:
    """One row: the item in the words of offices, and what is still open about it."""

    item: Item
    path: str
    time: str
    scopes: str
    origin: str = ""
    is_own: bool = False

    @property
    def level_label(self) -> Text:
        """How much a unit below may say about it."""
        return _LEVELS[Level(self.item.obligation_level)]

    @property
    def level_kind(self) -> str:
        """The kind of tag that says so."""
        return {Level.MANDATORY: "must", Level.LOCAL: "own"}.get(Level(self.item.obligation_level), "")

    @property
    def missing(self) -> list[Text]:
        """What has to be filled in before the edition can be published."""
        found: list[Text] = []
        if not self.item.scopes:
            found.append(_("公开范围"))
        if not self.item.time_mode:
            found.append(_("公开时限"))
        return found


@dataclass(frozen=True)
class Section:
    """The rows under one heading; `public_id` is that of the heading in a draft."""

    title: str
    lines: list[Line]
    public_id: uuid.UUID | None = None


def of_item(item: Item) -> Line:
    """Return an item as a row of the edition that it stands in."""
    path = reverse("work:catalog_item", args=[item.public_id])
    return Line(item, path, time_of(item), scopes_of(item))


def time_of(item: Item) -> str:
    """Return 每季度 for a periodic item, else the mode, with what the office says beyond."""
    return str(item.get_period_display()) if item.period and not item.due_rule else time_in_full(item)


def time_in_full(item: Item) -> str:
    """Return 定期（每季度）, in the words of offices as far as the page is in their language."""
    if not words.is_english():
        return wording.time(item)
    plain = item.get_period_display() if item.period else item.get_time_mode_display()
    return words.listing(part for part in (plain, item.due_rule) if part)


def scopes_of(item: Item) -> str:
    """Return the readers, in the words of offices as far as the page is in their language."""
    return words.listing(Scope(each).label for each in item.scopes) if words.is_english() else wording.scopes(item)


def of_effective(each: EffectiveItem) -> Line:
    """Return an item as a row of a unit's effective catalog, with where it comes from."""
    return replace(of_item(each.item), origin=each.origin_unit.name, is_own=each.is_own)


def by_category(categories: Iterable[Category], items: Iterable[Item]) -> list[Section]:
    """Return the rows of an edition under its headings, empty ones included."""
    sections = {found.pk: Section(found.title, [], found.public_id) for found in categories}
    for item in items:
        sections[item.category_id].lines.append(of_item(item))
    return list(sections.values())
