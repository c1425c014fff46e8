"""What belongs to one round of decisions: beginning it, deciding and advising in it, sending it back, voiding it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.actors import Actor
from core import errors
from disclosures.deciding import parties, routes, settling, signatures, turns
from disclosures.deciding.routes import PRESET_SOURCE, RouteStep
from disclosures.kinds import LISTED_SCOPES, Outcome
from disclosures.models import Attachment, Decision, Disclosure, Opinion, Submission
from disclosures.readers import lines


def begin(disclosure: Disclosure, *, may_join: bool) -> None:
    """Begin the next round at the first step of the chain that holds for the text now, and settle the whole way."""
    route = settling.route_for(disclosure)
    disclosure.round_no += 1
    disclosure.turn_no = 0
    disclosure.chain = route.codes
    disclosure.route = routes.as_json(route.steps)
    disclosure.route_source = "" if route.source is PRESET_SOURCE else str(route.source)
    disclosure.maker = settling.maker_of(disclosure, route)
    disclosure.consulted = parties.named(party for step in route.steps for party in (*step.asks, *step.invites))
    disclosure.may_join = may_join
    disclosure.joined = False
    disclosure.last_decider_ids = []
    disclosure.returned_reason = ""
    go_to(disclosure, route.steps[0])


def go_to(disclosure: Disclosure, step: RouteStep | None) -> None:
    """Let the text wait for a step, and ask whose opinion it takes; None ends the round."""
    asked = (*step.asks, *step.invites) if step else ()
    disclosure.step = str(step.step) if step else ""
    disclosure.decider = str(step.decider) if step else ""
    disclosure.step_days = step.days if step else None
    disclosure.asked = list(asked)
    disclosure.opinions_due = len(step.asks) if step else 0
    disclosure.advised_ids = []


def keep_submission(disclosure: Disclosure, attachments: Sequence[Attachment], *, at: datetime.datetime) -> Submission:
    """Keep the text as it is put before the deciders."""
    return Submission.objects.create(
        disclosure=disclosure,
        round_no=disclosure.round_no,
        title=disclosure.title,
        body=disclosure.body,
        scope=disclosure.scope,
        item_title=disclosure.item_title,
        document_no=disclosure.document_no,
        keywords=disclosure.keywords,
        attachments=[
            {"title": found.title, "name": found.file.name, "sha256": found.file.sha256} for found in attachments
        ],
        readers=lines.told(lines.of(disclosure)) if disclosure.scope in LISTED_SCOPES else [],
        content_hash=disclosure.content_hash,
        submitted_by_name=disclosure.signature,
        submitted_at=at,
    )


def decide(
    disclosure: Disclosure,
    step: str,
    outcome: str,
    standing: turns.Standing,
    *,
    actor: Actor,
    at: datetime.datetime,
    reason: str,
    checklist: Sequence[str] = (),
    remarks: Mapping[str, str] | None = None,
    sent_back_to: str = "",
) -> Decision:
    """Record one decision, signed as on the day; the database refuses a second one on the same step of the turn."""
    seat = standing.seat
    disclosure.signature = signatures.of_seat(actor, seat) if seat else actor.label
    disclosure.joined = standing.joins
    disclosure.last_decider_ids = sorted(turns.persons(actor, seat))
    return Decision.objects.create(
        disclosure=disclosure,
        round_no=disclosure.round_no,
        turn_no=disclosure.turn_no,
        step=step,
        outcome=outcome,
        reason=reason,
        checklist=list(checklist),
        remarks=dict(remarks or {}),
        sent_back_to=sent_back_to,
        content_hash=disclosure.content_hash,
        decided_by_id=turns.answerable(actor),
        on_behalf_of_id=seat.holder_id if seat else None,
        decided_by_name=disclosure.signature[:200],
        joined=standing.joins,
        decided_at=at,
    )


def advise(
    disclosure: Disclosure, standing: turns.Standing, *, stance: str, reason: str, actor: Actor, at: datetime.datetime
) -> Opinion:
    """Record one opinion, signed as on the day; the database refuses a second one of the party and of the person."""
    seat = standing.seat
    disclosure.signature = signatures.of_seat(actor, seat) if seat else actor.label
    disclosure.advised_ids = sorted({*disclosure.advised_ids, *turns.persons(actor, seat)})
    disclosure.asked = [party for party in disclosure.asked if party != standing.party]
    if standing.party in routes.step_of(disclosure, disclosure.step).asks:
        disclosure.opinions_due -= 1
        disclosure.all_spoke = disclosure.opinions_due == 0
    return Opinion.objects.create(
        disclosure=disclosure,
        round_no=disclosure.round_no,
        turn_no=disclosure.turn_no,
        step=disclosure.step,
        party=standing.party,
        stance=stance,
        reason=reason,
        content_hash=disclosure.content_hash,
        given_by_id=turns.answerable(actor),
        on_behalf_of_id=seat.holder_id if seat else None,
        given_by_name=disclosure.signature[:200],
        given_at=at,
    )


def require_answered(disclosure: Disclosure, ticked: Sequence[str], remarks: Mapping[str, str]) -> tuple[str, ...]:
    """Return the points that were ticked; refuse when one of the step's is neither ticked nor answered."""
    points = routes.step_of(disclosure, disclosure.step).checklist
    unknown = [point for point in (*ticked, *remarks) if point not in points]
    if unknown:
        text = _("核对项里没有“%(point)s”，请刷新页面，按现在的核对项办理。") % {"point": unknown[0]}
        raise errors.Invalid.field("checklist", "checklist.unknown", text)
    missing = [point for point in points if point not in ticked and not remarks.get(point, "").strip()]
    if missing:
        words = "、".join(str(routes.checkpoint_label(point)) for point in missing)
        text = _("还没有核对：%(points)s。请逐项勾选，不能勾选的写明情况；不同意的请退回。") % {"points": words}
        raise errors.Invalid.field("checklist", "checklist.unanswered", text)
    return tuple(point for point in points if point in ticked)


