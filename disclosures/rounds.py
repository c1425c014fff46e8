"""What belongs to one round of decisions: beginning it, deciding in it, voiding it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from accounts.actors import Actor
from disclosures import chains, signatures
from disclosures.models import Attachment, Decision, Disclosure, Submission


def begin(disclosure: Disclosure, *, may_join: bool) -> None:
    """Begin the next round at the first step of the chain that applies now."""
    disclosure.round_no += 1
    disclosure.chain = chains.chain_for(disclosure)
    disclosure.step = disclosure.chain[0]
    disclosure.may_join = may_join
    disclosure.joined = False
    disclosure.last_decider_ids = []
    disclosure.returned_reason = ""


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
        content_hash=disclosure.content_hash,
        submitted_by_name=disclosure.signature,
        submitted_at=at,
    )


def decide(
    disclosure: Disclosure,
    step: str,
    outcome: str,
    standing: chains.Standing,
    *,
    actor: Actor,
    at: datetime.datetime,
    reason: str,
    checklist: Sequence[str] = (),
) -> Decision:
    """Record one decision, signed as on the day; the database refuses a second one on the same step of the round."""
    seat = standing.seat
    disclosure.signature = signatures.of_seat(actor, seat) if seat else actor.label
    disclosure.joined = standing.joins
    disclosure.last_decider_ids = sorted(chains.persons(actor, seat))
    return Decision.objects.create(
        disclosure=disclosure,
        round_no=disclosure.round_no,
        step=step,
        outcome=outcome,
        reason=reason,
        checklist=list(checklist),
        content_hash=disclosure.content_hash,
        decided_by_id=chains.answerable(actor),
        on_behalf_of_id=seat.holder_id if seat else None,
        decided_by_name=disclosure.signature[:200],
        joined=standing.joins,
        decided_at=at,
    )


def void(disclosure: Disclosure) -> None:
    """End the round without a result: nothing that was decided in it counts any more, all of it stays on record."""
    for name, value in nothing_decided().items():
        setattr(disclosure, name, value)


def nothing_decided() -> dict[str, Any]:
    """Return the fields of a text on which nothing is decided that counts."""
    return {
        "step": "",
        "approved_hash": "",
        "approved_at": None,
        "last_decider_ids": [],
        "joined": False,
        "publish_at": None,
    }
