"""How is work given to one of a unit's clerks?"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import actors
from accounts.actors import Actor
from accounts.models import User
from core import clock, errors, inputs
from core.audit import trail
from obligations import policies, recipients, reminders
from obligations.inputs import AssignInput
from obligations.models import Obligation
from obligations.recipients import Recipient

ASSIGNED = _("安排承办人")


@transaction.atomic
def free_departed(*, on: datetime.date, at: datetime.datetime) -> list[int]:
    """Give open work of people who no longer draft for the unit back to all of its clerks, and return it.

    Else nobody would see it among her own, nor be reminded of it. Nothing is read row by row, nor locked, while nobody
    has departed.
    """
    given = Obligation.objects.open(on).filter(assigned_to__isnull=False)
    holders = given.order_by().values_list("unit_id", "assigned_to_id").distinct()
    pairs = {Recipient(unit_id, user_id) for unit_id, user_id in holders if user_id is not None}
    departed = pairs - set(recipients.drafters({pair.unit_id for pair in pairs}, on=on)) if pairs else set()
    if not departed:
        return []
    unit_ids, user_ids = zip(*departed, strict=True)
    theirs = given.filter(unit__in=unit_ids, assigned_to__in=user_ids).select_related("unit", "item", "assigned_to")
    rows = theirs.select_for_update(of=("self",)).order_by("pk")
    freed = [row for row in rows if Recipient(row.unit_id, row.assigned_to_id or 0) in departed]
    changes = [trail.Change(row, _given(row.assigned_to), _given(None)) for row in freed]
    Obligation.objects.filter(pk__in=[row.pk for row in freed]).update(assigned_to=None)
    trail.record_all("obligation.assign", changes, actor=actors.SYSTEM, at=at, label=ASSIGNED)
    return [row.pk for row in freed]


@transaction.atomic
def assign(obligation: Obligation, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Obligation:
    """Give the work to one person, who is told at once; without a person it is every clerk's of the unit again."""
    rows = Obligation.objects.select_for_update(of=("self",)).select_related("unit", "item")
    current = rows.filter(pk=obligation.pk).first()
    if current is None or not policies.view(actor, current):
        raise errors.Missing
    policies.assign(actor, current).enforce()
    on = clock.local_date(at)
    if not Obligation.objects.open(on).filter(pk=current.pk).exists():
        raise errors.WrongState("obligation.not_owed", _("这项任务已经完成或终结，不用再安排。"))
    assignee: User | None = inputs.cleaned(AssignInput, data)["assignee"]
    if assignee is not None and not actors.of(assignee, on=on).may(policies.DRAFT, current.unit):
        raise errors.Invalid.field(
            "assignee",
            "obligation.not_clerk",
            _("%(name)s不是“%(unit)s”的信息员，请从本单位信息员里选。")
            % {"name": assignee.name, "unit": current.unit.name},
        )
    before = current.assigned_to
    current.assigned_to = assignee
    current.save(update_fields=["assigned_to"])
    trail.record(
        "obligation.assign",
        current,
        actor=actor,
        at=at,
        label=ASSIGNED,
        before=_given(before),
        after=_given(assignee),
    )
    if assignee is not None and assignee.pk != actor.user_id:
        reminders.assigned([current.pk], assignee.pk, at=at)
    return current


def _given(person: User | None) -> dict[str, Any]:
    """Return to whom it is given, as the trail tells it."""
    return {"assigned_to": person.name if person else None}
