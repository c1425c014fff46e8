"""The life of a plan to disclose outside the catalog as one table."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from core import clock, errors
from core.workflow import Flow, Tone, Transition
from disclosures.deciding import turns
from disclosures.kinds import PlanState
from disclosures.models import OutsidePlan
from disclosures.plans import inputs, notices, planning, policies

_SUBMITTED = frozenset({PlanState.SUBMITTED})

outside_plan_flow: Flow[OutsidePlan] = Flow(
    "outside_plan",
    OutsidePlan,
    initial=PlanState.DRAFT,
    view=policies.view,
    audited=("state", "decided_by_name"),
    related=("unit", "maker"),
    transitions=(
        Transition(
            "submit",
            frozenset({PlanState.DRAFT, PlanState.RETURNED}),
            PlanState.SUBMITTED,
            policies.edit,
            _("提交审批"),
            notice=notices.submitted,
            tone=Tone.PRIMARY,
            icon="send",
        ),
        Transition("recall", _SUBMITTED, PlanState.DRAFT, policies.edit, _("收回修改"), icon="arrow-back-up"),
        Transition(
            "approve",
            _SUBMITTED,
            PlanState.APPROVED,
            policies.decide,
            _("同意"),
            notice=notices.decided,
            input=inputs.ApprovePlanInput,
            tone=Tone.PRIMARY,
            icon="check",
        ),
        Transition(
            "return",
            _SUBMITTED,
            PlanState.RETURNED,
            policies.decide,
            _("退回修改"),
            notice=notices.decided,
            input=inputs.PlanReasonInput,
            icon="arrow-back-up",
        ),
        Transition(
            "refuse",
            _SUBMITTED,
            PlanState.REFUSED,
            policies.decide,
            _("不同意"),
            notice=notices.decided,
            input=inputs.PlanReasonInput,
            tone=Tone.DANGER,
            icon="x",
        ),
        Transition(
            "withdraw",
            frozenset({PlanState.DRAFT, PlanState.RETURNED, PlanState.SUBMITTED, PlanState.APPROVED}),
            PlanState.WITHDRAWN,
            policies.edit,
            _("撤销方案"),
            input=inputs.WithdrawPlanInput,
            tone=Tone.DANGER,
            icon="ban",
        ),
    ),
)


@outside_plan_flow.body("submit")
def submit(plan: OutsidePlan, *, actor: Actor, at: datetime.datetime) -> None:
    """Put the plan before the maker of the catalog; its last day must still lie ahead."""
    _require_ahead(plan, at)
    plan.maker = planning.maker_for(plan.unit, on=clock.local_date(at))
    plan.moved_at = at


@outside_plan_flow.body("recall")
def recall(plan: OutsidePlan, *, actor: Actor, at: datetime.datetime) -> None:
    """Take the plan back before anybody decided on it."""
    plan.moved_at = at


@outside_plan_flow.body("approve")
def approve(plan: OutsidePlan, *, actor: Actor, at: datetime.datetime, opinion: str) -> None:
    """Let the unit disclose what the plan says, no wider and at no other time (S2, S3)."""
    _require_ahead(plan, at)
    _sign(plan, actor, at, opinion)


@outside_plan_flow.body("return")
@outside_plan_flow.body("refuse")
def send_back(plan: OutsidePlan, *, actor: Actor, at: datetime.datetime, reason: str) -> None:
    """Leave what the catalog says as it is; the unit is told why."""
    _sign(plan, actor, at, reason)


@outside_plan_flow.body("withdraw")
def withdraw(plan: OutsidePlan, *, actor: Actor, at: datetime.datetime, reason: str) -> None:
    """Give the plan up: no text that follows it is submitted or published any more; what was published stays."""
    plan.withdrawn_reason = reason
    plan.moved_at = at


def _sign(plan: OutsidePlan, actor: Actor, at: datetime.datetime, words: str) -> None:
    plan.decided_by_id = turns.answerable(actor)
    plan.decided_by_name = policies.deciding_seat(actor, plan).label_for(actor.name)
    plan.decided_at = plan.moved_at = at
    plan.decision_reason = words


def _require_ahead(plan: OutsidePlan, at: datetime.datetime) -> None:
    if plan.until_on < clock.local_date(at):
        raise errors.Conflict(
            "plan.over", _("方案里的最晚公开日期已经过了。请先改日期，再提交审批；已提交的请退回修改。")
        )
