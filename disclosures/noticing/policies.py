"""May she plan a notice, object to a text on it, answer, or look at how it closed? Nobody may close one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor, Place
from core import verdicts
from core.verdicts import Verdict
from disclosures import policies, visibility
from disclosures.noticing.queries import ANSWER, SEE_OBJECTIONS

if TYPE_CHECKING:
    from disclosures.models import Objection, PublicNotice


def view(actor: Actor, notice: PublicNotice) -> Verdict:
    """Whoever sees the text sees its notice."""
    return policies.view(actor, notice.disclosure)


def see(actor: Actor, objection: Objection) -> Verdict:
    """Who works for the unit or inspects it reads what was objected; other readers see gist and answer alone."""
    disclosure = objection.notice.disclosure
    if actor.unlimited or (
        any(actor.may(permission, disclosure.unit) for permission in SEE_OBJECTIONS)
        and visibility.sees(actor, disclosure)
    ):
        return verdicts.ALLOW
    return verdicts.deny("objection.not_visible", _("异议由公示单位和检查人员查看。"), concerns=False)


def by_the_clock(actor: Actor, notice: PublicNotice) -> Verdict:
    """A notice begins with the publication of its text and closes by itself; nobody closes it, early or late."""
    if actor.unlimited:
        return verdicts.ALLOW
    return verdicts.deny("notice.by_the_system", _("公示到期后由系统办结，任何人都不能提前结束。"), concerns=False)


def review(actor: Actor, notice: PublicNotice) -> Verdict:
    """The unit's leader looks at how a notice closed, or opens it again for an objection that was missed."""
    if actor.user_id is not None and actor.may(policies.APPROVE, notice.disclosure.unit):
        return verdicts.ALLOW
    return verdicts.deny("notice.not_reviewer", _("公示结果由本单位负责人核对。"), concerns=False)


def plan(actor: Actor, notice_of: Place) -> Verdict:
    """The unit's clerks arrange a notice as part of the draft."""
    return policies.draft(actor, notice_of)


def enter(actor: Actor, unit: Place) -> Verdict:
    """The unit's clerks and leaders type in what came by letter, telephone or in person."""
    return _for_the_unit(actor, unit, "objection.not_office")


def answer(actor: Actor, objection: Objection) -> Verdict:
    """The unit's clerks and leaders answer; nobody answers what she objected herself."""
    if objection.member_id is not None and objection.member_id == actor.user_id:
        return verdicts.deny("objection.own", _("自己提出的异议由本单位其他人员答复。"))
    return _for_the_unit(actor, objection.unit, "objection.not_answering")


def set_rules(actor: Actor, root: Place | None) -> Verdict:
    """The terms are the tenant's: lengthened by the administrators of its root."""
    if actor.may("units.manage", root):
        return verdicts.ALLOW
    return verdicts.deny("notice_rule.not_yours", _("公示天数由最上级单位的管理员设置。"), concerns=False)


def _for_the_unit(actor: Actor, unit: Place, code: str) -> Verdict:
    if actor.user_id is not None and any(actor.may(permission, unit) for permission in ANSWER):
        return verdicts.ALLOW
    return verdicts.deny(code, _("异议由本单位信息员或负责人办理。"), concerns=False)
