"""The verbs that are no transitions: start a rollout, change its days, remind, and take one step for many units."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from catalogs.kinds import VersionState
from catalogs.models import CatalogVersion
from core import errors, events
from core import inputs as core_inputs
from core.audit import trail
from core.notifications import sending
from hierarchy.models import Unit
from rollouts import inputs, notices, policies
from rollouts.events import RolloutRuns
from rollouts.flows import rollout_unit_flow
from rollouts.kinds import PhaseKind
from rollouts.models import Phase, Rollout, RolloutUnit


@dataclass(frozen=True)
class Outcome:
    """What became of one unit when a step was taken for many."""

    row: RolloutUnit
    refusal: errors.Refusal | None = None


def start_rollout(
    version: CatalogVersion, *, root: Unit, data: Mapping[str, Any], actor: Actor, at: datetime.datetime
) -> Rollout:
    """Roll a published edition out to a unit and those below it; units get their rows in the background."""
    policies.start(actor, version).enforce()
    cleaned = core_inputs.cleaned(inputs.PhasesInput, data)
    _require_rollable(version, root)
    with transaction.atomic():
        _require_apart(version, root)
        rollout = _created(version, root, actor, at)
        Phase.objects.bulk_create(
            Phase(rollout=rollout, kind=kind, position=position, **_phase(kind, cleaned))
            for position, kind in enumerate(PhaseKind, start=1)
        )
        trail.record("rollout.start", rollout, actor=actor, at=at, label=_("启动推行"), after=_days(rollout))
        events.publish(RolloutRuns(rollout.pk))
    return rollout


def reschedule(
    rollout: Rollout, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime, revision: int | None = None
) -> Rollout:
    """Call phases otherwise or move their days; what is late follows at once."""
    cleaned = core_inputs.cleaned(inputs.PhasesInput, data)
    with transaction.atomic():
        current = _locked(rollout, actor, revision)
        if not current.is_ongoing:
            raise errors.WrongState("rollout.finished", _("这次推行已结束，阶段和日期不能再改。"))
        before = _days(current)
        for phase in current.phases.all():
            Phase.objects.filter(pk=phase.pk).update(**_phase(PhaseKind(phase.kind), cleaned))
        current.revision += 1
        current.save(update_fields=["revision"])
        trail.record(
            "rollout.reschedule",
            current,
            actor=actor,
            at=at,
            label=_("调整推行阶段"),
            before=before,
            after=_days(current),
        )
    return current


def remind(rollout: Rollout, *, rows: Iterable[RolloutUnit], actor: Actor, at: datetime.datetime) -> int:
    """Remind the units among these that still owe a step, once a day each, and return how many they are."""
    with transaction.atomic():
        current = _locked(rollout, actor, None)
        if not current.is_running:
            raise errors.WrongState("rollout.not_running", _("这次推行没有在进行，不能提醒。请先恢复推行。"))
        chosen = [row.pk for row in rows]
        owing = list(RolloutUnit.objects.filter(rollout=current, pk__in=chosen).open().standing())
        sending.send(*notices.reminder(current, owing, at=at), at=at)
        if owing:
            note = _("提醒 %(count)d 个单位") % {"count": len(owing)}
            trail.record("rollout.remind", current, actor=actor, at=at, label=_("提醒"), note=note)
    return len(owing)


def step_each(
    verb: str,
    rows: Iterable[RolloutUnit],
    *,
    actor: Actor,
    at: datetime.datetime,
    data: Mapping[str, Any] | None = None,
    seen: Mapping[uuid.UUID, int] | None = None,
) -> list[Outcome]:
    """Take one step for each of these units, one after the other; a refusal of one leaves the others as they are.

    `seen` is the revision of each that the person saw: what changed since is refused. Each row is locked, judged and
    noted in the trail by itself, a few statements each.
    """
    revisions = seen or {}
    found = []
    for row in rows:
        revision = revisions.get(row.public_id)
        try:
            done = rollout_unit_flow.perform(verb, row, actor=actor, at=at, revision=revision, data=data)
            found.append(Outcome(done))
        except errors.Invalid:
            raise
        except errors.Refusal as refusal:
            found.append(Outcome(row, refusal))
    return found


def _require_rollable(version: CatalogVersion, root: Unit) -> None:
    if version.state != VersionState.PUBLISHED:
        raise errors.WrongState(
            "rollout.not_published", _("这一版目录没有发布或已被新版取代，不能推行。请选择已发布的版本。")
        )
    if not version.catalog.unit.covers(root):
        outside = errors.FieldError(
            "rollout.outside_subtree",
            _("“%(unit)s”不在目录制定单位的下级范围内，请另选。") % {"unit": root.name},
        )
        raise errors.Invalid({"root": [outside]})


def _require_apart(version: CatalogVersion, root: Unit) -> None:
    """No unit is asked twice about one edition; two who start it at the same time take turns."""
    CatalogVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    for other in Rollout.objects.ongoing().filter(version=version).exclude(root=root).select_related("root"):
        if other.root.covers(root) or root.covers(other.root):
            raise errors.Conflict(
                "rollout.overlaps",
                _("这一版目录正在“%(unit)s”推行，范围有重叠，同一单位不重复推行。请先结束那次推行，或另选范围。")
                % {"unit": other.root.name},
            )


def _created(version: CatalogVersion, root: Unit, actor: Actor, at: datetime.datetime) -> Rollout:
    signed = actor.label_for(policies.PUBLISH, version.catalog.unit)
    try:
        with transaction.atomic():
            return Rollout.objects.create(version=version, root=root, started_by_name=signed, started_at=at)
    except IntegrityError:
        raise errors.Conflict(
            "rollout.under_way", _("这一版目录正在同一范围内推行，不用重复启动。请到“目录推行”里查看。")
        ) from None


def _locked(rollout: Rollout, actor: Actor, revision: int | None) -> Rollout:
    rows = Rollout.objects.select_for_update(of=("self",)).select_related("version__catalog__unit", "root")
    current = rows.get(pk=rollout.pk)
    if not policies.view(actor, current):
        raise errors.Missing
    policies.steer(actor, current).enforce()
    if revision is not None and current.revision != revision:
        raise errors.Stale
    return current


def _phase(kind: PhaseKind, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": cleaned[f"{kind}_name"] or str(kind.label), "due_on": cleaned[f"{kind}_on"]}


def _days(rollout: Rollout) -> dict[str, Any]:
    rows = Phase.objects.filter(rollout=rollout)
    return {phase.kind: f"{phase.name} {phase.due_on:%Y-%m-%d}" for phase in rows}
