"""By which office is a step decided: who holds it, from which seats, and at which units?

An office joins a permission to a place: the unit of the text itself, a unit above it, or the maker of the catalog. Each
says the same rule twice, as seats and as a filter; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.actors import NOWHERE, Actor, Place, Seat
from core import errors
from disclosures.kinds import REVIEWS, Decider, Step

if TYPE_CHECKING:
    from disclosures.models import Disclosure


@dataclass(frozen=True)
class Office:
    """Who decides: the holders of a permission at the text's unit, above it, or at the maker of its catalog."""

    code: Decider
    permission: str
    who: errors.Text
    above: bool = False
    """Whether the decider's post must be at a unit above."""
    at_maker: bool = False
    """Whether it is the unit that made the catalog at which the decider must hold the permission."""
    who_reviews: errors.Text = ""
    """The same where the step is a review (审核) and the office's own work is to approve (审批)."""

    def who_at(self, step: str) -> errors.Text:
        """Say who takes this step."""
        return self.who_reviews if self.who_reviews and step in REVIEWS else self.who

    def place(self, disclosure: Disclosure) -> Place | None:
        """Return the unit at which the permission is asked for; None when no unit is."""
        return disclosure.maker if self.at_maker else disclosure.unit

    def seats(self, actor: Actor, disclosure: Disclosure) -> list[Seat]:
        """Return the seats from which the actor decides on this text, own posts first."""
        place = self.place(disclosure)
        if place is None:
            return []
        found = [seat for seat in actor.seats if self.permission in seat.role.permissions and self.covers(seat, place)]
        return sorted(found, key=lambda seat: bool(seat.on_behalf_of))

    def reach(self, seat: Seat) -> Q:
        """Return the filter for disclosures on which this seat decides: `seats` as a filter."""
        if self.permission not in seat.role.permissions:
            return NOWHERE
        if self.at_maker:
            return Q(maker__lft__gte=seat.lft, maker__rght__lte=seat.rght)
        if self.above:
            return Q(unit__lft__gt=seat.lft, unit__rght__lt=seat.rght)
        if seat.role.reach is roles.SUBTREE:
            return Q(unit__lft__gte=seat.lft, unit__rght__lte=seat.rght)
        return Q(unit=seat.unit_id)

    def covers(self, seat: Seat, place: Place) -> bool:
        """Say whether the authority of the seat extends to the place, as this office asks for it."""
        if self.above:
            return seat.lft < place.lft and place.rght < seat.rght
        return seat.covers(place)


OFFICES: dict[str, Office] = {
    office.code.value: office
    for office in (
        Office(Decider.REVIEWER, "disclosures.review_secrecy", _("本单位或上级单位的保密审查员审查")),
        Office(
            Decider.IN_CHARGE,
            "disclosures.approve_in_charge",
            _("本单位分管领导审批"),
            who_reviews=_("本单位分管领导审核"),
        ),
        Office(Decider.LEADER, "disclosures.approve", _("本单位负责人审批"), who_reviews=_("本单位负责人审核")),
        Office(
            Decider.SUPERIOR,
            "disclosures.approve_below",
            _("上级单位的上级审批人审批"),
            above=True,
            who_reviews=_("上级单位的上级审批人审核"),
        ),
        Office(Decider.MAKER, "disclosures.approve_below", _("目录制定单位的上级审批人审批"), at_maker=True),
    )
}

OF_STEP: dict[str, Decider] = {
    Step.SECRECY: Decider.REVIEWER,
    Step.NECESSITY: Decider.REVIEWER,
    Step.TRUTH: Decider.REVIEWER,
    Step.IN_CHARGE: Decider.IN_CHARGE,
    Step.LEADER: Decider.LEADER,
    Step.SUPERIOR: Decider.SUPERIOR,
    Step.MAKER: Decider.MAKER,
}
"""By step: the office that decides it; a review may be given to another of `REVIEWERS`."""

REVIEWERS: tuple[Decider, ...] = (Decider.REVIEWER, Decider.IN_CHARGE, Decider.LEADER, Decider.SUPERIOR)
"""Offices that may hold a review (必要性, 真实性): the secrecy review is always the reviewers'."""
