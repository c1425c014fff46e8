"""Who sees a disclosure? The one rule, for one object and as a filter, side by side; a test holds them together.

* Those who work on the unit's disclosures or supervise them see them in every state.
* What is published, or was and is withdrawn, is seen by whom the scope names: 社会 everyone; 全党 whoever holds a post;
  本单位 whoever holds a post in the unit or below it. Posts exercised for somebody absent do not make a member.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.actors import EVERYWHERE, NOWHERE, Actor
from catalogs.kinds import Scope
from disclosures.kinds import PUBLIC_STATES

if TYPE_CHECKING:
    from disclosures.models import Disclosure

AT_WORK = (
    "disclosures.draft",
    "disclosures.review_secrecy",
    "disclosures.approve",
    "disclosures.approve_below",
    "disclosures.publish",
    "disclosures.inspect",
)
"""Permissions over a unit that let one see its disclosures before they are published."""


def sees(actor: Actor, disclosure: Disclosure) -> bool:
    """Say whether the actor sees this disclosure, its attachments, and that it exists."""
    if any(actor.may(permission, disclosure.unit) for permission in AT_WORK):
        return True
    return disclosure.state in PUBLIC_STATES and _in_scope(actor, disclosure)


def seen_by(actor: Actor, prefix: str = "") -> Q:
    """Return the same rule as a filter on disclosures (under `prefix`)."""
    if actor.unlimited:
        return EVERYWHERE
    path = f"{prefix}__" if prefix else ""
    return at_work(actor, prefix) | (Q(**{f"{path}state__in": PUBLIC_STATES}) & _scopes_open_to(actor, path))


def at_work(actor: Actor, prefix: str = "") -> Q:
    """Return the filter for disclosures of units that the actor works for or supervises."""
    unit = f"{prefix}__unit" if prefix else "unit"
    found = NOWHERE
    for reach in dict.fromkeys(actor.reach(permission, unit) for permission in AT_WORK):
        found |= reach
    return found


def _in_scope(actor: Actor, disclosure: Disclosure) -> bool:
    if disclosure.scope == Scope.SOCIETY:
        return True
    if disclosure.scope == Scope.PARTY:
        return actor.is_member
    unit = disclosure.unit
    return disclosure.scope == Scope.UNIT and any(
        unit.lft <= span.lft and span.rght <= unit.rght for span in actor.unit_spans()
    )


def _scopes_open_to(actor: Actor, path: str) -> Q:
    found = Q(**{f"{path}scope": Scope.SOCIETY})
    if actor.is_member:
        found |= Q(**{f"{path}scope": Scope.PARTY})
    for span in actor.unit_spans():
        found |= Q(
            **{
                f"{path}scope": Scope.UNIT,
                f"{path}unit__lft__lte": span.lft,
                f"{path}unit__rght__gte": span.rght,
            }
        )
    return found
