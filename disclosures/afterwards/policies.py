"""May she set the hour of publication, end an openness, take a text down, or begin one that refers to it?

Whoever answers for what is public ends it: the leader of the unit; and from a post above it the superior approvers,
who order it with their reason (DOMAIN section 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor, Place
from core import verdicts
from core.verdicts import Verdict
from disclosures import policies
from disclosures.kinds import State

if TYPE_CHECKING:
    from disclosures.models import Disclosure

APPROVE_BELOW = "disclosures.approve_below"


def publish(actor: Actor, disclosure: Disclosure) -> Verdict:
    """A clerk or the leader of the unit; when its hour was set, also the system, which then carries that out."""
    if actor.unlimited and disclosure.state == State.SCHEDULED:
        return verdicts.ALLOW
    return policies.publish(actor, disclosure)


def schedule(actor: Actor, disclosure: Disclosure) -> Verdict:
    """Whoever may publish sets the hour, and takes it back."""
    return policies.publish(actor, disclosure)


def open_outside(actor: Actor, disclosure: Disclosure) -> Verdict:
    """The system opens to society what was held inside, when the time has come; nobody may do it earlier."""
    if actor.unlimited:
        return verdicts.ALLOW
    return verdicts.deny("disclosure.opened_by_time", _("先党内后党外的，到时间由系统对社会公开。"), concerns=False)


def supersede(actor: Actor, disclosure: Disclosure) -> Verdict:
    """A text is changed by the publication of the one that changes it, by no verb of its own."""
    if actor.unlimited:
        return verdicts.ALLOW
    return verdicts.deny("disclosure.changed_by_text", _("变更须另行起草、审批，公开后系统自动更新。"), concerns=False)


def retire(actor: Actor, disclosure: Disclosure) -> Verdict:
    """The leader of the unit, who answers for what is public, or a superior approver above it, who orders it."""
    if actor.user_id is not None and (leads(actor, disclosure.unit) or orders(actor, disclosure.unit)):
        return verdicts.ALLOW
    return verdicts.deny(
        "disclosure.not_answerable",
        _("由本单位负责人办理，或者由上级审批人责令办理。"),
        concerns=actor.may(policies.DRAFT, disclosure.unit),
    )


def set_display(actor: Actor, disclosure: Disclosure) -> Verdict:
    """Until which day a text is shown is said by whoever may publish it."""
    return policies.publish(actor, disclosure)


def set_rule(actor: Actor, root: Place | None) -> Verdict:
    """The terms of publication are the tenant's: set by the administrators of its root."""
    if actor.may("units.manage", root):
        return verdicts.ALLOW
    return verdicts.deny("publication_rule.not_yours", _("公开规则由最上级单位的管理员设置。"), concerns=False)


def leads(actor: Actor, unit: Place) -> bool:
    """Say whether the actor is a leader of the unit."""
    return actor.may(policies.APPROVE, unit)


def orders(actor: Actor, unit: Place) -> bool:
    """Say whether the actor is a superior approver whose post is at a unit above this one."""
    return any(
        APPROVE_BELOW in seat.role.permissions and seat.lft < unit.lft and unit.rght < seat.rght for seat in actor.seats
    )
