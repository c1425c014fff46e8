"""How is an item shown in the table that offices know?"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from catalogs import inputs, wording
from catalogs.effective import EffectiveItem, Standing
from catalogs.models import Category, Item, Level, Scope
from core.errors import Text
from frontend import words

_LEVELS: Mapping[Level, Text] = {
    Level.MANDATORY: gettext_lazy("必须"),
    Level.OPTIONAL: gettext_lazy("选择"),
    Level.LOCAL: gettext_lazy("本级增加"),
}


_COLUMNS: Mapping[str, str] = {
    "period": "time",
    "due_rule": "time",
    "scopes": "scopes",
    "channels": "channels",
    "departments": "departments",
}
"""In which column of the table a field stands; the others stand below the title."""
_WIDENED = frozenset({"scopes", "channels"})


@dataclass(frozen=True)
class Change:
    """One thing about an item that a unit on the way down made stricter, or named for itself."""

    label: Text
    now: str
    was: str
    by: str
    tag: Text = ""


@dataclass(frozen=True)
class Link:
    """A step on an item, or what a unit has asked about it."""

    label: Text
    path: str
    waiting: bool = False


@dataclass(frozen=True)
class Line:
    """One row: the item in the words of offices, and what is still open about it."""

    item: Item
    path: str
    time: str
    scopes: str
    origin: str = ""
    is_own: bool = False
    standing: Standing = Standing.REQUIRED
    changes: Mapping[str, Change] = field(default_factory=dict)
    """What was made stricter, by column."""
    others: Sequence[Change] = ()
    """What was made stricter and has no column."""
    asked: Sequence[Link] = ()
    """What the unit has asked about the item, or has of its own."""
    steps: Sequence[Link] = ()
    """What the person may do about it at this unit."""

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
    return wording.time_limit(item) if words.is_english() else wording.time(item)


def scopes_of(item: Item) -> str:
    """Return the readers, in the words of offices as far as the page is in their language."""
    return words.listing(Scope(each).label for each in item.scopes) if words.is_english() else wording.scopes(item)


def of_effective(each: EffectiveItem) -> Line:
    """Return an item as a row of a unit's effective catalog: from where it comes, and who made what stricter."""
    return replace(
        of_item(each.item),
        origin=each.origin_unit.name,
        is_own=each.is_own,
        standing=each.standing,
        changes={found: _changed(each, found) for found in _columns_of(each)},
        others=[_other(each, name) for name in each.was if name not in _COLUMNS],
    )


def shown(name: str, item: Item) -> str:
    """Return one field of an item as it is read."""
    if name in ("channels", "departments"):
        return words.listing(getattr(item, name))
    if name == "shows_process":
        return str(_("过程和结果都公开") if item.shows_process else _("只公开结果"))
    if name == "notice_days":
        return words.number(item.notice_days)
    return {"time": time_of, "scopes": scopes_of}[name](item)


def former(each: EffectiveItem) -> Item:
    """Return the item as the edition has it, before anything was made stricter; not to be saved."""
    item = copy(each.item)
    for name, was in each.was.items():
        setattr(item, name, was)
    return item


def _columns_of(each: EffectiveItem) -> list[str]:
    return list(dict.fromkeys(_COLUMNS[name] for name in each.was if name in _COLUMNS))


def _changed(each: EffectiveItem, column: str) -> Change:
    names = [name for name in each.was if _COLUMNS.get(name) == column]
    by = words.listing(dict.fromkeys(each.tightened_by[name].name for name in names))
    tag: Text = _("已扩大") if column in _WIDENED else _("已收紧") if column == "time" else ""
    return Change("", shown(column, each.item), shown(column, former(each)), by, tag)


def _other(each: EffectiveItem, name: str) -> Change:
    label = inputs.TightenInput.base_fields[name].label or ""
    return Change(label, shown(name, each.item), shown(name, former(each)), each.tightened_by[name].name, _("已收紧"))


def by_category(categories: Iterable[Category], items: Iterable[Item]) -> list[Section]:
    """Return the rows of an edition under its headings, empty ones included."""
    sections = {found.pk: Section(found.title, [], found.public_id) for found in categories}
    for item in items:
        sections[item.category_id].lines.append(of_item(item))
    return list(sections.values())
