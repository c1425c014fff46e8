"""Whose opinion is asked at a step? An office at the text's own unit, or the leader of a unit named by the chain.

A party is kept as a short text, `in_charge` or `leader@12`, so that a text carries the parties for whom it waits and
the actor's own parties are one comparison.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.actors import NOWHERE, Actor, Seat
from disclosures.deciding.offices import OFFICES, Office
from disclosures.kinds import Decider

if TYPE_CHECKING:
    from disclosures.models import Disclosure

OWN: tuple[Decider, ...] = (Decider.REVIEWER, Decider.IN_CHARGE, Decider.LEADER)
"""Offices at the text's own unit that may be asked."""

AT = "@"
LEADER = OFFICES[Decider.LEADER]


def of_unit(unit_id: int) -> str:
    """Return the party that is the leader of this unit."""
    return f"{Decider.LEADER.value}{AT}{unit_id}"


def unit_of(party: str) -> int | None:
    """Return the unit whose leader is asked; None for an office at the text's own unit."""
    _office, _at, unit_id = party.partition(AT)
    return int(unit_id) if unit_id else None


def office_of(party: str) -> Office:
    """Return the office that is asked."""
    return OFFICES[party.partition(AT)[0]]


def seats(actor: Actor, disclosure: Disclosure, party: str) -> list[Seat]:
    """Return the seats from which the actor speaks for this party on this text, own posts first."""
    unit_id = unit_of(party)
    if unit_id is None:
        return office_of(party).seats(actor, disclosure)
    found = [seat for seat in actor.seats if _leads(seat) and seat.unit_id == unit_id]
    return sorted(found, key=lambda seat: bool(seat.on_behalf_of))


def reach(seat: Seat) -> Q:
    """Return the filter for texts that wait for an opinion from this seat: `seats` as a filter."""
    found = NOWHERE
    for code in OWN:
        found |= Q(asked__contains=[code.value]) & OFFICES[code].reach(seat)
    if _leads(seat):
        found |= Q(asked__contains=[of_unit(seat.unit_id)])
    return found


def units_led(actor: Actor) -> list[str]:
    """Return the parties that the actor speaks for as the leader of a unit, wherever the text is from."""
    return sorted({of_unit(seat.unit_id) for seat in actor.seats if _leads(seat)})


def named(parties: Iterable[str]) -> list[str]:
    """Return those parties that are units named by a chain."""
    return [party for party in parties if AT in party]


def _leads(seat: Seat) -> bool:
    return LEADER.permission in seat.role.permissions
