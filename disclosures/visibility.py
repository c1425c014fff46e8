"""Who sees a disclosure? The one rule, for one object and as a filter, side by side; a test holds them together.

* Those who work on the unit's disclosures or supervise them see them in every state.
* The leader of another unit whose opinion the chain asks sees the text while it is decided.
* What is published, or was and says so with a notice, is seen by whom the scope names: 社会 everyone; 全党 whoever
  holds a post; 本单位 whoever holds a post in the unit or below it; 一定范围 and 申请人 whom the list of readers names:
  a person, who holds a post in a unit (or below it), who holds a certain post there, or the bearer of an invitation.
  Posts exercised for somebody absent make nobody a member.
* What is held inside for now (先党内后党外) is seen by those of them who hold a post. The row says whether it is held,
  and a task clears that: the rule needs no clock, so a list, a feed and a file can never disagree about the time.
* What was published in error is seen by those who audit alone, whoever worked on it.
* Of what was ended (终止) its readers see that it was there; text and files are read by those at work alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q

from accounts.actors import EVERYWHERE, NOWHERE, Actor
from catalogs.kinds import Scope
from disclosures.deciding import parties
from disclosures.kinds import LISTED_SCOPES, PUBLIC_STATES, ReaderKind, State

if TYPE_CHECKING:
    from accounts.actors import Place
    from disclosures.models import Disclosure, Reader

AT_WORK = (
    "disclosures.draft",
    "disclosures.review_secrecy",
    "disclosures.approve_in_charge",
    "disclosures.approve",
    "disclosures.approve_below",
    "disclosures.publish",
    "disclosures.inspect",
)
"""Permissions over a unit that let one see its disclosures before they are published."""
AUDIT = "disclosures.inspect"
"""The permission over a unit that lets one see what it published in error."""


def sees(actor: Actor, disclosure: Disclosure) -> bool:
    """Say whether the actor sees this disclosure, its attachments, and that it exists."""
    if works(actor, disclosure):
        return True
    return disclosure.state in PUBLIC_STATES and reaches(actor, disclosure)


def reads(actor: Actor, disclosure: Disclosure) -> bool:
    """Say whether the actor reads its text and its files too: not those of what was ended, unless she works on it."""
    return sees(actor, disclosure) and (disclosure.state != State.TERMINATED or works(actor, disclosure))


def works(actor: Actor, disclosure: Disclosure) -> bool:
    """Say whether the actor works on the disclosure or supervises it: `at_work` for one object."""
    if disclosure.state == State.IN_ERROR:
        return actor.may(AUDIT, disclosure.unit)
    if works_for(actor, disclosure.unit):
        return True
    return _is_consulted(actor, disclosure)


def reaches(actor: Actor, disclosure: Disclosure) -> bool:
    """Say whether the actor is among those whom the scope names now: while it is held inside, a member of them."""
    return (disclosure.outside_from is None or actor.is_member) and _in_scope(actor, disclosure)


def seen_by(actor: Actor, prefix: str = "") -> Q:
    """Return the same rule as a filter on disclosures (under `prefix`)."""
    if actor.unlimited:
        return EVERYWHERE
    path = f"{prefix}__" if prefix else ""
    public = Q(**{f"{path}state__in": PUBLIC_STATES}) & _scopes_open_to(actor, path)
    if not actor.is_member:
        public &= Q(**{f"{path}outside_from__isnull": True})
    return at_work(actor, prefix) | public


def read_by(actor: Actor, prefix: str = "") -> Q:
    """Return `reads` as a filter on disclosures (under `prefix`)."""
    if actor.unlimited:
        return EVERYWHERE
    path = f"{prefix}__" if prefix else ""
    return seen_by(actor, prefix) & (~Q(**{f"{path}state": State.TERMINATED}) | at_work(actor, prefix))


def works_for(actor: Actor, unit: Place) -> bool:
    """Say whether the actor works for the unit or supervises it, and so sees what it keeps for itself."""
    return any(actor.may(permission, unit) for permission in AT_WORK)


def working_for(actor: Actor, prefix: str = "unit") -> Q:
    """Return `works_for` as a filter on units (under `prefix`)."""
    found = NOWHERE
    for reach in dict.fromkeys(actor.reach(permission, prefix) for permission in AT_WORK):
        found |= reach
    return found


def at_work(actor: Actor, prefix: str = "") -> Q:
    """Return the filter for disclosures of units that the actor works for or supervises."""
    path = f"{prefix}__" if prefix else ""
    found = working_for(actor, f"{path}unit") | _consulted(actor, prefix)
    return found & (~Q(**{f"{path}state": State.IN_ERROR}) | actor.reach(AUDIT, f"{path}unit"))


def _is_consulted(actor: Actor, disclosure: Disclosure) -> bool:
    return bool(disclosure.step) and bool(set(disclosure.consulted) & set(parties.units_led(actor)))


def _consulted(actor: Actor, prefix: str) -> Q:
    units = parties.units_led(actor)
    path = f"{prefix}__" if prefix else ""
    return Q(**{f"{path}consulted__overlap": units}) & ~Q(**{f"{path}step": ""}) if units else NOWHERE


def _in_scope(actor: Actor, disclosure: Disclosure) -> bool:
    if disclosure.scope == Scope.SOCIETY:
        return True
    if disclosure.scope == Scope.PARTY:
        return actor.is_member
    if disclosure.scope in LISTED_SCOPES:
        return can_be_named(actor) and any(names(reader, actor) for reader in disclosure.readers.all())
    unit = disclosure.unit
    return disclosure.scope == Scope.UNIT and any(
        unit.lft <= span.lft and span.rght <= unit.rght for span in actor.unit_spans()
    )


def names(reader: Reader, actor: Actor) -> bool:
    """Say whether a line of a list means this person."""
    if reader.unit is None:
        invited = reader.kind == ReaderKind.GUEST and reader.public_id == actor.invitation
        return invited or (reader.user_id is not None and reader.user_id == actor.user_id)
    unit = reader.unit
    return any(
        reader.role in ("", seat.role.code)
        and (seat.unit_id == unit.pk or (reader.with_subtree and unit.lft <= seat.lft and seat.rght <= unit.rght))
        for seat in actor.in_own_right().seats
    )


def naming(actor: Actor) -> Q:
    """Return the filter for the lines of lists that mean this person: `names` as a filter."""
    found = NOWHERE
    if actor.user_id is not None:
        found |= Q(user=actor.user_id)
    if actor.invitation is not None:
        found |= Q(public_id=actor.invitation, kind=ReaderKind.GUEST)
    for seat in actor.in_own_right().seats:
        place = Q(unit=seat.unit_id) | Q(with_subtree=True, unit__lft__lte=seat.lft, unit__rght__gte=seat.rght)
        found |= place & Q(role__in=("", seat.role.code))
    return found


def can_be_named(actor: Actor) -> bool:
    """Say whether any list can mean this person: nobody in particular is on none."""
    return actor.user_id is not None or actor.invitation is not None


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
    if can_be_named(actor):
        lines = apps.get_model("disclosures", "Reader")._default_manager  # its module imports this one
        listing = lines.filter(naming(actor), disclosure__isnull=False).values("disclosure")
        found |= Q(**{f"{path}scope__in": LISTED_SCOPES, f"{path}pk__in": listing})
    return found