def require_earlier(disclosure: Disclosure, to: str) -> None:
    """Refuse to send a text back to a step that it has not passed in this round."""
    if to and to not in routes.preceding(disclosure):
        raise errors.Invalid.field(
            "to", "return.not_earlier", _("只能退回给起草人，或退回到本次已经办过的环节。请重新选择。")
        )


def send_back(disclosure: Disclosure, to: str) -> str:
    """Let the round go on from an earlier step; return the state in which the text waits for it.

    The neighbours of the next decision are who decided the step before it and who sent the text back.
    """
    before = disclosure.chain[: disclosure.chain.index(to)]
    neighbour = (
        Decision.objects.filter(
            disclosure=disclosure, round_no=disclosure.round_no, step=before[-1], outcome=Outcome.PASSED
        ).last()
        if before
        else None
    )
    hands = [(neighbour.decided_by_id, neighbour.on_behalf_of_id)] if neighbour else []
    disclosure.last_decider_ids = sorted({*disclosure.last_decider_ids, *turns.hands_of(hands)})
    disclosure.joined = neighbour.joined if neighbour else False
    disclosure.turn_no += 1
    disclosure.approved_hash, disclosure.approved_at = "", None
    step = routes.step_of(disclosure, to)
    go_to(disclosure, step)
    return step.state


def void(disclosure: Disclosure) -> None:
    """End the round without a result: nothing that was decided in it counts any more, all of it stays on record."""
    for name, value in nothing_decided().items():
        setattr(disclosure, name, value)


def nothing_decided() -> dict[str, Any]:
    """Return the fields of a text on which nothing is decided that counts."""
    return {
        "step": "",
        "decider": "",
        "step_days": None,
        "asked": [],
        "opinions_due": 0,
        "advised_ids": [],
        "consulted": [],
        "approved_hash": "",
        "approved_at": None,
        "last_decider_ids": [],
        "joined": False,
        "publish_at": None,
    }
