"""How is it laid down through whose hands texts go? By the tenant's administrators, with a reason, and audited.

What is laid down holds from the next submission on; a round that is under way keeps its steps.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from core import errors, inputs
from core.audit import trail
from disclosures import policies
from disclosures.deciding import parties, settling
from disclosures.deciding.chain_inputs import ChainInput, LiftInput
from disclosures.deciding.routes import RouteStep
from disclosures.kinds import APPROVALS, REVIEWS, Applies, Step
from disclosures.models import ApprovalChain, ApprovalStep
from hierarchy.models import Unit

MANAGE = "units.manage"


@transaction.atomic
def lay_down_chain(*, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> ApprovalChain:
    """Lay down a chain for some units and some item; texts submitted from now on go through it."""
    policies.set_chains(actor).enforce()
    values = inputs.cleaned(ChainInput, data)
    chain = ApprovalChain()
    _write(chain, values, actor=actor, at=at)
    _record("approval_chain.laid_down", chain, _("设置审批链"), actor=actor, at=at, reason=values["reason"])
    return chain


@transaction.atomic
def change_chain(
    chain: ApprovalChain, *, data: Mapping[str, Any], revision: int, actor: Actor, at: datetime.datetime
) -> ApprovalChain:
    """Replace what a chain says; rounds under way keep the steps that they began with."""
    current = _locked(chain, actor, revision)
    values = inputs.cleaned(ChainInput, data)
    before = facts(current)
    _write(current, values, actor=actor, at=at)
    _record(
        "approval_chain.changed", current, _("修改审批链"), actor=actor, at=at, reason=values["reason"], before=before
    )
    return current


@transaction.atomic
def lift_chain(
    chain: ApprovalChain, *, data: Mapping[str, Any], revision: int, actor: Actor, at: datetime.datetime
) -> None:
    """Lift a chain: from the next submission on the next more general one holds, at last the preset."""
    current = _locked(chain, actor, revision)
    reason = inputs.cleaned(LiftInput, data)["reason"]
    before = facts(current)
    _record(
        "approval_chain.lifted", current, _("取消审批链"), actor=actor, at=at, reason=reason, before=before, after={}
    )
    current.delete()


def facts(chain: ApprovalChain) -> dict[str, Any]:
    """Return what a chain says, as the trail keeps it."""
    return {
        "name": chain.name,
        "unit_kind": chain.unit_kind,
        "sector": chain.sector,
        "item": chain.item_title,
        "steps": [{**step.as_json(), "applies": str(step.applies)} for step in settling.steps_of(_with_steps(chain))],
    }


def require_chain(steps: Sequence[RouteStep]) -> None:
    """Refuse steps that make no chain: 审核 before 审批, both of them always there, the nearer leader first (S1)."""
    by_code = {step.step: step for step in steps}
    for needed in (Step.SECRECY, Step.LEADER):
        if needed not in by_code or by_code[needed].applies != Applies.ALWAYS:
            text = _("“%(step)s”不能缺少，也不能只办一部分信息。") % {"step": needed.label}
            raise errors.Invalid.field("steps", "steps.needed", text)
    codes = [step.step for step in steps]
    approvals = [code for code in codes if code in APPROVALS]
    if codes[: len(codes) - len(approvals)] != [code for code in codes if code in REVIEWS]:
        raise errors.Invalid.field("steps", "steps.order", _("先审核、后审批：请把审核环节都排在审批环节前面。"))
    if approvals != [code.value for code in APPROVALS if code in approvals]:
        text = _("审批的顺序是分管领导、主要负责人、上级、目录制定单位，请按这个顺序排列。")
        raise errors.Invalid.field("steps", "steps.order", text)


def _write(chain: ApprovalChain, values: Mapping[str, Any], *, actor: Actor, at: datetime.datetime) -> None:
    steps = _with_parties(values["steps"])
    require_chain(steps)
    item = values["item"]
    chain.name, chain.unit_kind, chain.sector = values["name"], values["unit_kind"], values["sector"]
    chain.lineage, chain.item_title = (item.lineage, item.title) if item else (None, "")
    chain.revision = chain.revision + 1 if chain.pk else 0
    chain.updated_at, chain.updated_by_name = at, actor.label[:200]
    try:
        with transaction.atomic():
            chain.save()
    except IntegrityError:
        text = _("这个适用范围已有一条审批链，请修改那一条，或者另选组织类型、领域或公开事项。")
        raise errors.Invalid.field("name", "approval_chain.exists", text) from None
    chain.steps.all().delete()
    ApprovalStep.objects.bulk_create(_row(chain, place, step) for place, step in enumerate(steps, start=1))


def _row(chain: ApprovalChain, place: int, step: RouteStep) -> ApprovalStep:
    return ApprovalStep(
        chain=chain,
        position=place,
        step=step.step,
        decider=step.decider,
        applies=step.applies,
        days=step.days,
        checklist=list(step.checklist),
        asks=list(step.asks),
        invites=list(step.invites),
    )


def _with_parties(steps: Sequence[RouteStep]) -> list[RouteStep]:
    """Return the steps with those whom they ask as they are kept; one query for all units that are named."""
    tokens = {party for step in steps for party in (*step.asks, *step.invites) if party not in parties.OWN}
    named = _units(tokens)
    return [_asking(step, named) for step in steps]


def _asking(step: RouteStep, named: Mapping[str, int]) -> RouteStep:
    def kept(tokens: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_party(step, token, named) for token in tokens))

    asks = kept(step.asks)
    return replace(step, asks=asks, invites=tuple(party for party in kept(step.invites) if party not in asks))


def _party(step: RouteStep, token: str, named: Mapping[str, int]) -> str:
    if token == step.decider:
        text = _("“%(step)s”由所征求的同一职务办理，不用再征求意见。") % {"step": Step(step.step).label}
        raise errors.Invalid.field("steps", "steps.asks_itself", text)
    if token in parties.OWN:
        return token
    if token not in named:
        text = _("没有代码是“%(code)s”的单位，请核对征求意见的单位。") % {"code": token}
        raise errors.Invalid.field("steps", "steps.no_unit", text)
    return parties.of_unit(named[token])


def _units(tokens: set[str]) -> dict[str, int]:
    """Return the open units that are named by their code or public id."""
    if not tokens:
        return {}
    by_id = {key: token for token in tokens if (key := _uuid(token)) is not None}
    opened = Unit.objects.open()
    rows = opened.filter(code__in=tokens) | opened.filter(public_id__in=by_id)
    named: dict[str, int] = {}
    for pk, code, public_id in rows.values_list("pk", "code", "public_id"):
        named[by_id.get(public_id, code)] = pk
        named[code] = pk
    return named


def _uuid(token: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(token)
    except ValueError:
        return None


def _locked(chain: ApprovalChain, actor: Actor, revision: int) -> ApprovalChain:
    policies.see_chains(actor).enforce()
    current = ApprovalChain.objects.select_for_update().filter(pk=chain.pk).first()
    if current is None:
        raise errors.Missing("approval_chain.missing", _("这条审批链已被取消，请刷新页面。"))
    policies.set_chains(actor).enforce()
    if current.revision != revision:
        raise errors.Stale
    return current


def _with_steps(chain: ApprovalChain) -> ApprovalChain:
    return ApprovalChain.objects.with_steps().get(pk=chain.pk)


def _record(
    verb: str,
    chain: ApprovalChain,
    label: str,
    *,
    actor: Actor,
    at: datetime.datetime,
    reason: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    trail.record(
        verb,
        chain,
        actor=actor,
        at=at,
        label=label,
        before=before,
        after=facts(chain) if after is None else after,
        reason=reason,
    )
