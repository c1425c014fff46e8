"""How does an office's table become a draft?

The file is read by `reading`, held against the catalog by `comparison`, and what differs is written in bulk: a fixed
number of statements, all or nothing. What is certain is taken over; what is not is kept with the item and listed for
a person. The same file a second time changes nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs import actions, comparison, drafts, entries, inputs, policies, rules
from catalogs.comparison import Change, Comparison, Entry
from catalogs.kinds import Openness
from catalogs.models import Catalog, CatalogVersion, Category, Item
from core import inputs as core_inputs
from core.audit import trail
from core.sheets import ImportReport
from hierarchy.models import Unit

SORT_STEP = 10


@dataclass(frozen=True)
class _Target:
    """The catalog that a file is imported into, and the edition that it is held against."""

    catalog: Catalog | None
    version: CatalogVersion | None
    items: Sequence[Item]


def import_catalog(
    stream: BinaryIO,
    name: str,
    *,
    unit: Unit,
    actor: Actor,
    at: datetime.datetime,
    dry_run: bool = False,
    catalog_name: str = "",
    openness: str = Openness.PARTY_AFFAIRS,
) -> ImportReport:
    """Make the draft of a unit's catalog say what the file says; with `dry_run`, only tell what would change.

    The catalog is the unit's of that name; without one, of the title above the table, else called after unit and
    openness. It is created when there is none. The file is held against its draft, or against the published edition,
    from which a draft is begun when something differs. Items that the file does not name stay, listed as missing.
    """
    policies.make(actor, unit).enforce()
    rules.open_maker(unit)
    table = entries.read(stream, name)
    title, openness = _names(unit, catalog_name.strip() or table.title, openness)
    if dry_run:
        target = _target(unit, title)
        compared = comparison.compare(table.entries, target.items)
        return _report(table, compared, title=title, version=target.version, written=False)
    with transaction.atomic():
        # Two imports at one unit follow one another; rows that merely refer to the unit need not wait.
        Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
        target = _target(unit, title, locked=True)
        compared = comparison.compare(table.entries, target.items)
        version = target.version
        if not compared.changes_nothing:
            catalog = target.catalog or actions.create_catalog(
                unit=unit, name=title, openness=openness, actor=actor, at=at
            )
            version, compared = _draft(catalog, target, compared, table.entries, actor=actor, at=at)
            _write(version, compared, source=name, actor=actor, at=at)
    return _report(table, compared, title=title, version=version, written=True)


def _names(unit: Unit, title: str, openness: str) -> tuple[str, str]:
    """Return name and openness of the catalog as `create_catalog` would take them, also for one that is there."""
    label = dict(Openness.choices).get(openness, "")
    cleaned = core_inputs.cleaned(
        inputs.CatalogInput, {"name": title or f"{unit.name}{label}目录", "openness": openness}
    )
    return cleaned["name"], cleaned["openness"]


def _target(unit: Unit, title: str, *, locked: bool = False) -> _Target:
    """Return what the file is held against: the draft before what is published; locked, no editor comes between."""
    catalog = Catalog.objects.filter(unit=unit, name=title).select_related("unit").first()
    if catalog is None:
        return _Target(None, None, ())
    # Only the draft is locked: a published edition never changes, and publishing takes the two in this order.
    found = catalog.versions.drafts()
    version = (found.select_for_update() if locked else found).first() or catalog.versions.published().first()
    return _Target(catalog, version, _items(version) if version else ())


def _items(version: CatalogVersion) -> list[Item]:
    return list(version.items.select_related("category").in_catalog_order())


def _draft(
    catalog: Catalog,
    target: _Target,
    compared: Comparison,
    wanted: Sequence[Entry],
    *,
    actor: Actor,
    at: datetime.datetime,
) -> tuple[CatalogVersion, Comparison]:
    """Return the draft to write into, locked, with the comparison against its own rows."""
    if target.version is not None and target.version.is_draft:
        return drafts.opened(target.version.pk, actor=actor), compared
    if target.version is None:
        # A catalog whose first draft was discarded has no edition at all.
        begun = catalog.versions.drafts().first() or actions.start_draft(catalog, actor=actor, at=at)
        return drafts.opened(begun.pk, actor=actor), compared
    begun = actions.start_draft(catalog, actor=actor, at=at)
    return begun, comparison.compare(wanted, _items(begun))


def _write(draft: CatalogVersion, compared: Comparison, *, source: str, actor: Actor, at: datetime.datetime) -> None:
    """Write headings, new items and changed items, and put the import into the trail: seven statements."""
    headings = {category.title: category for category in draft.categories.order_by("sort_no", "id")}
    last = max((category.sort_no for category in headings.values()), default=0)
    added: list[Category] = []
    for entry in compared.new:
        if entry.category not in headings:
            last += SORT_STEP
            added.append(Category(version=draft, title=entry.category, sort_no=last))
            headings[entry.category] = added[-1]
    Category.objects.bulk_create(added, batch_size=drafts.BATCH)
    Item.objects.bulk_create(_new_items(draft, compared.new, headings), batch_size=drafts.BATCH)
    touched = {name for change in compared.changed for name in change.after}
    Item.objects.bulk_update(
        [_applied(change) for change in compared.changed],
        [*sorted(touched), "needs_person", "revision"],
        batch_size=drafts.BATCH,
    )
    drafts.touch(draft, actor=actor)
    counts = compared.counts()
    trail.record(
        "catalog_version.import", draft, actor=actor, at=at, label=_("导入公开目录"), after=counts, note=source
    )


def _new_items(draft: CatalogVersion, new: Sequence[Entry], headings: Mapping[str, Category]) -> list[Item]:
    """Return the new items, each behind those that stand under its heading."""
    last = dict(draft.items.order_by().values_list("category_id").annotate(Max("sort_no")))
    items: list[Item] = []
    for entry in new:
        category = headings[entry.category]
        last[category.pk] = last.get(category.pk, 0) + SORT_STEP
        values = {"openness": draft.catalog.openness, **entry.values}
        items.append(
            Item(
                version=draft,
                category=category,
                title=entry.title,
                sort_no=last[category.pk],
                needs_person=entry.notes,
                **values,
            )
        )
    return items


def _applied(change: Change) -> Item:
    """Return the item with what the file says for certain; what was uncertain of it before is thereby decided."""
    item = change.item
    for name, value in change.after.items():
        setattr(item, name, value)
    item.needs_person = [dict(note) for note in change.notes]
    item.revision += 1
    return item


def _report(
    table: entries.FileEntries, compared: Comparison, *, title: str, version: CatalogVersion | None, written: bool
) -> ImportReport:
    """Return what came of the file; `written` says that the catalog now stands as it says, also if it did before."""
    extra: dict[str, Any] = {
        "written": written,
        "catalog": title,
        "version": str(version.public_id) if version else None,
        **compared.counts(),
        "differences": compared.as_json(),
    }
    return ImportReport(table.rows, len(table.entries), table.problems, extra)
