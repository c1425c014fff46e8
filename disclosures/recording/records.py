"""What of a disclosure stands in the ledger, who reads it there, and does it still agree with the disclosure?

Whatever makes a text public, or changes what its readers find, appends one entry in its own transaction: last, since
the ledger is locked from then on. No person is named in it: the ledger is for everybody and for good, the trail is not.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import actors
from accounts.actors import Actor
from core.ledger import chain, form
from core.ledger.models import Entry
from core.workflow import Performed
from disclosures import content, visibility
from disclosures.kinds import ISSUED_STATES, Relation
from disclosures.models import Disclosure, PublicNotice
from disclosures.noticing import duties
from disclosures.queries import DisclosureQuerySet

SUBJECT = "disclosure"


class Kind(models.TextChoices):
    """What was done to a public record."""

    PUBLISHED = "published", pgettext_lazy("what happened", "公开")
    OPENED_OUTSIDE = "opened_outside", _("向社会公开")
    CHANGED = "changed", _("变更")
    WITHDRAWN = "withdrawn", pgettext_lazy("what happened", "撤回")
    TERMINATED = "terminated", _("终止公开")
    MERGED = "merged", _("合并")
    IN_ERROR = "in_error", _("误发撤下")
    NOTICED = "noticed", _("开始公示")
    NOTICE_CLOSED = "notice_closed", _("公示结束")


RECORDED: Mapping[str, Kind] = {
    "publish": Kind.PUBLISHED,
    "open_outside": Kind.OPENED_OUTSIDE,
    "supersede": Kind.CHANGED,
    "withdraw": Kind.WITHDRAWN,
    "terminate": Kind.TERMINATED,
    "merge": Kind.MERGED,
    "take_down": Kind.IN_ERROR,
}
"""Which verbs of the flow are recorded, and as what."""

WITH_TEXT = frozenset({Kind.PUBLISHED})
WITH_REASON = frozenset({Kind.WITHDRAWN, Kind.TERMINATED, Kind.MERGED, Kind.IN_ERROR})


def conclude(disclosure: Disclosure, performed: Performed) -> None:
    """Record a step of the flow, if it is one that readers notice."""
    if performed.verb in RECORDED:
        record(RECORDED[performed.verb], disclosure, performed)
    if performed.verb == "publish" and (notice := duties.of(disclosure)) is not None:
        record(Kind.NOTICED, disclosure, performed, **notice_facts(notice))


def conclude_notice(notice: PublicNotice, performed: Performed) -> None:
    """Record that a notice closed, with its result; its beginning is recorded with the publication of its text."""
    if performed.verb == "close":
        facts = {**notice_facts(notice), "objections": notice.objection_count}
        record(Kind.NOTICE_CLOSED, notice.disclosure, performed, **facts)


def notice_facts(notice: PublicNotice) -> dict[str, Any]:
    """Return what the ledger says of a notice: for what, and until which day."""
    return {"notice": notice.kind, "notice_until": notice.last_on.isoformat() if notice.last_on else None}


def record(kind: Kind, disclosure: Disclosure, performed: Performed, **more: Any) -> Entry:
    """Append what was done to the ledger, in the caller's transaction; `more` are facts of this entry alone.

    Why a text ended is among them; why a result was published before its process is the trail's, no reader is told it.
    """
    reason = str(performed.data.get("reason", "")) if kind in WITH_REASON else ""
    return chain.append(
        chain.Deed(
            kind=kind,
            subject_kind=SUBJECT,
            subject_id=disclosure.public_id,
            at=performed.at,
            facts={
                **facts_of(disclosure),
                **({"reason": reason} if reason else {}),
                **course_of(kind, disclosure),
                **more,
            },
            content=_text_of(disclosure) if kind in WITH_TEXT else None,
            open=visibility.reads(actors.ANONYMOUS, disclosure),
        )
    )


def facts_of(disclosure: Disclosure) -> dict[str, Any]:
    """Return what beside the text identifies a public record; it never changes once the record is public."""
    return {
        "index_no": disclosure.index_no,
        "unit": {"id": str(disclosure.unit.public_id), "name": disclosure.unit_name},
        "category": disclosure.category_title,
        "published_at": form.instant(disclosure.published_at) if disclosure.published_at else None,
    }


def course_of(kind: Kind, disclosure: Disclosure) -> dict[str, Any]:
    """Return what readers are told of its course from this entry on: what it changed and why, and where it leads."""
    if kind == Kind.PUBLISHED and disclosure.relation == Relation.AMENDS:
        return {"change_reason": disclosure.relation_reason, "former_index_nos": list(disclosure.former_index_nos)}
    if kind == Kind.CHANGED:
        return {"reason": disclosure.ended_reason}
    if kind == Kind.MERGED and disclosure.merged_into is not None:
        return {"merged_into": str(disclosure.merged_into.public_id)}
    return {}


def shown_to(actor: Actor) -> Callable[[Sequence[Entry]], set[uuid.UUID]]:
    """Return what says of entries whose records the actor reads today: one query for many."""
    return lambda entries: set(_readable(actor, entries).values_list("public_id", flat=True))


def titles_for(actor: Actor, entries: Sequence[Entry]) -> dict[uuid.UUID, str]:
    """Return the titles of these entries' records, as far as the actor reads them: one query."""
    return dict(_readable(actor, entries).values_list("public_id", "title"))


def readable(actor: Actor) -> DisclosureQuerySet:
    """Return the records that are or were public and that the actor reads, text and all."""
    return Disclosure.objects.filter(visibility.read_by(actor), state__in=ISSUED_STATES)


def _readable(actor: Actor, entries: Sequence[Entry]) -> DisclosureQuerySet:
    wanted = {entry.subject_id for entry in entries if entry.subject_kind == SUBJECT}
    return readable(actor).filter(public_id__in=wanted).order_by()


def _text_of(disclosure: Disclosure) -> dict[str, Any]:
    """Return the text as it was checked in this transaction, or as it stands."""
    return disclosure.checked_content or content.parts_of(disclosure, content.attachments_of(disclosure))
