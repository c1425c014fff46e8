"""What of rollouts waits for this person: to adopt for a unit, or to accept? Two queries, whatever the amount."""

from __future__ import annotations

import datetime
from functools import partial

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from accounts.actors import Actor
from core.inbox import InboxTask, Stack, StateTone, TaskKind, Tasks
from rollouts import paths
from rollouts.kinds import UnitState
from rollouts.models import Rollout, RolloutUnit

WAITING = Q(units__state=UnitState.ADOPTED, units__unit__closed_on__isnull=True)


def tasks(actor: Actor, *, on: datetime.date) -> Tasks:
    """Return what a unit still owes in running rollouts, and in which of them units wait to be accepted."""
    owed = RolloutUnit.objects.worked_by(actor).running().open().standing().for_list()
    waiting = (
        Rollout.objects.filter(actor.reach("catalogs.publish", "version__catalog__unit"))
        .running()
        .select_related("version__catalog", "root")
        .annotate(waiting=Count("units", filter=WAITING), oldest=Min("units__moved_at", filter=WAITING))
        .filter(waiting__gt=0)
    )
    return Tasks(Stack(owed, partial(_to_adopt, on=on)), Stack(waiting, _to_accept))


def _to_adopt(row: RolloutUnit, *, on: datetime.date) -> InboxTask:
    due_on: datetime.date = getattr(row, "compile_by")
    late = due_on < on
    tone = StateTone.RETURNED if row.state == UnitState.RETURNED else StateTone.DRAFT
    return InboxTask(
        kind=TaskKind.FILL_IN,
        title=_("推行：%(edition)s") % {"edition": str(row.rollout.version)},
        path=paths.task(row),
        unit_name=row.unit.name,
        state_label=_("已逾期") if late else row.get_state_display(),
        tone=StateTone.OVERDUE if late else tone,
        due_on=due_on,
        since=row.moved_at,
        verb_label=_("办理"),
        subject_id=row.public_id,
    )


def _to_accept(rollout: Rollout) -> InboxTask:
    return InboxTask(
        kind=TaskKind.APPROVE,
        title=_("验收：%(edition)s") % {"edition": str(rollout.version)},
        path=f"{paths.board(rollout)}?state=adopted",
        unit_name=rollout.root.name,
        state_label=_("%(count)d个单位等待验收") % {"count": getattr(rollout, "waiting")},
        tone=StateTone.AWAITING,
        due_on=None,
        since=getattr(rollout, "oldest"),
        verb_label=_("验收"),
        subject_id=rollout.public_id,
    )
