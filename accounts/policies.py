"""May she appoint, remove, delegate or reset? One function per permission."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core import verdicts
from core.verdicts import Verdict

if TYPE_CHECKING:
    from accounts.actors import Actor, Place
    from accounts.models import Delegation, Post, User

MANAGE = "people.manage"


def manage_unit(actor: Actor, unit: Place) -> Verdict:
    """People of a unit are kept by the administrators of that unit and of those above it."""
    if actor.may(MANAGE, unit):
        return verdicts.ALLOW
    return verdicts.deny("people.not_yours", _("只有该单位或其上级单位的管理员可以管理人员。"), concerns=False)


def not_oneself(actor: Actor, person: User) -> Verdict:
    """No one appoints themselves, wherever it be."""
    if actor.user_id == person.pk:
        return verdicts.deny("post.self", _("不能给自己任职，请由上级单位的管理员或另一位管理员办理。"))
    return verdicts.ALLOW


def appoint(actor: Actor, person: User, unit: Place) -> Verdict:
    """Posts at a unit are given by those who keep its people, and by no one to themselves."""
    return verdicts.first_refusal(not_oneself(actor, person), manage_unit(actor, unit))


def end_post(actor: Actor, post: Post) -> Verdict:
    """Ending is for whoever may give the post; one's own too, since that takes power and gives none."""
    return manage_unit(actor, post.unit)


def manage_person(actor: Actor, person: User, *, on: datetime.date) -> Verdict:
    """Credentials and access of a person: who manages *all* the units where she has present or coming posts.

    With less, the administrator of a branch could take over the account of somebody with power above the branch.
    """
    posts = person.posts.unfinished(on).select_related("unit")
    return manage_person_of(actor, person, [post.unit for post in posts])


def manage_person_of(actor: Actor, person: User, units: Iterable[Place]) -> Verdict:
    """Answer as `manage_person` for units that were loaded already."""
    if actor.user_id == person.pk:
        return verdicts.deny("people.self", _("这是您自己的账号，请在“我的账号”中办理。"))
    units = list(units)
    if actor.unlimited or (units and all(actor.may(MANAGE, unit) for unit in units)):
        return verdicts.ALLOW
    return verdicts.deny(
        "people.not_yours", _("此人在您管理范围以外的单位任职，请由上级单位的管理员办理。"), concerns=False
    )


def delegate(actor: Actor, post: Post) -> Verdict:
    """Its holder delegates a post, or an administrator in their own right: what is exercised for others stays put."""
    if actor.user_id == post.user_id or actor.in_own_right().may(MANAGE, post.unit):
        return verdicts.ALLOW
    return verdicts.deny("delegation.not_yours", _("只有任职人本人或管理员可以安排代行；代行的职责不能再转给他人。"))


def revoke_delegation(actor: Actor, delegation: Delegation) -> Verdict:
    """Whoever may delegate a post may take it back, and the delegate may lay it down."""
    if actor.user_id == delegation.delegate_id:
        return verdicts.ALLOW
    return delegate(actor, delegation.post)


def own(actor: Actor, person: User) -> Verdict:
    """Password, second factor, devices and tokens are the person's own."""
    if actor.unlimited or actor.user_id == person.pk:
        return verdicts.ALLOW
    return verdicts.deny("account.not_yours", _("只能办理自己的账号。"), concerns=False)


def set_sign_in_policy(actor: Actor, root: Place) -> Verdict:
    """Rules of signing in hold for the whole tenant, so the administrators of its root set them."""
    if actor.may(MANAGE, root):
        return verdicts.ALLOW
    return verdicts.deny("sign_in_policy.not_yours", _("登录规则由最上级单位的管理员设置。"), concerns=False)
