"""Who may see, register, assign, ask for more time or not to disclose, and decide?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor, Place, Seat
from catalogs import superiors
from core import verdicts
from core.verdicts import Verdict
from obligations.kinds import WithholdingState
from obligations.queries import READERS

if TYPE_CHECKING:
    from obligations.models import CalendarFeed, Extension, Obligation, Withholding

DRAFT = "disclosures.draft"
APPROVE = "disclosures.approve"
INSPECT = "disclosures.inspect"
MANAGE = "units.manage"


def view(actor: Actor, obligation: Obligation) -> Verdict:
    """What a unit owes is seen by whoever works on it, decides on it or follows it there: as `visible_to`."""
    return _reads(actor, obligation.unit)


def view_extension(actor: Actor, extension: Extension) -> Verdict:
    """A request for more time is seen by whoever sees the obligation."""
    return _reads(actor, extension.unit)


def register(actor: Actor, unit: Place) -> Verdict:
    """Events and staged matters are registered by those who draft for the unit, and by its leader."""
    if actor.user_id is not None and (actor.may(DRAFT, unit) or actor.may(APPROVE, unit)):
        return verdicts.ALLOW
    return verdicts.deny("obligation.not_registrar", _("登记由本单位信息员或负责人办理。"), concerns=False)


def assign(actor: Actor, obligation: Obligation) -> Verdict:
    """Work is given to one of the unit's clerks by them or by the leader."""
    if actor.user_id is not None and (actor.may(DRAFT, obligation.unit) or actor.may(APPROVE, obligation.unit)):
        return verdicts.ALLOW
    return verdicts.deny("obligation.not_assigner", _("分工由本单位信息员或负责人安排。"), concerns=False)


def ask_extension(actor: Actor, obligation: Obligation) -> Verdict:
    """More time is asked for by those who draft for the unit, and by its leader."""
    if actor.user_id is not None and (actor.may(DRAFT, obligation.unit) or actor.may(APPROVE, obligation.unit)):
        return verdicts.ALLOW
    return verdicts.deny("extension.not_asker", _("延期由本单位信息员或负责人申请。"), concerns=False)


def recall_extension(actor: Actor, extension: Extension) -> Verdict:
    """Who asked takes it back while nobody has decided; so does the system, once nothing is owed any more."""
    if actor.unlimited or (actor.user_id is not None and actor.user_id in extension.asker_ids):
        return verdicts.ALLOW
    return verdicts.deny(
        "extension.not_own",
        _("由申请人%(name)s收回。") % {"name": extension.asked_by_name},
        concerns=actor.may(DRAFT, extension.unit),
    )


def decide_extension(actor: Actor, extension: Extension) -> Verdict:
    """The superior decides, never who asked (DOMAIN section 1); the root has no superior, so its leader decides."""
    if _free_seat(actor, extension) is not None:
        return verdicts.ALLOW
    if deciding_seats(actor, extension):
        return verdicts.deny("extension.own_request", _("这是您自己申请的延期，须由另一位审批人办理。"))
    return verdicts.deny("extension.not_superior", _("延期由上级单位的上级审批人审批。"), concerns=False)


def view_withholding(actor: Actor, withholding: Withholding) -> Verdict:
    """What is not disclosed, and why, is seen by whoever sees the obligation, and by nobody outside.

    After a merger also by who sees what the merged unit owed: its register of the time lists it.
    """
    seen = _reads(actor, withholding.unit)
    if seen:
        return seen
    return next((before for unit in withholding.former_units if (before := _reads(actor, unit))), seen)


def ask_withholding(actor: Actor, obligation: Obligation) -> Verdict:
    """Who drafts for the unit asks; its leader signs, so the leader's own hand is not the one that asks."""
    if actor.user_id is not None and actor.may(DRAFT, obligation.unit):
        return verdicts.ALLOW
    return verdicts.deny(
        "withholding.not_asker", _("暂不公开、不予公开由本单位信息员申请，本单位负责人签批。"), concerns=False
    )


def amend_withholding(actor: Actor, withholding: Withholding) -> Verdict:
    """What was sent back is written anew by who asked, or by another who drafts for the unit."""
    return ask_withholding(actor, withholding.obligation)


def recall_withholding(actor: Actor, withholding: Withholding) -> Verdict:
    """Who asked takes it back before it has taken effect."""
    if actor.user_id is not None and actor.user_id in withholding.asker_ids:
        return verdicts.ALLOW
    return verdicts.deny(
        "withholding.not_own",
        _("由申请人%(name)s收回。") % {"name": withholding.asked_by_name},
        concerns=actor.may(DRAFT, withholding.unit),
    )


def endorse_withholding(actor: Actor, withholding: Withholding) -> Verdict:
    """The unit's own leader signs, never who asked; at the root, which has no superior, that is the decision."""
    if leading_seat(actor, withholding) is not None:
        return verdicts.ALLOW
    if actor.user_id is not None and actor.may(APPROVE, withholding.unit):
        return verdicts.deny("withholding.own_request", _("这是您自己申请的，须由本单位另一位负责人签批（四眼原则）。"))
    return verdicts.deny("withholding.not_leader", _("这一步由本单位负责人签批。"), concerns=False)


