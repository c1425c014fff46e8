"""What stands around a text that is approved or public: what can be begun about it, what became of it?"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from core.errors import Text
from disclosures.afterwards import following_up, policies, relations
from disclosures.kinds import ISSUED_STATES, LISTED_SCOPES, ReaderKind, Relation, State
from disclosures.models import Disclosure
from disclosures.noticing import duties
from disclosures.noticing import policies as policies_noticing
from disclosures.readers import lines
from frontend.account.requests import SignedIn
from frontend.portal import afterwards as portal
from frontend.portal import stages

MOST_TO_CHOOSE = 50
LABELS: dict[str, Text] = {
    Relation.AMENDS: gettext_lazy("起草变更"),
    Relation.CLARIFIES: gettext_lazy("起草澄清"),
    Relation.REPUBLISHES: gettext_lazy("再次公开"),
    Relation.FOLLOWS: gettext_lazy("起草后续公开"),
}
HINTS: dict[str, Text] = {
    Relation.AMENDS: gettext_lazy("用原文和附件起草新的一份，审批公开以后代替原文，原文注明已变更。"),
    Relation.CLARIFIES: gettext_lazy("另写一份说明，两份互相注明，原文不变。"),
    Relation.REPUBLISHES: gettext_lazy("用原文和附件重新走一遍审批，公开后与原来的一份互相注明。"),
    Relation.FOLLOWS: gettext_lazy("写这件事后来怎样了，两份互相注明，原文不变。"),
}


@dataclass(frozen=True)
class Way:
    """Something that can be begun about a text, with where."""

    label: Text
    path: str
    icon: str


def ways_of(found: Disclosure, actor: Actor) -> list[Way]:
    """Return what this person can begin or set about the text beside the steps of its life."""
    base = reverse("work:follow_up", args=[found.public_id])
    ways = [
        Way(LABELS[each], f"{base}?relation={each.value}", "git-branch") for each in following_up.offered(actor, found)
    ]
    if found.is_editable and policies_noticing.plan(actor, found.unit):
        ways.append(Way(_("安排公示"), reverse("work:public_notice", args=[found.public_id]), "flag"))
    elif duties.of(found) is not None:
        ways.append(Way(_("看公示和异议"), reverse("work:public_notice", args=[found.public_id]), "flag"))
    settable = found.state not in ISSUED_STATES or found.state == State.PUBLISHED
    if settable and policies.set_display(actor, found):
        ways.append(Way(_("设置展示日期"), reverse("work:display", args=[found.public_id]), "calendar-event"))
    if _invites(found, actor):
        ways.append(Way(_("生成专用链接"), reverse("work:invite", args=[found.public_id]), "link"))
    if found.state in ISSUED_STATES and found.state != State.IN_ERROR:
        ways.append(Way(_("线下公开"), reverse("work:postings", args=[found.public_id]), "clipboard-list"))
    if found.state == State.PUBLISHED:
        ways.append(Way(_("打印公告"), reverse("portal:notice", args=[found.public_id]), "file-type-pdf"))
    return ways


def _invites(found: Disclosure, actor: Actor) -> bool:
    """Say whether there is somebody without an account to whom this person may hand the way to the text."""
    if found.scope not in LISTED_SCOPES or found.state != State.PUBLISHED:
        return False
    named = any(each.kind == ReaderKind.GUEST for each in lines.of(found))
    return named and actor.may("disclosures.publish", found.unit)


def notes_of(found: Disclosure, request: SignedIn) -> dict[str, Any]:
    """Return what the page of a published text says of what became of it, as the portal does."""
    course = {"course": stages.course(request, found, request.actor)}
    if found.state not in ISSUED_STATES:
        return course
    related = relations.around(found, actor=request.actor)
    return course | {"notices": portal.notices(request, found, related), "references": portal.references(related)}


def mergeable(found: Disclosure, actor: Actor, *, text: str = "", chosen: Any = None) -> list[tuple[str, str]]:
    """Return the texts of the unit into which this one may be merged: those with the words, the last published first.

    What was chosen stays among them, whatever was looked for since.
    """
    rows = Disclosure.objects.visible_to(actor).published().of_unit(found.unit).exclude(pk=found.pk)
    listed = rows.containing(text).newest().values_list("public_id", "title", "index_no")[:MOST_TO_CHOOSE]
    shown = {str(key): f"{title}（{no}）" for key, title, no in listed}
    if chosen and str(chosen) not in shown and (kept := rows.filter(public_id__in=_ids(str(chosen))).first()):
        shown[str(chosen)] = f"{kept.title}（{kept.index_no}）"
    return [("", str(_("请选一件"))), *shown.items()]


def _ids(text: str) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(text)]
    except ValueError:
        return []
