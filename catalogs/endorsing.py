"""Who approves what a maker wants to change about one item of its catalog between editions?

Whoever approves the maker's editions: a superior approver above it. Where the tenant settled on filing, and at the
root, which has nobody above it, a second person at the maker: its leader, its superior approver, or another
administrator. Never one who proposed it (DOMAIN section 4, last rule).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.actors import NOWHERE, Actor, Place, Seat
from catalogs import superiors
from catalogs.kinds import Consent
from core import verdicts
from core.verdicts import Verdict

if TYPE_CHECKING:
    from catalogs.models import Amendment

AT_MAKER = ("disclosures.approve", superiors.DECIDE)
"""Permissions held at the maker itself: its leader, and the superior approver who has a seat there."""
OVER_MAKER = "catalogs.publish"
"""Permission held at the maker or above it: administrators."""


def consent_for(amendment: Amendment, settled: Consent) -> Consent:
    """Return what the amendment needs: the root files what it decides, whatever units below have to do."""
    return settled if superiors.has_superior(amendment.unit) else Consent.FILING


def deciding_seat(actor: Actor, amendment: Amendment) -> Seat | None:
    """Return the seat from which the actor may decide, if none of those who proposed it stands behind it."""
    barred = set(amendment.asker_ids)
    return next((seat for seat in _seats(actor, amendment) if not superiors.persons(actor, seat) & barred), None)


def decides(actor: Actor, amendment: Amendment) -> Verdict:
    """Say whether the actor decides on the amendment."""
    if deciding_seat(actor, amendment):
        return verdicts.ALLOW
    if _seats(actor, amendment):
        return verdicts.deny("amendment.own", _("这是您自己提出的，须由另一位有权审批的人审批（四眼原则）。"))
    if amendment.consent == Consent.APPROVAL:
        return verdicts.deny("amendment.not_superior", _("这一步由上级单位的上级审批人办理。"), concerns=False)
    return verdicts.deny(
        "amendment.not_maker", _("这一步由制定单位的负责人、上级审批人或另一位管理员办理。"), concerns=False
    )


def awaiting(actor: Actor) -> Q:
    """Return the filter for amendments on which the actor decides: `decides` as a filter."""
    above = superiors.awaiting(actor, barred="asker_ids")
    found = Q(consent=Consent.APPROVAL) & above
    for seat in actor.seats:
        free = ~Q(asker_ids__overlap=sorted(superiors.persons(actor, seat)))
        found |= Q(consent=Consent.FILING) & _answered_for(seat) & free
    return found or NOWHERE


def _seats(actor: Actor, amendment: Amendment) -> list[Seat]:
    """Return the seats from which the actor would decide, had she no part in it, own posts first."""
    if amendment.consent == Consent.APPROVAL:
        return superiors.seats(actor, amendment.unit)
    found = [seat for seat in actor.seats if _answers_for(seat, amendment.unit)]
    return sorted(found, key=lambda seat: bool(seat.on_behalf_of))


def _answers_for(seat: Seat, maker: Place) -> bool:
    """Say whether the seat approves what this unit makes."""
    if OVER_MAKER in seat.role.permissions and seat.covers(maker):
        return True
    return seat.unit_id == maker.pk and any(permission in seat.role.permissions for permission in AT_MAKER)


def _answered_for(seat: Seat) -> Q:
    """Return the filter for amendments of the makers for which the seat approves: `_answers_for` as a filter."""
    found = NOWHERE
    if OVER_MAKER in seat.role.permissions:
        found = Q(unit__lft__gte=seat.lft, unit__rght__lte=seat.rght) if _reaches_down(seat) else Q(unit=seat.unit_id)
    if any(permission in seat.role.permissions for permission in AT_MAKER):
        found |= Q(unit=seat.unit_id)
    return found


def _reaches_down(seat: Seat) -> bool:
    return seat.role.reach is roles.SUBTREE
