"""Who decides on what a unit below asks: its own catalog, a stricter rule, an exemption?

The superior approvers of the units above it (上级审批人, DOMAIN section 1), under the rule of four eyes: nobody decides
on what they asked for or wrote themselves, and whoever acts for somebody absent is held to both persons' hands.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actors import NOWHERE, Actor, Place, Seat
from core import errors, verdicts
from core.verdicts import Verdict

if TYPE_CHECKING:
    from hierarchy.models import Unit

DECIDE = "disclosures.approve_below"


def seats(actor: Actor, unit: Place) -> list[Seat]:
    """Return the seats at units above from which the actor decides on what this unit asks, own posts first."""
    found = [
        seat
        for seat in actor.seats
        if DECIDE in seat.role.permissions and seat.lft < unit.lft and unit.rght < seat.rght
    ]
    return sorted(found, key=lambda seat: bool(seat.on_behalf_of))


def deciding_seat(actor: Actor, unit: Place, *, barred: Collection[int]) -> Seat | None:
    """Return the seat from which the actor may decide, if none of the barred persons stands behind it."""
    return next((seat for seat in seats(actor, unit) if not persons(actor, seat) & set(barred)), None)


def decides(actor: Actor, unit: Place, *, barred: Collection[int]) -> Verdict:
    """Say whether the actor decides on what this unit asks."""
    if deciding_seat(actor, unit, barred=barred):
        return verdicts.ALLOW
    if seats(actor, unit):
        return verdicts.deny("catalog.own_request", _("这是您自己编制或申请的，须由另一位上级审批人审批（四眼原则）。"))
    return verdicts.deny("catalog.not_superior", _("这一步由上级单位的上级审批人办理。"), concerns=False)


def awaiting(actor: Actor, prefix: str = "unit", *, barred: str) -> Q:
    """Return the filter for rows on which the actor decides: `decides` as a filter.

    `prefix` leads to the unit, `barred` is the array of persons who may not decide.
    """
    found = Q()
    for seat in actor.seats:
        if DECIDE in seat.role.permissions:
            below = Q(**{f"{prefix}__lft__gt": seat.lft, f"{prefix}__rght__lt": seat.rght})
            found |= below & ~Q(**{f"{barred}__overlap": sorted(persons(actor, seat))})
    return found or NOWHERE


def persons(actor: Actor, seat: Seat | None) -> frozenset[int]:
    """Return everyone who answers for what is done from this seat: who acts, and on whose behalf."""
    return frozenset(found for found in (actor.user_id, seat.holder_id if seat else None) if found is not None)


def answering(actor: Actor, permissions: Collection[str], unit: Place) -> frozenset[int]:
    """Return everyone who answers for what the actor writes or asks at the unit under any of the permissions."""
    held = (actor.seat_for(permission, unit) for permission in permissions)
    return frozenset().union(persons(actor, None), *(persons(actor, seat) for seat in held if seat))


def answerable(actor: Actor) -> int:
    """Return the person who acts: nothing is asked for or decided by the public or by the system."""
    if actor.user_id is None:
        raise errors.Denied("decision.nobody", _("这一步须由具体的人办理，请先登录。"))
    return actor.user_id


def has_superior(unit: Unit) -> bool:
    """Say whether there is anybody above the unit to ask; the root has nobody."""
    return unit.parent_id is not None
