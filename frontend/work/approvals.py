"""What waits for my decision? What is alike stands together and can be decided together, what waits longest first."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from core import clock, errors
from core.errors import Text
from disclosures.deciding import deadlines, offices, routes, several, turns
from disclosures.deciding.inputs import BETWEEN
from disclosures.flows import disclosure_flow
from disclosures.kinds import REVIEWS, Stance, Step
from disclosures.models import Decision, Disclosure
from frontend import fragments, submit, words
from frontend.account.requests import SignedIn, signed_in
from frontend.work import asking, queue

PAGE = 50
RECENT = 8
PERMISSIONS = tuple(office.permission for office in offices.OFFICES.values())
OPINION = "opinion"
TITLES: dict[str, Text] = {
    OPINION: _("请我提意见"),
    Step.SECRECY: _("等我保密审查"),
    Step.NECESSITY: _("等我审核必要性"),
    Step.TRUTH: _("等我审核真实性"),
    Step.IN_CHARGE: _("等我审批（分管领导）"),
    Step.LEADER: _("等我审批"),
    Step.SUPERIOR: _("下级报来，等我审批"),
    Step.MAKER: _("由目录制定单位审批"),
}
"""By kind of work, in the order in which it is shown: how its group is called."""


@dataclass(frozen=True)
class Row:
    """A text that waits, and by when."""

    disclosure: Disclosure
    due_on: datetime.date | None

    @property
    def key(self) -> str:
        """What is sent when it is ticked: which text, and which copy was seen."""
        return f"{self.disclosure.public_id}{BETWEEN}{self.disclosure.revision}"


@dataclass(frozen=True)
class Group:
    """Texts that wait for the same kind of decision with the same checklist, those on one item one after the other."""

    number: int
    title: Text
    verb: str
    points: list[asking.Point] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def label(self) -> Text:
        """The word of the button."""
        return disclosure_flow.transitions[self.verb].label

    @property
    def stances(self) -> list[tuple[str, Text]]:
        """What can be answered where an opinion is asked."""
        return [(each.value, each.label) for each in Stance] if self.verb == "advise" else []


@signed_in
def approvals(request: SignedIn) -> HttpResponse:
    """Show what this person may decide now, and what she decided lately."""
    return show(request)


@signed_in
@require_POST
def together(request: SignedIn) -> HttpResponse:
    """Decide the texts that were ticked, each by itself, and tell of each that was not done why."""
    try:
        outcomes = several.decide_together(data=request.POST, actor=request.actor, at=request.at)
    except errors.Invalid as refusal:
        return show(request, refusal=refusal)
    refused = [outcome for outcome in outcomes if not outcome.done]
    done = words.number(len(outcomes) - len(refused))
    text = _t("%(done)s 件已办理") if not refused else _t("%(done)s 件已办理，%(refused)s 件没有办理")
    messages.info(request, text % {"done": done, "refused": words.number(len(refused))})
    if refused:
        return show(request, refused=refused)
    return redirect("work:approvals")


def show(
    request: SignedIn,
    *,
    refused: Iterable[several.Outcome] = (),
    refusal: errors.Invalid | None = None,
) -> HttpResponse:
    """Show one page of what waits; the same number of queries however much that is."""
    waiting = queue.waiting_for(request.actor).for_list()
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    sent = request.POST if refusal or refused else None
    rows = list(page.object_list)
    context = {
        "page": page,
        "groups": _grouped(rows, request, sent),
        "count": page.paginator.count,
        "first": rows[0] if rows else None,
        "decides": any(request.actor.has(permission) for permission in PERMISSIONS),
        "recent": _recent(request),
        "refused": list(refused),
        "problems": [str(error.reason) for found in refusal.errors.values() for error in found] if refusal else [],
        "sent": sent,
        "today": clock.local_date(request.at),
    }
    status = submit.UNPROCESSABLE if refusal else 200
    return fragments.respond(request, "work/approvals.html", context, status=status)


def _grouped(waiting: list[Disclosure], request: SignedIn, sent: Mapping[str, Any] | None) -> list[Group]:
    """Return the texts by what is to be done to them; what asks for another checklist is another group."""
    found: dict[tuple[str, tuple[str, ...]], list[Disclosure]] = {}
    for each in waiting:
        found.setdefault(_kind_of(each, request), []).append(each)
    kinds = list(TITLES)
    ordered = sorted(found, key=lambda kind: kinds.index(kind[0]))
    return [
        Group(
            number,
            TITLES[code],
            _verb(code),
            asking.points(checklist, sent),
            [Row(each, deadlines.due_on(each)) for each in _alike(found[code, checklist])],
        )
        for number, (code, checklist) in enumerate(ordered, start=1)
    ]


def _kind_of(disclosure: Disclosure, request: SignedIn) -> tuple[str, tuple[str, ...]]:
    if disclosure.asked and turns.advising(request.actor, disclosure).verdict:
        return OPINION, ()
    step = routes.current(disclosure)
    return disclosure.step, step.checklist if step else ()


def _verb(code: str) -> str:
    if code == OPINION:
        return "advise"
    if code == Step.SECRECY:
        return "pass_secrecy"
    return "pass_review" if code in REVIEWS else "approve"


def _alike(rows: list[Disclosure]) -> list[Disclosure]:
    """Put texts on the same item next to one another, at the place of the one that waits longest."""
    items = list(dict.fromkeys(each.item_title for each in rows))
    return sorted(rows, key=lambda each: items.index(each.item_title))


def _recent(request: SignedIn) -> list[Decision]:
    found = Decision.objects.filter(decided_by_id=request.actor.user_id).select_related("disclosure__unit")
    return list(found.order_by("-id")[:RECENT])
