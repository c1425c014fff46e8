"""How does somebody above remind units of what is overdue?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from core import clock
from core.audit import trail
from hierarchy.models import Unit
from obligations import policies, recipients, reminders
from obligations.models import Obligation
from obligations.queries import ObligationQuerySet


@dataclass(frozen=True, slots=True)
class Reminded:
    """How much is overdue at how many units, how many people were told just now, and where nobody drafts."""

    tasks: int
    units: int
    people: int
    unstaffed: int


@transaction.atomic
def remind_late(
    unit: Unit, *, actor: Actor, at: datetime.datetime, of: ObligationQuerySet | None = None, alone: bool = False
) -> Reminded:
    """Remind those who draft at a unit, and at those below it, of what is overdue there; once a day each.

    `of` narrows what they are reminded of: a heading, a period. Who was told of a task today is not told of it again.
    """
    policies.remind_late(actor, unit).enforce()
    on = clock.local_date(at)
    rows = Obligation.objects.all() if of is None else of
    rows = rows.of_unit(unit) if alone else rows.within(unit)
    units = list(rows.overdue(on).order_by().values_list("unit_id", flat=True))
    people = reminders.urge(rows, on=on, at=at) if units else set()
    staffed = {found.unit_id for found in recipients.drafters(units, on=on)} if units else set()
    told = Reminded(len(units), len(set(units)), len(people), unstaffed=len(set(units) - staffed))
    if people:
        trail.record(
            "obligation.remind_late",
            unit,
            actor=actor,
            at=at,
            label=_("催办逾期的公开任务"),
            after={"tasks": told.tasks, "units": told.units, "people": told.people},
        )
    return told
