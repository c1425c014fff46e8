"""Passwords, devices and the rules of signing in."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from axes.handlers.proxy import AxesProxyHandler
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import passwords, policies
from accounts.actors import Actor
from accounts.models import Session, SignInPolicy, User
from core import clock, errors
from core.audit import trail
from hierarchy.models import Unit


@transaction.atomic
def change_password(
    user: User, *, old: str, new: str, keep_session: str | None = None, actor: Actor, at: datetime.datetime
) -> User:
    """Change one's own password; every other device is signed out (`keep_session`: the key of the one in use)."""
    policies.own(actor, user).enforce()
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.check_password(old):
        raise errors.Invalid.field("old_password", "password.wrong", _("原密码不对，请重新输入。"))
    if old == new:
        raise errors.Invalid.field("new_password", "password.same", _("新密码不能与原密码相同。"))
    passwords.require_good(new, user, field="new_password")
    _set_password(user, new, temporary=False, at=at)
    user.sessions.exclude(session_key=keep_session or "").delete()
    trail.record("password.changed", user, actor=actor, at=at, label=_("修改密码"))
    return user


@transaction.atomic
def reset_password(user: User, *, reason: str = "", actor: Actor, at: datetime.datetime) -> str:
    """Give somebody else a temporary password, told once, to be changed at sign-in; all devices are signed out."""
    policies.manage_person(actor, user, on=clock.local_date(at)).enforce()
    user = User.objects.select_for_update().get(pk=user.pk)
    secret = passwords.temporary()
    _set_password(user, secret, temporary=True, at=at)
    user.sessions.all().delete()
    AxesProxyHandler.reset_attempts(username=user.username)
    trail.record("password.reset", user, actor=actor, at=at, label=_("重置密码"), reason=reason)
    return secret


@transaction.atomic
def unlock(user: User, *, actor: Actor, at: datetime.datetime) -> None:
    """Let somebody who mistyped the password too often try again at once."""
    policies.manage_person(actor, user, on=clock.local_date(at)).enforce()
    AxesProxyHandler.reset_attempts(username=user.username)
    trail.record("user.unlocked", user, actor=actor, at=at, label=_("解除登录锁定"))


@transaction.atomic
def end_session(session: Session, *, actor: Actor, at: datetime.datetime) -> None:
    """Sign one device of one's own out."""
    if session.user is None:
        raise errors.Missing("session.missing")
    policies.own(actor, session.user).enforce()
    trail.record("session.ended", session.user, actor=actor, at=at, label=_("退出设备"), note=session.device)
    session.delete()


@transaction.atomic
def sign_out_everywhere(user: User, *, keep_session: str | None = None, actor: Actor, at: datetime.datetime) -> int:
    """Sign a person out on every device, and say on how many; `keep_session` is the key of one that stays."""
    if not policies.own(actor, user):
        policies.manage_person(actor, user, on=clock.local_date(at)).enforce()
    ended, _rows = user.sessions.exclude(session_key=keep_session or "").delete()
    trail.record("session.all_ended", user, actor=actor, at=at, label=_("退出所有设备"), after={"devices": ended})
    return ended


@transaction.atomic
def set_sign_in_policy(*, second_factor_roles: Iterable[str], actor: Actor, at: datetime.datetime) -> SignInPolicy:
    """Say which roles have to sign in with a second factor; who has none yet is led to set one up."""
    policies.set_sign_in_policy(actor, Unit.objects.get(parent__isnull=True)).enforce()
    rules = SignInPolicy.objects.select_for_update().current()
    before = {"second_factor_roles": rules.second_factor_roles}
    rules.second_factor_roles = sorted(set(second_factor_roles))
    rules.full_clean()
    rules.save()
    after = {"second_factor_roles": rules.second_factor_roles}
    trail.record("sign_in_policy.set", rules, actor=actor, at=at, label=_("设置登录规则"), before=before, after=after)
    return rules


def _set_password(user: User, secret: str, *, temporary: bool, at: datetime.datetime) -> None:
    user.set_password(secret)
    user.must_change_password = temporary
    user.password_changed_at = at
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
