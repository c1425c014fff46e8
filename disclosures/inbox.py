"""What on disclosures waits for this person? Two queries, whatever the amount."""

from __future__ import annotations

import datetime
from functools import partial

from django.db.models import Case, Value, When
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from core import errors
from core.inbox import InboxTask, Stack, StateTone, TaskKind, Tasks
from disclosures import paths
from disclosures.deciding import deadlines, turns
from disclosures.kinds import PlanState, State, Step
from disclosures.models import Disclosure, OutsidePlan

_WORK: dict[str, tuple[TaskKind, StateTone, errors.Text]] = {
    State.DRAFT: (TaskKind.DRAFT, StateTone.DRAFT, _("继续起草")),
    State.RETURNED: (TaskKind.DRAFT, StateTone.RETURNED, _("修改后重新提交")),
    State.SUBMITTED: (TaskKind.REVIEW, StateTone.AWAITING, _("审查")),
    State.SECRECY_CHECKED: (TaskKind.APPROVE, StateTone.AWAITING, _("审批")),
    State.APPROVED: (TaskKind.PUBLISH, StateTone.DONE, _("公开")),
}
"""By state: kind of work, tone, verb."""


def tasks(actor: Actor, *, on: datetime.date) -> Tasks:
    """Return what to finish, to review, to approve and to publish, what was returned first; then plans.

    A text that waits for a decision is due when its step is; any other, and a step without a deadline, on the earliest
    day of what the text is to fulfil.
    """
    texts = Disclosure.objects.awaiting(actor).for_list().with_due_day()
    returned_first = Case(When(state=State.RETURNED, then=Value(0)), default=Value(1))
    plans = OutsidePlan.objects.awaiting(actor).for_list().order_by("moved_at", "id")
    return Tasks(
        Stack(texts.order_by(returned_first, "moved_at", "id"), partial(_task, actor=actor)), Stack(plans, _plan_task)
    )


def _plan_task(plan: OutsidePlan) -> InboxTask:
    is_back = plan.state == PlanState.RETURNED
    return InboxTask(
        kind=TaskKind.DRAFT if is_back else TaskKind.APPROVE,
        title=_t("目录外公开方案：%(title)s") % {"title": plan.title},
        path=paths.plan(plan),
        unit_name=plan.unit.name,
        state_label=_t("已退回：%(reason)s") % {"reason": plan.decision_reason}
        if is_back
        else plan.get_state_display(),
        tone=StateTone.RETURNED if is_back else StateTone.AWAITING,
        due_on=plan.until_on,
        since=plan.moved_at,
        verb_label=_("修改后重新提交") if is_back else _("审批"),
        subject_id=plan.public_id,
    )


def _task(disclosure: Disclosure, *, actor: Actor) -> InboxTask:
    kind, tone, verb = _WORK[disclosure.state]
    if _is_asked(disclosure, actor):
        kind, verb = TaskKind.REVIEW, _("提意见")
    return InboxTask(
        kind=kind,
        title=disclosure.title,
        path=paths.workspace(disclosure),
        unit_name=disclosure.shown_unit_name,
        state_label=_state_label(disclosure),
        tone=tone,
        due_on=deadlines.due_on(disclosure) or getattr(disclosure, "due_on", None),
        since=disclosure.moved_at,
        verb_label=verb,
        subject_id=disclosure.public_id,
    )


def _is_asked(disclosure: Disclosure, actor: Actor) -> bool:
    return bool(disclosure.asked) and bool(turns.advising(actor, disclosure).verdict)


def _state_label(disclosure: Disclosure) -> errors.Text:
    if disclosure.state == State.RETURNED:
        return _t("已退回：%(reason)s") % {"reason": disclosure.returned_reason}
    if disclosure.step:
        return _t("等我办理：%(step)s") % {"step": Step(disclosure.step).label}
    return disclosure.get_state_display()
