"""The life of a disclosure as one table: 提出 → 审核 → 审批 → 实施."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from core import clock, events
from core.workflow import Flow, Tone, Transition
from disclosures import (
    afterwards,
    chains,
    completeness,
    content,
    editions,
    inputs,
    notices,
    policies,
    recording,
    rounds,
    signatures,
)
from disclosures.events import DisclosureReturned
from disclosures.kinds import Outcome, State, Step
from disclosures.models import ApprovalPolicy, Disclosure

disclosure_flow: Flow[Disclosure] = Flow(
    "disclosure",
    Disclosure,
    initial=State.DRAFT,
    view=policies.view,
    audited=("state", "step", "signature", "joined", "content_hash", "approved_hash", "index_no", *afterwards.AUDITED),
    related=("unit", "item"),
    concluding=recording.conclude,
    transitions=(
        Transition(
            "submit",
            frozenset({State.DRAFT, State.RETURNED}),
            State.SUBMITTED,
            policies.submit,
            _("提交审查"),
            notices.submitted,
            tone=Tone.PRIMARY,
            icon="send",
        ),
        Transition(
            "recall",
            frozenset({State.SUBMITTED}),
            State.DRAFT,
            policies.recall,
            _("收回修改"),
            icon="arrow-back-up",
        ),
        Transition(
            "pass_secrecy",
            frozenset({State.SUBMITTED}),
            State.SECRECY_CHECKED,
            policies.pass_secrecy,
            _("通过保密审查"),
            notices.passed,
            inputs.SecrecyInput,
            Tone.PRIMARY,
            "shield-check",
        ),
        Transition(
            "approve",
            frozenset({State.SECRECY_CHECKED}),
            State.APPROVED,
            policies.approve,
            _("同意公开"),
            notices.passed,
            inputs.ApproveInput,
            Tone.PRIMARY,
            "check",
            detours=frozenset({State.SECRECY_CHECKED}),
        ),
        Transition(
            "return",
            frozenset({State.SUBMITTED, State.SECRECY_CHECKED, State.APPROVED, State.SCHEDULED}),
            State.RETURNED,
            policies.return_,
            _("退回"),
            notices.returned,
            inputs.ReturnInput,
            Tone.DANGER,
            "arrow-back-up",
        ),
        Transition(
            "reopen",
            frozenset({State.APPROVED}),
            State.DRAFT,
            policies.reopen,
            _("重新修改"),
            icon="edit",
        ),
        *afterwards.TRANSITIONS,
    ),
)


@disclosure_flow.body("submit")
def submit(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime) -> None:
    """Put the text before the deciders: it must be complete, and from now on it is the one that they decide on.

    Settles for this round which steps the text goes through and whether two may be joined.
    """
    entry = completeness.require_complete(disclosure, on=clock.local_date(at))
    editions.carry_over(disclosure, entry, actor=actor, at=at)
    attachments = content.attachments_of(disclosure)
    rounds.begin(disclosure, may_join=ApprovalPolicy.objects.may_join(disclosure.unit))
    disclosure.content_hash = content.content_hash(disclosure, attachments)
    disclosure.signature = signatures.under(actor, policies.DRAFT, disclosure.unit)
    disclosure.submitted_at = disclosure.moved_at = at
    rounds.keep_submission(disclosure, attachments, at=at)


@disclosure_flow.body("recall")
def recall(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime) -> None:
    """Take the text back from the deciders before anybody decided on it."""
    _void(disclosure, actor, at)


@disclosure_flow.body("pass_secrecy")
def pass_secrecy(
    disclosure: Disclosure, *, actor: Actor, at: datetime.datetime, opinion: str, checklist: Sequence[str]
) -> None:
    """Say that the text may be published as far as secrets go (审核)."""
    _pass(disclosure, actor, at, opinion, checklist)


@disclosure_flow.body("approve")
def approve(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime, opinion: str) -> str | None:
    """Consent at the current step of the chain (审批); after the last one, exactly this content may be published."""
    _pass(disclosure, actor, at, opinion)
    if disclosure.step:
        return State.SECRECY_CHECKED
    disclosure.approved_hash = disclosure.content_hash
    disclosure.approved_at = at
    return None


@disclosure_flow.body("return")
def return_(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime, reason: str) -> None:
    """Send the text back to its drafter with a reason; what was decided in this round is void."""
    standing = (
        chains.standing(actor, disclosure, disclosure.step) if disclosure.step else chains.returning(actor, disclosure)
    )
    step = disclosure.step or Step.RELEASE
    rounds.decide(disclosure, step, Outcome.RETURNED, standing, actor=actor, at=at, reason=reason)
    rounds.void(disclosure)
    disclosure.returned_reason = reason
    disclosure.moved_at = at
    events.publish(DisclosureReturned(disclosure.pk, disclosure.unit_id))


@disclosure_flow.body("reopen")
def reopen(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime) -> None:
    """Take an approved text up again for editing: its approvals are void and the chain starts anew."""
    _void(disclosure, actor, at)


def _pass(
    disclosure: Disclosure, actor: Actor, at: datetime.datetime, opinion: str, checklist: Sequence[str] = ()
) -> None:
    """Record the consent at the current step, on the very content that was submitted, and go on to the next."""
    content.require_unchanged(disclosure, disclosure.content_hash)
    standing = chains.standing(actor, disclosure, disclosure.step)
    rounds.decide(
        disclosure,
        disclosure.step,
        Outcome.PASSED,
        standing,
        actor=actor,
        at=at,
        reason=opinion,
        checklist=checklist,
    )
    disclosure.step = chains.next_step(disclosure)
    disclosure.moved_at = at


def _void(disclosure: Disclosure, actor: Actor, at: datetime.datetime) -> None:
    rounds.void(disclosure)
    disclosure.signature = signatures.under(actor, policies.DRAFT, disclosure.unit)
    disclosure.moved_at = at


for _verb, _body in afterwards.BODIES.items():
    disclosure_flow.body(_verb)(_body)
