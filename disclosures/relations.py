"""How do texts refer to one another: what does one change, clarify, publish again or follow, what stands for what?"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import actors
from accounts.actors import Actor
from core import errors, workflow
from disclosures.kinds import ISSUED_STATES, Relation, State
from disclosures.models import Disclosure
from obligations import actions as obligation_actions

if TYPE_CHECKING:
    from disclosures.queries import DisclosureQuerySet


def supersede_original(disclosure: Disclosure, *, at: datetime.datetime) -> None:
    """Let a text that is being published stand for the one that it changes, and take over its index numbers.

    Refused when the original is public no more: a change of it would bring back what somebody ended.
    """
    if disclosure.relation != Relation.AMENDS or disclosure.refers_to_id is None:
        return
    rows = Disclosure.objects.select_for_update(of=("self",)).select_related("unit", "item")
    original = rows.get(pk=disclosure.refers_to_id)
    if original.state != State.PUBLISHED:
        raise errors.Conflict(
            "disclosure.original_gone",
            _("原公开信息已不在公开状态，这份变更不能公开。仍要公开的，请另行起草。"),
        )
    disclosure.former_index_nos = [*original.former_index_nos, str(original.index_no)]
    workflow.registry()["disclosure"].perform("supersede", original, actor=actors.SYSTEM, at=at)


def open_change_of(original: Disclosure) -> Disclosure | None:
    """Return the change of this text that is being written or decided, or None: there is never more than one."""
    rows = Disclosure.objects.filter(refers_to=original, relation=Relation.AMENDS)
    return rows.exclude(state__in=ISSUED_STATES).first()


def successor_under_way(original: Disclosure) -> Disclosure:
    """Return the change of this text whose publication is just being carried out."""
    found = open_change_of(original)
    if found is None:
        raise errors.WrongState
    return found


def successor_of(original: Disclosure, *, actor: Actor) -> Disclosure | None:
    """Return the text that changed this one, if the actor sees it."""
    rows = Disclosure.objects.visible_to(actor).filter(refers_to=original, relation=Relation.AMENDS)
    return rows.filter(state__in=ISSUED_STATES).order_by("-published_at").first()


def pointing_at(original: Disclosure, *, actor: Actor) -> DisclosureQuerySet:
    """Return the published texts that refer to this one and that the actor sees, the first one first."""
    rows = Disclosure.objects.visible_to(actor).filter(refers_to=original, state__in=ISSUED_STATES)
    return rows.order_by("published_at", "id")


def history_of(disclosure: Disclosure, *, actor: Actor) -> Sequence[Disclosure]:
    """Return the texts that this one stands for by changes, and that the actor sees, the last one first."""
    if not disclosure.former_index_nos:
        return ()
    rows = Disclosure.objects.visible_to(actor).filter(index_no__in=disclosure.former_index_nos)
    return list(rows.order_by("-published_at", "-id"))


def owe_again(disclosure: Disclosure, *, on: datetime.date) -> None:
    """Let be owed again what this text fulfilled, and what those fulfilled for which it stands.

    Nothing is owed again while another text stands for this one.
    """
    if disclosure.state in (State.CHANGED, State.MERGED):
        return
    for key in sorted(_stood_for(disclosure)):
        obligation_actions.reopen(key, on=on)


def _stood_for(disclosure: Disclosure) -> set[int]:
    found: set[int] = set()
    edge = {disclosure.pk}
    while edge:
        found |= edge
        before = Q(merged_into__in=edge) | Q(
            state=State.CHANGED, referred_by__in=edge, referred_by__relation=Relation.AMENDS
        )
        edge = set(Disclosure.objects.filter(before).values_list("pk", flat=True)) - found
    return found
