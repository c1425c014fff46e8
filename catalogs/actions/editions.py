"""Creating a catalog, beginning its next edition, and publishing it."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs import drafts, flows, policies, rules
from catalogs.inputs import CatalogInput
from catalogs.kinds import Openness
from catalogs.models import Catalog, CatalogVersion
from core import inputs
from core.audit import trail
from hierarchy.models import Unit


@transaction.atomic
def create_catalog(
    *, unit: Unit, name: str, openness: str = Openness.PARTY_AFFAIRS, actor: Actor, at: datetime.datetime
) -> Catalog:
    """Create a catalog at a unit, with an empty draft as its first edition."""
    policies.make(actor, unit).enforce()
    cleaned = inputs.cleaned(CatalogInput, {"name": name, "openness": openness})
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    rules.open_maker(unit)
    rules.free_name(unit, cleaned["name"])
    catalog = Catalog.objects.create(unit=unit, created_at=at, **cleaned)
    drafts.begin(catalog, at=at)
    trail.record("catalog.create", catalog, actor=actor, at=at, label=_("建立公开目录"), after=cleaned)
    return catalog


@transaction.atomic
def start_draft(catalog: Catalog, *, actor: Actor, at: datetime.datetime) -> CatalogVersion:
    """Begin the next edition as a copy of the published one; a catalog has one draft at a time."""
    catalog = Catalog.objects.select_for_update(of=("self",)).select_related("unit").get(pk=catalog.pk)
    policies.edit(actor, catalog).enforce()
    rules.open_maker(catalog.unit)
    rules.no_draft(catalog)
    draft = drafts.begin(catalog, at=at)
    trail.record("catalog_version.start", draft, actor=actor, at=at, label=_("建立新版草稿"))
    return draft


@transaction.atomic
def discard_draft(version: CatalogVersion, *, actor: Actor, at: datetime.datetime, reason: str = "") -> None:
    """Delete a draft with all that stands in it; the published edition stays as it is."""
    draft = drafts.opened(version.pk, actor=actor)
    count = draft.items.count()
    trail.record(
        "catalog_version.discard",
        draft,
        actor=actor,
        at=at,
        label=_("删除草稿"),
        before={"item_count": count},
        reason=reason,
    )
    draft.delete()


def publish_version(
    version: CatalogVersion,
    *,
    effective_on: datetime.date,
    actor: Actor,
    at: datetime.datetime,
    note: str = "",
    notes_settled: bool = False,
    revision: int | None = None,
) -> CatalogVersion:
    """Publish a draft: it gets its number, holds from `effective_on` on, and ends its predecessor on that day.

    Below the root it awaits the superior's approval first, where the tenant asks for that: look at the state.
    `notes_settled` confirms that somebody has looked at what an import left to a person.
    """
    data = {"effective_on": effective_on.isoformat(), "note": note, "notes_settled": notes_settled}
    return flows.catalog_version_flow.perform("publish", version, actor=actor, at=at, revision=revision, data=data)
