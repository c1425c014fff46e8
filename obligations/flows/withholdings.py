"""The life of a request not to disclose, for now or at all, as one table.

Asked by who drafts, signed by the unit's leader, decided by the superior; where the tenant has settled on filing it
takes effect with the leader's signature and the superior takes note. The root's leader decides by signing.
"""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor, Seat
from catalogs import superiors
from catalogs.kinds import Consent
from core import clock
from core.workflow import Flow, Tone, Transition
from obligations import inputs, notices, policies, rules, withholding
from obligations.kinds import (
    HELD_WITHHOLDINGS,
    OPEN_WITHHOLDINGS,
    WithholdingEnd,
    WithholdingGround,
    WithholdingKind,
    WithholdingState,
)
from obligations.models import Withholding

_ASKED, _ENDORSED = WithholdingState.ASKED, WithholdingState.ENDORSED
_BEFORE_SOMEBODY = frozenset({_ASKED, _ENDORSED})
_HELD = frozenset(HELD_WITHHOLDINGS)

withholding_flow: Flow[Withholding] = Flow(
    "withholding",
    Withholding,
    initial=_ASKED,
    view=policies.view_withholding,
    audited=("state", "kind", "ground", "until", "effective_on", "ended_on", "decided_by_name"),
    related=("obligation__unit", "obligation__item"),
    transitions=(
        Transition(
            "endorse",
            frozenset({_ASKED}),
            _ENDORSED,
            policies.endorse_withholding,
            _("签批同意"),
            notices.withholding_endorsed,
            inputs.OpinionInput,
            Tone.PRIMARY,
            "signature",
            detours=frozenset({WithholdingState.FILED, WithholdingState.GRANTED}),
        ),
        Transition(
            "grant",
            frozenset({_ENDORSED}),
            WithholdingState.GRANTED,
            policies.decide_withholding,
            _("同意"),
            notices.withholding_decided,
            inputs.OpinionInput,
            Tone.PRIMARY,
            "check",
        ),
        Transition(
            "note",
            frozenset({WithholdingState.FILED}),
            WithholdingState.NOTED,
            policies.decide_withholding,
            _("予以备案"),
            notices.withholding_decided,
            inputs.OpinionInput,
            Tone.PRIMARY,
            "archive",
        ),
        Transition(
            "return",
            _BEFORE_SOMEBODY,
            WithholdingState.RETURNED,
            policies.answer_withholding,
            _("退回修改"),
            notices.withholding_decided,
            inputs.ReturnWithholdingInput,
            icon="arrow-back-up",
        ),
        Transition(
            "refuse",
            _BEFORE_SOMEBODY,
            WithholdingState.REFUSED,
            policies.answer_withholding,
            _("不同意"),
            notices.withholding_decided,
            inputs.RefuseWithholdingInput,
            Tone.DANGER,
            "x",
        ),
        Transition(
            "resubmit",
            frozenset({WithholdingState.RETURNED}),
            _ASKED,
            policies.amend_withholding,
            _("修改后重新提交"),
            notices.withholding_resubmitted,
            inputs.WithholdingInput,
            Tone.PRIMARY,
            "send",
        ),
        Transition(
            "recall",
            frozenset(OPEN_WITHHOLDINGS),
            WithholdingState.RECALLED,
            policies.recall_withholding,
            _("收回申请"),
            icon="arrow-back-up",
        ),
        Transition(
            "order",
            _HELD,
            WithholdingState.ORDERED,
            policies.order_disclosure,
            _("责令公开"),
            notices.withholding_ended,
            inputs.EndWithholdingInput,
            Tone.DANGER,
            "eye",
        ),
        Transition(
            "end",
            _HELD,
            WithholdingState.ENDED,
            policies.end_withholding,
            _("提前终止"),
            notices.withholding_ended,
            inputs.EndWithholdingInput,
            icon="eye",
        ),
    ),
)


@withholding_flow.body("endorse")
def endorse(found: Withholding, *, actor: Actor, at: datetime.datetime, opinion: str) -> str | None:
    """Sign for the unit: the superior decides next; with filing, and at the root, it takes effect at once."""
    seat = policies.leading_seat(actor, found)
    found.endorsed_by_id = superiors.answerable(actor)
    found.endorsed_by_name, found.endorsed_at = _signature(actor, seat), at
    found.party_ids = sorted({*found.asker_ids, *superiors.persons(actor, seat)})
    if superiors.has_superior(found.unit) and found.consent == Consent.APPROVAL:
        return None
    withholding.take_effect(found, on=clock.local_date(at))
    if superiors.has_superior(found.unit):
        return WithholdingState.FILED
    _sign(found, actor, seat, at, opinion)
    return WithholdingState.GRANTED


