"""How far is a unit, by what it has of its own? Told from its catalogs and stricter rules since it was taken in.

What units did last is found for all of them at once, four queries whatever their number; only the rows that are not
where they should be are loaded and moved, each through the flow.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet

from accounts import actors
from catalogs.kinds import PUBLIC_STATES, RequestState, VersionState
from catalogs.models import CatalogVersion, Override
from core import errors
from rollouts.flows import rollout_unit_flow
from rollouts.kinds import UnitState
from rollouts.models import RolloutUnit
from rollouts.queries import RolloutUnitQuerySet

Latest = Mapping[int, datetime.datetime]


@dataclass(frozen=True)
class OwnWork:
    """When each unit last published, handed in, began a draft, and made an item stricter: by unit, of what stands."""

    published: Latest
    submitted: Latest
    drafted: Latest
    tightened: Latest

    @classmethod
    def found(cls, unit_id: int | None) -> OwnWork:
        """Return it for all units, or for one."""
        versions = CatalogVersion.objects.order_by()
        overrides = Override.objects.filter(state__in=[RequestState.REQUESTED, RequestState.GRANTED]).order_by()
        if unit_id is not None:
            versions, overrides = versions.filter(catalog__unit=unit_id), overrides.filter(unit=unit_id)
        return cls(
            published=_latest(versions.filter(state__in=PUBLIC_STATES), "catalog__unit", "published_at"),
            submitted=_latest(versions.filter(state=VersionState.SUBMITTED), "catalog__unit", "submitted_at"),
            drafted=_latest(versions.filter(state=VersionState.DRAFT), "catalog__unit", "created_at"),
            tightened=_latest(overrides, "unit", "asked_at"),
        )

    def verb_for(self, unit_id: int, state: str, since: datetime.datetime) -> str | None:
        """Return the step that leads to where the unit is; none where it is there, or has nothing of its own."""
        if _since(self.published, unit_id, since):
            return "settle"
        if _since(self.submitted, unit_id, since):
            return None if state == UnitState.AWAITING_APPROVAL else "await_approval"
        if state == UnitState.AWAITING_APPROVAL:
            return "reopen"
        has_begun = _since(self.drafted, unit_id, since) or _since(self.tightened, unit_id, since)
        return "localise" if has_begun and state != UnitState.LOCALISING else None


def derive(*, at: datetime.datetime, unit_id: int | None = None) -> int:
    """Move every row of running rollouts to where its unit's own work puts it, and return how many were moved."""
    rows = RolloutUnit.objects.running().open().standing()
    if unit_id is not None:
        rows = rows.filter(unit=unit_id)
    return sum(_moved(pk, verb, at=at) for pk, verb in _to_move(rows, OwnWork.found(unit_id)))


def _to_move(rows: RolloutUnitQuerySet, work: OwnWork) -> Iterator[tuple[int, str]]:
    found = rows.order_by("pk").values_list("pk", "unit_id", "state", "since")
    for pk, unit_id, state, since in found.iterator():
        verb = work.verb_for(unit_id, state, since)
        if verb is not None:
            yield pk, verb


def _latest(rows: QuerySet[Any], unit: str, moment: str) -> Latest:
    return dict(rows.values_list(unit).annotate(Max(moment)))


def _since(latest: Latest, unit_id: int, since: datetime.datetime) -> bool:
    moment = latest.get(unit_id)
    return moment is not None and moment >= since


def _moved(pk: int, verb: str, *, at: datetime.datetime) -> bool:
    """Take the step; somebody may have taken one meanwhile, or paused the rollout: then it stays as it is.

    Each under its own lock and with its own entry in the trail, a few statements; only rows that move are taken up.
    """
    try:
        rollout_unit_flow.perform(verb, RolloutUnit(pk=pk), actor=actors.SYSTEM, at=at)
    except (errors.Conflict, errors.Denied):
        return False
    return True
