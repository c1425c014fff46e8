"""How is a draft opened for editing, and how does a new one begin?

Whoever writes into a draft holds the lock of its row, so that editors of one draft follow one another.
"""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs import inputs, policies, superiors
from catalogs.events import OwnCatalogMoved
from catalogs.kinds import VersionState
from catalogs.models import Catalog, CatalogVersion, Category, Item
from core import errors, events

BATCH = 1000
_COPIED = ("lineage", "sort_no", *inputs.FIELDS)


def opened(version_id: int, *, actor: Actor) -> CatalogVersion:
    """Return the draft, locked, if the actor may edit it; refuse an edition that is published."""
    rows = CatalogVersion.objects.select_for_update(of=("self",)).select_related("catalog__unit")
    version = rows.filter(pk=version_id).first()
    if version is None or not policies.view(actor, version):
        raise errors.Missing
    if version.state == VersionState.SUBMITTED:
        raise errors.WrongState(
            "catalog.awaiting_approval",
            _("《%(name)s》正在等待上级审批，不能修改。需要修改的，请先撤回。") % {"name": version.catalog.name},
        )
    if not version.is_draft:
        raise errors.WrongState(
            "catalog.published",
            _("%(version)s已经发布，不能再改。请先建立新版草稿，在草稿上修改。") % {"version": version},
        )
    policies.edit(actor, version.catalog).enforce()
    return version


def touch(version: CatalogVersion, *, actor: Actor) -> None:
    """Count the change, so that whoever publishes an older view of the draft is told, and keep who made it.

    Who wrote an edition does not decide on it.
    """
    version.revision += 1
    hands = superiors.answering(actor, (policies.EDIT,), version.catalog.unit)
    version.editor_ids = sorted({*version.editor_ids, *hands})
    version.save(update_fields=["revision", "editor_ids"])


def begin(catalog: Catalog, *, at: datetime.datetime) -> CatalogVersion:
    """Create the draft of a catalog as a copy of what is published; of nothing, if nothing is. Six queries at most."""
    draft = CatalogVersion.objects.create(catalog=catalog, created_at=at)
    source = catalog.versions.published().first()
    if source is not None:
        _copy(source, draft)
    events.publish(OwnCatalogMoved(draft.pk, catalog.unit_id))
    return draft


def _copy(source: CatalogVersion, draft: CatalogVersion) -> None:
    """Copy headings and items; each item keeps its lineage."""
    old = list(source.categories.order_by("sort_no", "id"))
    new = [Category(version=draft, title=category.title, sort_no=category.sort_no) for category in old]
    Category.objects.bulk_create(new, batch_size=BATCH)
    moved = {before.pk: after for before, after in zip(old, new, strict=True)}
    Item.objects.bulk_create(
        [
            Item(version=draft, category=moved[item.category_id], **{name: getattr(item, name) for name in _COPIED})
            for item in source.items.in_catalog_order()
        ],
        batch_size=BATCH,
    )