@withholding_flow.body("grant")
def grant(found: Withholding, *, actor: Actor, at: datetime.datetime, opinion: str) -> None:
    """Let it take effect, filed under a number: owed on the later day, or no longer."""
    withholding.take_effect(found, on=clock.local_date(at))
    _sign_above(found, actor, at, opinion)


@withholding_flow.body("note")
def note(found: Withholding, *, actor: Actor, at: datetime.datetime, opinion: str) -> None:
    """Take note of what was filed: it goes on as it is."""
    _sign_above(found, actor, at, opinion)


@withholding_flow.body("return")
def send_back(found: Withholding, *, actor: Actor, at: datetime.datetime, reason: str) -> None:
    """Send it back to be written anew; it is signed and decided again from the beginning."""
    _sign_where_it_is(found, actor, at, reason)
    found.endorsed_by, found.endorsed_by_name, found.endorsed_at = None, "", None


@withholding_flow.body("refuse")
def refuse(found: Withholding, *, actor: Actor, at: datetime.datetime, reason: str) -> None:
    """Leave the obligation owed as it is, with the reason."""
    _sign_where_it_is(found, actor, at, reason)


@withholding_flow.body("resubmit")
def resubmit(
    found: Withholding,
    *,
    actor: Actor,
    at: datetime.datetime,
    kind: WithholdingKind,
    ground: WithholdingGround,
    basis: str,
    reason: str,
    until: datetime.date | None,
) -> None:
    """Ask anew with other words; who wrote them has a part in it like who asked first."""
    on = clock.local_date(at)
    rules.ground_fits(kind, ground, basis)
    rules.withheld_until(kind, until, found.obligation.due_on, on=on)
    found.kind, found.ground, found.basis, found.reason, found.until = kind, ground, basis, reason, until
    found.former_due_on = found.obligation.due_on
    found.asker_ids = sorted({*found.asker_ids, *superiors.answering(actor, (policies.DRAFT,), found.unit)})
    found.party_ids = found.asker_ids


@withholding_flow.body("recall")
def recall(found: Withholding, *, actor: Actor, at: datetime.datetime) -> None:
    """Take the request back before it has taken effect; another may be made."""


@withholding_flow.body("order")
def order(found: Withholding, *, actor: Actor, at: datetime.datetime, reason: str, due_on: datetime.date) -> None:
    """Order what is withheld to be disclosed by a day: it is owed again."""
    on = clock.local_date(at)
    withholding.end(found, cause=WithholdingEnd.ORDERED, reason=reason, due_on=due_on, on=on)
    seats = superiors.seats(actor, found.unit)
    _sign(found, actor, seats[0], at, reason)


@withholding_flow.body("end")
def end(found: Withholding, *, actor: Actor, at: datetime.datetime, reason: str, due_on: datetime.date) -> None:
    """End it before its day on the unit's own account: it is owed again by the day that is named."""
    on = clock.local_date(at)
    withholding.end(found, cause=WithholdingEnd.BY_UNIT, reason=reason, due_on=due_on, on=on)


def _sign_where_it_is(found: Withholding, actor: Actor, at: datetime.datetime, words: str) -> None:
    if found.state == _ASKED:
        _sign(found, actor, policies.leading_seat(actor, found), at, words)
    else:
        _sign_above(found, actor, at, words)


def _sign_above(found: Withholding, actor: Actor, at: datetime.datetime, words: str) -> None:
    seat = superiors.deciding_seat(actor, found.unit, barred=found.party_ids)
    _sign(found, actor, seat, at, words)


def _sign(found: Withholding, actor: Actor, seat: Seat | None, at: datetime.datetime, words: str) -> None:
    found.decided_by_id = superiors.answerable(actor)
    found.decided_by_name, found.decided_at, found.decision_reason = _signature(actor, seat), at, words


def _signature(actor: Actor, seat: Seat | None) -> str:
    return seat.label_for(actor.name) if seat else actor.label
