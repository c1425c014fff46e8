"""May she read, draft, decide or publish? One function per permission, answered from the row alone.

Whether the step fits the state is the flow's question, not theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.actors import Actor, Place
from core import verdicts
from core.verdicts import Verdict
from disclosures import visibility
from disclosures.deciding import turns
from disclosures.kinds import APPROVALS, Step

if TYPE_CHECKING:
    from disclosures.models import Attachment, Audience, Disclosure

DRAFT = "disclosures.draft"
APPROVE = "disclosures.approve"
PUBLISH = "disclosures.publish"


def view(actor: Actor, disclosure: Disclosure) -> Verdict:
    """Whoever the scope names, once it is public; before, who works on it or supervises it."""
    if visibility.sees(actor, disclosure):
        return verdicts.ALLOW
    return verdicts.deny("disclosure.not_visible", _("这件公开信息不在您的查看范围内。"), concerns=False)


def view_file(actor: Actor, attachment: Attachment) -> Verdict:
    """An attachment is read by whoever reads the text of its disclosure."""
    if visibility.reads(actor, attachment.disclosure):
        return verdicts.ALLOW
    return view(actor, attachment.disclosure) and verdicts.deny(
        "attachment.ended", _("这件公开信息已终止公开，附件不再提供。"), concerns=False
    )


def view_audience(actor: Actor, audience: Audience) -> Verdict:
    """Who works for the unit or supervises it sees which lists of readers it keeps."""
    if visibility.works_for(actor, audience.unit):
        return verdicts.ALLOW
    return verdicts.deny("audience.not_visible", _("这份名单不在您的查看范围内。"), concerns=False)


def keep_audience(actor: Actor, unit: Place) -> Verdict:
    """Clerks keep the lists of their own unit."""
    return draft(actor, unit)


def draft(actor: Actor, unit: Place) -> Verdict:
    """Clerks draft for their own unit; a draft has a person behind it, never the system."""
    if actor.user_id is not None and actor.may(DRAFT, unit):
        return verdicts.ALLOW
    return verdicts.deny("disclosure.not_drafter", _("起草由本单位信息员办理。"), concerns=False)


def edit(actor: Actor, disclosure: Disclosure) -> Verdict:
    """Any clerk of the unit edits; whoever does cannot decide on the text."""
    return draft(actor, disclosure.unit)


def discard(actor: Actor, disclosure: Disclosure) -> Verdict:
    """Who wrote a draft throws it away; nobody else loses another's work."""
    allowed = draft(actor, disclosure.unit)
    if allowed and actor.user_id != disclosure.drafted_by_id:
        return verdicts.deny(
            "disclosure.not_own_draft",
            _("草稿由起草人%(name)s删除。") % {"name": disclosure.drafted_by_name},
        )
    return allowed


def submit(actor: Actor, disclosure: Disclosure) -> Verdict:
    """Any clerk of the unit hands the text in."""
    return draft(actor, disclosure.unit)


def recall(actor: Actor, disclosure: Disclosure) -> Verdict:
    """Who wrote the text takes it back while nobody has decided on it."""
    allowed = draft(actor, disclosure.unit)
    if allowed and actor.user_id not in disclosure.editor_ids:
        return verdicts.deny(
            "disclosure.not_own_draft",
            _("提交后由起草人%(name)s收回。") % {"name": disclosure.drafted_by_name},
        )
    return allowed


def reopen(actor: Actor, disclosure: Disclosure) -> Verdict:
    """Any clerk of the unit takes an approved text up again; its approvals are void then."""
    return draft(actor, disclosure.unit)


def pass_secrecy(actor: Actor, disclosure: Disclosure) -> Verdict:
    """The secrecy reviewers of the unit or above, under the rule of four eyes."""
    if disclosure.step != Step.SECRECY:
        return _other_step(disclosure)
    return turns.passing(actor, disclosure, Step.SECRECY).verdict


def pass_review(actor: Actor, disclosure: Disclosure) -> Verdict:
    """Whoever the chain names for the review of need or truth that the text waits for, under the rule of four eyes."""
    if disclosure.step not in (Step.NECESSITY, Step.TRUTH):
        return _other_step(disclosure)
    return turns.passing(actor, disclosure, disclosure.step).verdict


def approve(actor: Actor, disclosure: Disclosure) -> Verdict:
    """Whoever the current step of the chain names, under the rule of four eyes."""
    return turns.passing(actor, disclosure, _approval_step(disclosure)).verdict


def advise(actor: Actor, disclosure: Disclosure) -> Verdict:
    """Whoever the step asks for an opinion, once each, and neither the drafter nor a neighbouring decider."""
    return turns.advising(actor, disclosure).verdict


def return_(actor: Actor, disclosure: Disclosure) -> Verdict:
    """Whoever may decide now may send it back; after the last decision, who took part in approving it may."""
    if disclosure.step:
        return turns.standing(actor, disclosure, disclosure.step).verdict
    return turns.returning(actor, disclosure).verdict


def publish(actor: Actor, disclosure: Disclosure) -> Verdict:
    """A clerk or the leader of the unit: publishing carries out what others decided."""
    if actor.user_id is not None and (actor.may(PUBLISH, disclosure.unit) or actor.may(APPROVE, disclosure.unit)):
        return verdicts.ALLOW
    return verdicts.deny("disclosure.not_publisher", _("公开由本单位信息员或负责人办理。"), concerns=False)


def set_joining(actor: Actor, unit: Place) -> Verdict:
    """Whether decisions may be joined at a unit is said by the administrators of that unit or above it."""
    if actor.may("units.manage", unit):
        return verdicts.ALLOW
    return verdicts.deny("approval_policy.not_yours", _("审批规则由本单位或上级单位的管理员设置。"), concerns=False)


def set_chains(actor: Actor) -> Verdict:
    """Through whose hands texts go is laid down for the whole tenant by the administrators of its root."""
    if _manages_everything(actor):
        return verdicts.ALLOW
    return verdicts.deny("approval_chain.not_yours", _("审批链由区级管理员设置。"), concerns=False)


def see_chains(actor: Actor) -> Verdict:
    """Everybody who works here sees through whose hands texts go."""
    if actor.unlimited or actor.is_member:
        return verdicts.ALLOW
    return verdicts.deny("approval_chain.not_seen", _("审批链供本系统人员查看。"), concerns=False)


def _manages_everything(actor: Actor) -> bool:
    # The root of the tree begins at 1; a seat that begins there and reaches down covers every unit.
    return actor.unlimited or any(
        "units.manage" in seat.role.permissions and seat.role.reach is roles.SUBTREE and seat.lft == 1
        for seat in actor.seats
    )


def _other_step(disclosure: Disclosure) -> Verdict:
    step = Step(disclosure.step).label if disclosure.step else disclosure.get_state_display()
    return verdicts.deny("decision.other_step", _("现在这一步是%(step)s。") % {"step": step}, concerns=False)


def _approval_step(disclosure: Disclosure) -> str:
    return disclosure.step if disclosure.step in APPROVALS else Step.LEADER
