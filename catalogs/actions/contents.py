"""Writing the headings and items of a draft."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs import drafts, rules
from catalogs.inputs import CategoryInput, ItemInput, values_of
from catalogs.models import CatalogVersion, Category, Item
from core import errors, inputs
from core.audit import trail

Row = TypeVar("Row", bound=Model)

SORT_STEP = 10
"""Room between neighbours, so that one can be put between two others."""


@transaction.atomic
def add_category(version: CatalogVersion, *, title: str, actor: Actor, at: datetime.datetime) -> Category:
    """Add a heading to a draft, behind all others."""
    draft = drafts.opened(version.pk, actor=actor)
    cleaned = inputs.cleaned(CategoryInput, {"title": title})
    rules.free_category(draft, cleaned["title"])
    category = Category.objects.create(version=draft, sort_no=_next_sort_no(draft.categories.all()), **cleaned)
    _record("catalog_category.add", draft, actor, at, _("增加一级目录"), after=cleaned)
    return category


@transaction.atomic
def edit_category(category: Category, *, title: str, actor: Actor, at: datetime.datetime) -> Category:
    """Give a heading of a draft another title."""
    draft = drafts.opened(category.version_id, actor=actor)
    category = _reread(draft.categories.all(), category.pk)
    before = {"title": category.title}
    cleaned = inputs.cleaned(CategoryInput, {"title": title})
    rules.free_category(draft, cleaned["title"], apart_from=category)
    category.title = cleaned["title"]
    category.save(update_fields=["title"])
    _record("catalog_category.edit", draft, actor, at, _("修改一级目录"), before=before, after=cleaned)
    return category


@transaction.atomic
def remove_category(category: Category, *, actor: Actor, at: datetime.datetime) -> None:
    """Remove a heading from a draft when no item stands under it."""
    draft = drafts.opened(category.version_id, actor=actor)
    category = _reread(draft.categories.all(), category.pk)
    rules.empty_category(category)
    category.delete()
    _record("catalog_category.remove", draft, actor, at, _("删除一级目录"), before={"title": category.title})


@transaction.atomic
def add_item(category: Category, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Item:
    """Add an item under a heading of a draft, behind all others there."""
    draft = drafts.opened(category.version_id, actor=actor)
    category = _reread(draft.categories.all(), category.pk)
    cleaned = inputs.cleaned(ItemInput, {"openness": draft.catalog.openness, **data})
    rules.free_title(category, cleaned["title"])
    item = Item.objects.create(version=draft, category=category, sort_no=_next_sort_no(category.items.all()), **cleaned)
    _record("catalog_item.add", draft, actor, at, _("增加公开事项"), item=item, after=cleaned)
    return item


@transaction.atomic
def edit_item(
    item: Item,
    *,
    data: Mapping[str, Any],
    actor: Actor,
    at: datetime.datetime,
    category: Category | None = None,
    revision: int | None = None,
) -> Item:
    """Write an item of a draft anew, all of it, and move it under another heading if one is given.

    What an import had left to a person counts as decided. `revision` is the one that the caller saw.
    """
    draft = drafts.opened(item.version_id, actor=actor)
    item = _reread(draft.items.select_related("category"), item.pk)
    if revision is not None and revision != item.revision:
        raise errors.Stale
    before = {"category": item.category.title, **values_of(item)}
    cleaned = inputs.cleaned(ItemInput, data)
    if category is not None and category.pk != item.category_id:
        item.category = _reread(draft.categories.all(), category.pk)
        item.sort_no = _next_sort_no(item.category.items.all())
    rules.free_title(item.category, cleaned["title"], apart_from=item)
    for name, value in cleaned.items():
        setattr(item, name, value)
    item.needs_person = []
    item.revision += 1
    item.save()
    after = {"category": item.category.title, **cleaned}
    _record("catalog_item.edit", draft, actor, at, _("修改公开事项"), item=item, before=before, after=after)
    return item


@transaction.atomic
def remove_item(item: Item, *, actor: Actor, at: datetime.datetime, reason: str = "") -> None:
    """Remove an item from a draft; in published editions it stays."""
    draft = drafts.opened(item.version_id, actor=actor)
    item = _reread(draft.items.all(), item.pk)
    _record(
        "catalog_item.remove", draft, actor, at, _("删除公开事项"), item=item, before=values_of(item), reason=reason
    )
    item.delete()


def _reread(rows: QuerySet[Row], pk: int) -> Row:
    """Return the row as it stands under the lock; it may have been removed, or be of another edition."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise errors.Missing
    return found


def _next_sort_no(siblings: QuerySet[Any]) -> int:
    last = siblings.aggregate(last=Max("sort_no"))["last"]
    return SORT_STEP if last is None else int(last) + SORT_STEP


def _record(
    verb: str,
    draft: CatalogVersion,
    actor: Actor,
    at: datetime.datetime,
    label: errors.Text,
    *,
    item: Item | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Count the change and put it into the trail: of the item, or of the draft as a whole."""
    drafts.touch(draft, actor=actor)
    if item is not None:
        item.version = draft
    subject = item or draft
    trail.record(verb, subject, actor=actor, at=at, label=label, before=before, after=after, reason=reason)
