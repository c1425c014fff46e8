"""How do texts refer to one another: what does one change, clarify, publish again or follow, what stands for what?"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import actors
from accounts.actors import Actor
from core import errors, workflow
from disclosures.kinds import ISSUED_STATES, Relation, State
from disclosures.models import Disclosure
from obligations import actions as obligation_actions


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


@dataclass(frozen=True)
class Related:
    """The published texts around one of them, as far as a reader sees them."""

    original: Disclosure | None = None
    """What it changes, clarifies, publishes again or follows."""
    successor: Disclosure | None = None
    """What changed it."""
    earlier: Sequence[Disclosure] = ()
    """What it stands for by changes, the last one first; the original among them."""
    pointing: Sequence[Disclosure] = ()
    """What clarifies it, publishes it again or follows it, the first one first."""
    merged: Sequence[Disclosure] = ()
    """What was merged into it."""


def around(disclosure: Disclosure, *, actor: Actor) -> Related:
    """Return the texts around a published one that this reader sees.

    One query; none for a text read `with_references` that stands alone, as most do.
    """
    if disclosure.refers_to_id is None and getattr(disclosure, "is_referred", True) is False:
        return Related()
    wanted = Q(refers_to=disclosure) | Q(merged_into=disclosure) | Q(pk=disclosure.refers_to_id)
    wanted |= Q(index_no__in=disclosure.former_index_nos)
    rows = Disclosure.objects.visible_to(actor).filter(wanted, state__in=ISSUED_STATES).for_list()
    found = list(rows.select_related("notice").order_by("published_at", "id"))
    pointing = [each for each in found if each.refers_to_id == disclosure.pk]
    former = set(disclosure.former_index_nos)
    return Related(
        original=next((each for each in found if each.pk == disclosure.refers_to_id), None),
        successor=next((each for each in pointing if each.relation == Relation.AMENDS), None),
        earlier=[each for each in reversed(found) if each.index_no in former],
        pointing=[each for each in pointing if each.relation != Relation.AMENDS],
        merged=[each for each in found if each.merged_into_id == disclosure.pk],
    )


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
