"""What waits for my decision? What is alike stands together, what waits longest comes first."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from core.errors import Text
from disclosures import offices
from disclosures.kinds import Step
from disclosures.models import Decision, Disclosure
from frontend import fragments
from frontend.account.requests import SignedIn, signed_in
from frontend.work import queue

RECENT = 8
PERMISSIONS = tuple(office.permission for office in offices.OFFICES.values())
GROUPS: dict[str, tuple[Text, Text]] = {
    Step.SECRECY: (_("等我保密审查"), _("审查")),
    Step.LEADER: (_("等我审批"), _("审批")),
    Step.SUPERIOR: (_("下级报来，等我审批"), _("审批")),
}
"""By step: how its group is called, and the verb of its rows."""


@dataclass(frozen=True)
class Group:
    """Texts that wait for the same kind of decision, those on the same item one after the other."""

    title: Text
    verb: Text
    rows: list[Disclosure]


@signed_in
def approvals(request: SignedIn) -> HttpResponse:
    """Show what this person may decide now, and what she decided lately."""
    waiting = list(queue.waiting_for(request.actor).for_list())
    context = {
        "groups": _grouped(waiting),
        "count": len(waiting),
        "first": waiting[0] if waiting else None,
        "decides": any(request.actor.has(permission) for permission in PERMISSIONS),
        "recent": _recent(request),
    }
    return fragments.respond(request, "work/approvals.html", context)


def _grouped(waiting: list[Disclosure]) -> list[Group]:
    found = []
    for code, (title, verb) in GROUPS.items():
        rows = [each for each in waiting if each.step == code]
        if rows:
            found.append(Group(title, verb, _alike(rows)))
    return found


def _alike(rows: list[Disclosure]) -> list[Disclosure]:
    """Put texts on the same item next to one another, at the place of the one that waits longest."""
    items = list(dict.fromkeys(each.item_title for each in rows))
    return sorted(rows, key=lambda each: items.index(each.item_title))


def _recent(request: SignedIn) -> list[Decision]:
    found = Decision.objects.filter(decided_by_id=request.actor.user_id).select_related("disclosure__unit")
    return list(found.order_by("-id")[:RECENT])
