"""Which plans to disclose outside the catalog does a person see, and which wait for her?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from accounts.actors import NOWHERE, Actor
from disclosures import visibility
from disclosures.kinds import PlanState

if TYPE_CHECKING:
    from disclosures.models import OutsidePlan  # noqa: F401  (named in the type parameter below)
    from hierarchy.models import Unit


class OutsidePlanQuerySet(models.QuerySet["OutsidePlan"]):
    """Plans, narrowed."""

    def visible_to(self, actor: Actor) -> OutsidePlanQuerySet:
        """Only those of units where the actor works or which she supervises (`policies.view`)."""
        return self.filter(visibility.working_for(actor))

    def awaiting(self, actor: Actor) -> OutsidePlanQuerySet:
        """Only those that the actor has to decide, or to write anew."""
        back = Q(state=PlanState.RETURNED) & actor.reach("disclosures.draft")
        return self.filter((Q(state=PlanState.SUBMITTED) & _decided_by(actor)) | back)

    def in_force(self, on: datetime.date) -> OutsidePlanQuerySet:
        """Only those that texts may follow on this day."""
        return self.filter(state=PlanState.APPROVED, until_on__gte=on)

    def not_over(self, on: datetime.date) -> OutsidePlanQuerySet:
        """Only those of which something may still come: being written or decided, or approved for days ahead."""
        open_states = (PlanState.DRAFT, PlanState.RETURNED, PlanState.SUBMITTED)
        return self.filter(Q(state__in=open_states) | Q(state=PlanState.APPROVED, until_on__gte=on))

    def of_unit(self, unit: Unit) -> OutsidePlanQuerySet:
        """Only those of one unit."""
        return self.filter(unit=unit)

    def for_list(self) -> OutsidePlanQuerySet:
        """With the unit and the maker of the catalog."""
        return self.select_related("unit", "maker")


def _decided_by(actor: Actor) -> Q:
    """Return `policies.decide` as a filter: who acts, and for whom, had no hand in the plan."""
    found = NOWHERE
    for seat in actor.seats:
        place = NOWHERE
        if "disclosures.approve_below" in seat.role.permissions:
            place |= ~Q(maker=F("unit")) & Q(maker__lft__gte=seat.lft, maker__rght__lte=seat.rght)
        if "disclosures.approve" in seat.role.permissions:
            place |= Q(maker=F("unit"), unit=seat.unit_id)
        hands = [pk for pk in (actor.user_id, seat.holder_id) if pk is not None]
        found |= place & ~Q(editor_ids__overlap=hands)
    return found
