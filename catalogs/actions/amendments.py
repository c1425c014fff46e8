"""Changing, withdrawing or terminating one item of a published catalog between editions (DOMAIN section 4; S2, S3, S4).

Whoever writes the catalog proposes it with the explanation that will be published; somebody else approves it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs import amending, endorsing, notices, policies, superiors
from catalogs.inputs import AmendInput, ChangeItemInput
from catalogs.kinds import AmendmentKind
from catalogs.models import Amendment, Catalog, CatalogPolicy, CatalogVersion, Item
from core import clock, errors, inputs
from core.audit import trail
from core.notifications import sending

_LABELS: Mapping[AmendmentKind, errors.Text] = {
    AmendmentKind.CHANGE: _("提出变更公开事项"),
    AmendmentKind.WITHDRAW: _("提出撤回公开事项"),
    AmendmentKind.TERMINATE: _("提出终止公开事项"),
}


def propose_change(item: Item, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Amendment:
    """Propose that an item say something else from a day on; `data` is the item anew, all of it, and why.

    What units below made stricter stays as strict as it is, whatever the change makes looser.
    """
    return _propose(item, AmendmentKind.CHANGE, data=data, actor=actor, at=at)


def propose_withdrawal(item: Item, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Amendment:
    """Propose to withdraw an item that ought not to stand in the catalog: nothing of it is owed any more."""
    return _propose(item, AmendmentKind.WITHDRAW, data=data, actor=actor, at=at)


def propose_termination(item: Item, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Amendment:
    """Propose to terminate an item that has come to its end: what was overdue before that day stays owed."""
    return _propose(item, AmendmentKind.TERMINATE, data=data, actor=actor, at=at)


@transaction.atomic
def _propose(
    item: Item, kind: AmendmentKind, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime
) -> Amendment:
    """Put the amendment before those who decide on it; an edition of the catalog that is under way comes first."""
    catalog, latest, item = _amendable(item, actor)
    changing = kind is AmendmentKind.CHANGE
    cleaned = inputs.cleaned(ChangeItemInput if changing else AmendInput, data)
    if not changing:
        amending.endable(item)
    amendment = Amendment(
        kind=kind,
        catalog=catalog,
        item=item,
        unit=catalog.unit,
        lineage=item.lineage,
        item_title=item.title,
        values=amending.changes(item, cleaned) if changing else {},
        reason=cleaned["reason"],
        from_on=amending.first_day(cleaned["from_on"], latest, today=clock.local_date(at)),
        asked_by_id=superiors.answerable(actor),
        asked_by_name=actor.label_for(policies.EDIT, catalog.unit),
        asker_ids=sorted(superiors.answering(actor, (policies.EDIT,), catalog.unit)),
        asked_at=at,
    )
    amendment.consent = endorsing.consent_for(amendment, CatalogPolicy.objects.consent())
    amendment.save()
    _record(amendment, actor=actor, at=at)
    sending.send(*notices.amendment_proposed(amendment, at=at), at=at)
    return amendment


def _amendable(item: Item, actor: Actor) -> tuple[Catalog, CatalogVersion, Item]:
    """Return the catalog, locked, its latest edition and the item in it, if the actor may amend it."""
    catalogs = Catalog.objects.select_for_update(of=("self",)).select_related("unit")
    catalog = catalogs.filter(versions=item.version_id).first()
    if catalog is None:
        raise errors.Missing
    policies.amend(actor, catalog).enforce()
    latest = amending.amendable(catalog, item)
    amending.none_awaiting(item)
    return catalog, latest, latest.items.select_related("category").get(pk=item.pk)


def _record(amendment: Amendment, *, actor: Actor, at: datetime.datetime) -> None:
    trail.record(
        f"catalog_amendment.{amendment.kind}",
        amendment,
        actor=actor,
        at=at,
        label=_LABELS[AmendmentKind(amendment.kind)],
        before={name: getattr(amendment.item, name) for name in amendment.values},
        after={"state": amendment.state, "from_on": amendment.from_on, **amendment.values},
        reason=amendment.reason,
    )