def decide_withholding(actor: Actor, withholding: Withholding) -> Verdict:
    """The superior decides on what was signed, or takes note of it; never who asked or signed."""
    if not superiors.has_superior(withholding.unit):
        return verdicts.deny("withholding.no_superior", _("最上级单位没有上级，由本单位负责人决定。"), concerns=False)
    if superiors.deciding_seat(actor, withholding.unit, barred=withholding.party_ids) is not None:
        return verdicts.ALLOW
    if superiors.seats(actor, withholding.unit):
        return verdicts.deny(
            "withholding.own_part", _("这件申请由您提出或签批，须由另一位上级审批人办理（四眼原则）。")
        )
    return verdicts.deny("withholding.not_superior", _("这一步由上级单位的上级审批人办理。"), concerns=False)


def answer_withholding(actor: Actor, withholding: Withholding) -> Verdict:
    """Whoever has it before them refuses it or sends it back: the unit's leader first, then the superior."""
    if withholding.state == WithholdingState.ASKED:
        return endorse_withholding(actor, withholding)
    return decide_withholding(actor, withholding)


def end_withholding(actor: Actor, withholding: Withholding) -> Verdict:
    """The unit's own leader ends it before its day: what leads to disclosure needs no second pair of eyes."""
    if actor.user_id is not None and actor.may(APPROVE, withholding.unit):
        return verdicts.ALLOW
    return verdicts.deny("withholding.not_leader", _("提前终止由本单位负责人办理。"), concerns=False)


def order_disclosure(actor: Actor, withholding: Withholding) -> Verdict:
    """Any superior approver above the unit orders what it withholds to be disclosed."""
    if actor.user_id is not None and superiors.seats(actor, withholding.unit):
        return verdicts.ALLOW
    return verdicts.deny("withholding.not_superior", _("责令公开由上级单位的上级审批人办理。"), concerns=False)


def set_policy(actor: Actor, root: Place) -> Verdict:
    """The tenant's numbers are set by the administrators of its root."""
    if actor.may(MANAGE, root):
        return verdicts.ALLOW
    return verdicts.deny("obligation_policy.not_yours", _("公开任务规则由最上级单位的管理员设置。"), concerns=False)


def follow(actor: Actor, unit: Place) -> Verdict:
    """How well a unit and those below it disclose is seen by whoever inspects or manages it."""
    if actor.may(INSPECT, unit) or actor.may(MANAGE, unit):
        return verdicts.ALLOW
    return verdicts.deny(
        "overview.not_inspector",
        _("总览由检查人员、上级审批人和管理员查看。您的任务在“应公开任务”里看。"),
    )


def remind_late(actor: Actor, unit: Place) -> Verdict:
    """Units are reminded of what is overdue by whoever follows them: inspectors, superiors, administrators."""
    if actor.user_id is not None and actor.may(INSPECT, unit):
        return verdicts.ALLOW
    return verdicts.deny(
        "obligation.not_follower", _("催办由上级单位的检查人员、上级审批人和管理员办理。"), concerns=False
    )


def subscribe(actor: Actor, unit: Place | None) -> Verdict:
    """A person subscribes to her own tasks if she drafts anywhere, and to a unit whose tasks she sees."""
    if actor.user_id is None:
        return verdicts.deny("feed.not_signed_in", _("请先登录，再订阅日历。"), concerns=False)
    if unit is not None:
        return _reads(actor, unit)
    if actor.has(DRAFT):
        return verdicts.ALLOW
    return verdicts.deny("feed.nothing_to_do", _("您不是信息员，没有自己的公开任务。可以订阅单位的公开任务。"))


def view_feed(actor: Actor, feed: CalendarFeed) -> Verdict:
    """A subscription is nobody's business but its owner's."""
    if actor.user_id is not None and actor.user_id == feed.owner_id:
        return verdicts.ALLOW
    return verdicts.deny("feed.not_own", _("这是别人的日历订阅。"), concerns=False)


def deciding_seats(actor: Actor, extension: Extension) -> list[Seat]:
    """Return the seats from which the actor would decide, had she no part in the request."""
    if superiors.has_superior(extension.unit):
        return superiors.seats(actor, extension.unit)
    return [seat for seat in actor.seats if APPROVE in seat.role.permissions and seat.covers(extension.unit)]


def deciding_seat(actor: Actor, extension: Extension) -> Seat:
    """Return the seat from which the actor decides, by which the decision is signed."""
    seat = _free_seat(actor, extension)
    if seat is None:
        raise ValueError("asked for the seat of somebody who may not decide")
    return seat


def leading_seat(actor: Actor, withholding: Withholding) -> Seat | None:
    """Return the seat at the unit from which the actor signs, if nobody who asked stands behind it."""
    barred = set(withholding.asker_ids)
    seats = [seat for seat in actor.seats if APPROVE in seat.role.permissions and seat.covers(withholding.unit)]
    return next((seat for seat in seats if not superiors.persons(actor, seat) & barred), None)


def _free_seat(actor: Actor, extension: Extension) -> Seat | None:
    barred = set(extension.asker_ids)
    seats = deciding_seats(actor, extension)
    return next((seat for seat in seats if not superiors.persons(actor, seat) & barred), None)


def _reads(actor: Actor, unit: Place) -> Verdict:
    if any(actor.may(permission, unit) for permission in READERS):
        return verdicts.ALLOW
    return verdicts.deny("obligation.not_visible", _("这项公开任务不在您的查看范围内。"), concerns=False)
