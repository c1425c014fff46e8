"""The life of a disclosure as one table: 提出 → 审核 → 审批 → 实施."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from core import clock, events
from core.workflow import Flow, Tone, Transition
from disclosures import content, editions, inputs, notices, policies
from disclosures.afterwards import transitions
from disclosures.deciding import rounds, routes, signatures, turns
from disclosures.events import DisclosureReturned
from disclosures.kinds import Outcome, State, Step
from disclosures.models import ApprovalPolicy, Disclosure
from disclosures.noticing import duties
from disclosures.recording import records
from disclosures.writing import completeness

disclosure_flow: Flow[Disclosure] = Flow(
    "disclosure",
    Disclosure,
    initial=State.DRAFT,
    view=policies.view,
    audited=(
        "state",
        "step",
        "turn_no",
        "signature",
        "joined",
        "content_hash",
        "approved_hash",
        "index_no",
        *transitions.AUDITED,
    ),
    related=("unit", "item", "notice"),
    concluding=records.conclude,
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
            inputs.PassInput,
            Tone.PRIMARY,
            "shield-check",
            detours=frozenset({State.SUBMITTED}),
        ),
        Transition(
            "pass_review",
            frozenset({State.SUBMITTED}),
            State.SECRECY_CHECKED,
            policies.pass_review,
            _("通过审核"),
            notices.passed,
            inputs.PassInput,
            Tone.PRIMARY,
            "checks",
            detours=frozenset({State.SUBMITTED}),
        ),
        Transition(
            "approve",
            frozenset({State.SECRECY_CHECKED}),
            State.APPROVED,
            policies.approve,
            _("同意公开"),
            notices.passed,
            inputs.PassInput,
            Tone.PRIMARY,
            "check",
            detours=frozenset({State.SECRECY_CHECKED}),
        ),
        Transition(
            "advise",
            frozenset({State.SUBMITTED, State.SECRECY_CHECKED}),
            None,
            policies.advise,
            _("提出意见"),
            notices.advised,
            inputs.AdviseInput,
            Tone.PRIMARY,
            "message",
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
            detours=frozenset({State.SUBMITTED, State.SECRECY_CHECKED}),
            never=frozenset({(State.SUBMITTED, State.SECRECY_CHECKED)}),
        ),
        Transition(
            "reopen",
            frozenset({State.APPROVED}),
            State.DRAFT,
            policies.reopen,
            _("重新修改"),
            icon="edit",
        ),
        *transitions.TRANSITIONS,
    ),
)


@disclosure_flow.body("submit")
def submit(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime) -> None:
    """Put the text before the deciders: it must be complete, and from now on it is the one that they decide on.

    Settles for this round which steps the text goes through and whether two may be joined.
    """
    entry = completeness.require_complete(disclosure, on=clock.local_date(at))
    editions.carry_over(disclosure, entry, actor=actor, at=at)
    duties.settle(disclosure, entry)
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
def pass_secrecy(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime, **said: Any) -> str | None:
    """Say that the text may be published as far as secrets go (审核：保密审查)."""
    return _pass(disclosure, actor, at, **said)


@disclosure_flow.body("pass_review")
def pass_review(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime, **said: Any) -> str | None:
    """Say that there is need to publish the text, or that it is true: whichever it waits for (审核：必要性、真实性)."""
    return _pass(disclosure, actor, at, **said)


@disclosure_flow.body("approve")
def approve(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime, **said: Any) -> str | None:
    """Consent at the current step of the chain (审批); after the last one, exactly this content may be published."""
    leads_to = _pass(disclosure, actor, at, **said)
    if leads_to is None:
        disclosure.approved_hash = disclosure.content_hash
        disclosure.approved_at = at
    return leads_to


@disclosure_flow.body("advise")
def advise(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime, stance: str, reason: str) -> None:
    """Say what one thinks of the text, beside the decider of the step and at the same time as the others asked.

    The step is decided when everyone has spoken whose opinion the chain requires; nobody speaks twice.
    """
    rounds.advise(disclosure, turns.advising(actor, disclosure), stance=stance, reason=reason, actor=actor, at=at)


@disclosure_flow.body("return")
def return_(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime, reason: str, to: str) -> str | None:
    """Send the text back with a reason: to its drafter, or to an earlier step, from which the round goes on.

    What was decided from that step on is void; back at the drafter, all that was decided in the round.
    """
    standing = (
        turns.standing(actor, disclosure, disclosure.step) if disclosure.step else turns.returning(actor, disclosure)
    )
    step = disclosure.step or Step.RELEASE
    rounds.require_earlier(disclosure, to)
    rounds.decide(
        disclosure, step, Outcome.RETURNED, standing, actor=actor, at=at, reason=reason, remarks={}, sent_back_to=to
    )
    disclosure.moved_at = at
    if to:
        return rounds.send_back(disclosure, to)
    rounds.void(disclosure)
    disclosure.returned_reason = reason
    events.publish(DisclosureReturned(disclosure.pk, disclosure.unit_id))
    return None


@disclosure_flow.body("reopen")
def reopen(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime) -> None:
    """Take an approved text up again for editing: its approvals are void and the chain starts anew."""
    _void(disclosure, actor, at)


def _pass(
    disclosure: Disclosure,
    actor: Actor,
    at: datetime.datetime,
    *,
    opinion: str,
    checklist: Sequence[str],
    remarks: Mapping[str, str],
) -> str | None:
    """Pass the current step and go on to the next; return its state, None when the last step of the kind is passed."""
    content.require_unchanged(disclosure, disclosure.content_hash)
    was = disclosure.state
    answered = rounds.require_answered(disclosure, checklist, remarks)
    standing = turns.passing(actor, disclosure, disclosure.step)
    rounds.decide(
        disclosure,
        disclosure.step,
        Outcome.PASSED,
        standing,
        actor=actor,
        at=at,
        reason=opinion,
        checklist=answered,
        remarks=remarks,
    )
    following = routes.following(disclosure)
    rounds.go_to(disclosure, following)
    disclosure.moved_at = at
    return following.state if following is not None and following.state == was else None


def _void(disclosure: Disclosure, actor: Actor, at: datetime.datetime) -> None:
    rounds.void(disclosure)
    disclosure.signature = signatures.under(actor, policies.DRAFT, disclosure.unit)
    disclosure.moved_at = at


for _verb, _body in transitions.BODIES.items():
    disclosure_flow.body(_verb)(_body)
