"""Who sees, writes and decides plans to disclose outside the catalog?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor, Place, Seat
from core import verdicts
from core.verdicts import Verdict
from disclosures import visibility
from disclosures.deciding import turns

if TYPE_CHECKING:
    from disclosures.models import OutsidePlan

DRAFT = "disclosures.draft"
DECIDE = "disclosures.approve_below"
LEAD = "disclosures.approve"


def view(actor: Actor, plan: OutsidePlan) -> Verdict:
    """Who works for the unit or supervises it sees its plans: as `visible_to`."""
    if visibility.works_for(actor, plan.unit):
        return verdicts.ALLOW
    return verdicts.deny("plan.not_visible", _("这份方案不在您的查看范围内。"), concerns=False)


def write(actor: Actor, unit: Place) -> Verdict:
    """Clerks write the plans of their own unit."""
    if actor.user_id is not None and actor.may(DRAFT, unit):
        return verdicts.ALLOW
    return verdicts.deny("plan.not_drafter", _("目录外公开方案由本单位信息员起草。"), concerns=False)


def edit(actor: Actor, plan: OutsidePlan) -> Verdict:
    """Any clerk of the unit writes it anew, hands it in, takes it back or withdraws it."""
    return write(actor, plan.unit)


def decide(actor: Actor, plan: OutsidePlan) -> Verdict:
    """The superior approver of the unit that made the catalog, never who wrote the plan (DOMAIN section 1).

    Where nobody stands above the unit, its leader decides.
    """
    if _free_seat(actor, plan) is not None:
        return verdicts.ALLOW
    if _seats(actor, plan):
        return verdicts.deny("plan.own", _("这是您自己起草的方案，须由另一位审批人办理（四眼原则）。"))
    return verdicts.deny("plan.not_maker", _("方案由目录制定单位的上级审批人审批。"), concerns=False)


def deciding_seat(actor: Actor, plan: OutsidePlan) -> Seat:
    """Return the seat from which the actor decides, by which the decision is signed."""
    seat = _free_seat(actor, plan)
    if seat is None:
        raise ValueError("asked for the seat of somebody who may not decide")
    return seat


def deciding_permission(plan: OutsidePlan) -> str:
    """Return under which permission, held at the maker, the plan is decided."""
    return LEAD if plan.maker_id == plan.unit_id else DECIDE


def _seats(actor: Actor, plan: OutsidePlan) -> list[Seat]:
    permission = deciding_permission(plan)
    found = [seat for seat in actor.seats if permission in seat.role.permissions and seat.covers(plan.maker)]
    return sorted(found, key=lambda seat: bool(seat.on_behalf_of))


def _free_seat(actor: Actor, plan: OutsidePlan) -> Seat | None:
    barred = set(plan.editor_ids)
    return next((seat for seat in _seats(actor, plan) if not turns.persons(actor, seat) & barred), None)
