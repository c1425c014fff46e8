"""How far is a unit, by what it has of its own? Told from its catalogs and stricter rules since it was taken in.

One query finds the rows that are not where they should be; only those are moved, each through the flow.
"""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts import actors
from catalogs.kinds import PUBLIC_STATES, RequestState, VersionState
from catalogs.models import CatalogVersion, Override
from core import errors
from rollouts.flows import rollout_unit_flow
from rollouts.kinds import UnitState
from rollouts.models import RolloutUnit


def derive(*, at: datetime.datetime, unit_id: int | None = None) -> int:
    """Move every row of running rollouts to where its unit's own work puts it, and return how many were moved."""
    rows = _observed(RolloutUnit.objects.running().open().standing())
    if unit_id is not None:
        rows = rows.filter(unit=unit_id)
    moved = 0
    for row in rows.iterator():
        verb = _verb_for(row)
        if verb and _moved(row, verb, at=at):
            moved += 1
    return moved


def _observed(rows: QuerySet[RolloutUnit]) -> QuerySet[RolloutUnit]:
    versions = CatalogVersion.objects.filter(catalog__unit=OuterRef("unit")).order_by()
    since = OuterRef("since")
    tightened = Override.objects.filter(
        unit=OuterRef("unit"), asked_at__gte=since, state__in=[RequestState.REQUESTED, RequestState.GRANTED]
    )
    drafts = versions.filter(state=VersionState.DRAFT, created_at__gte=since)
    return rows.annotate(
        has_published=Exists(versions.filter(state__in=PUBLIC_STATES, published_at__gte=since)),
        has_submitted=Exists(versions.filter(state=VersionState.SUBMITTED, submitted_at__gte=since)),
        has_begun=Exists(drafts) | Exists(tightened.order_by()),
    )


def _verb_for(row: RolloutUnit) -> str | None:
    """Return the step that leads to where the unit is; none where it is there already or has nothing of its own."""
    if getattr(row, "has_published"):
        return "settle"
    if getattr(row, "has_submitted"):
        return None if row.state == UnitState.AWAITING_APPROVAL else "await_approval"
    if row.state == UnitState.AWAITING_APPROVAL:
        return "reopen"
    return "localise" if getattr(row, "has_begun") and row.state != UnitState.LOCALISING else None


def _moved(row: RolloutUnit, verb: str, *, at: datetime.datetime) -> bool:
    """Take the step; somebody may have taken one meanwhile, or paused the rollout: then it stays as it is."""
    try:
        rollout_unit_flow.perform(verb, row, actor=actors.SYSTEM, at=at)
    except (errors.Conflict, errors.Denied):
        return False
    return True
