"""Taking people in, keeping their details, and closing their accounts."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import passwords, policies, queries
from accounts.actions import posts
from accounts.actors import Actor
from accounts.models import Post, User
from core import clock, errors, pinyin
from core.audit import trail
from hierarchy.models import Unit


@dataclass(frozen=True)
class NewPerson:
    """Somebody taken in, with the first post and the temporary password, which is kept nowhere."""

    user: User
    post: Post
    password: str

    def __repr__(self) -> str:
        return f"NewPerson({self.user.username})"


@transaction.atomic
def create_user(
    *,
    username: str,
    name: str,
    unit: Unit,
    role: str,
    from_on: datetime.date,
    to_on: datetime.date | None = None,
    title: str = "",
    email: str = "",
    phone: str = "",
    password: str | None = None,
    must_change_password: bool = True,
    actor: Actor,
    at: datetime.datetime,
) -> NewPerson:
    """Take a person in with a first post: without one she could do nothing and nobody would keep her account.

    The password is a temporary one unless given, and has to be changed at the first sign-in.
    """
    policies.manage_unit(actor, unit).enforce()
    user = User(
        username=queries.normal_username(username),
        name=name.strip(),
        initials=pinyin.initials(name)[:60],
        email=email,
        phone=phone,
        must_change_password=must_change_password,
        password_changed_at=at,
    )
    secret = password or passwords.temporary()
    passwords.require_good(secret, user, field="password")
    user.set_password(secret)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as refused:
        raise _refusal_of(refused, user.username) from refused
    trail.record("user.created", user, actor=actor, at=at, label=_("添加人员"), after=_facts(user))
    post = posts.appoint(user, unit=unit, role=role, from_on=from_on, to_on=to_on, title=title, actor=actor, at=at)
    return NewPerson(user, post, secret)


@transaction.atomic
def change_details(
    user: User,
    *,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    language: str | None = None,
    actor: Actor,
    at: datetime.datetime,
) -> User:
    """Correct how a person is called and reached; what is None stays. The name is the administrator's to change."""
    by_manager = policies.manage_person(actor, user, on=clock.local_date(at))
    if name is not None or not policies.own(actor, user):
        by_manager.enforce()
    user = User.objects.select_for_update().get(pk=user.pk)
    before = _facts(user)
    given = {"name": name, "email": email, "phone": phone, "language": language}
    for field, value in given.items():
        if value is not None:
            setattr(user, field, value.strip())
    user.initials = pinyin.initials(user.name)[:60]
    user.save(update_fields=["name", "initials", "email", "phone", "language"])
    trail.record("user.changed", user, actor=actor, at=at, label=_("修改人员资料"), before=before, after=_facts(user))
    return user


@transaction.atomic
def deactivate(user: User, *, reason: str, actor: Actor, at: datetime.datetime) -> User:
    """Close a person's account at once: signed out on every device, tokens stopped; posts stay until they are ended.

    Refuses to leave the root without an administrator who can sign in.
    """
    today = clock.local_date(at)
    policies.manage_person(actor, user, on=today).enforce()
    posts.require_other_root_admin(list(user.posts.unfinished(today).select_related("unit")), today=today)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        user.sessions.all().delete()
        user.api_tokens.filter(revoked_at__isnull=True).update(revoked_at=at)
        trail.record("user.deactivated", user, actor=actor, at=at, label=_("停用账号"), reason=reason)
    return user


@transaction.atomic
def reactivate(user: User, *, reason: str, actor: Actor, at: datetime.datetime) -> User:
    """Open a closed account again; the old password holds, stopped tokens stay stopped."""
    policies.manage_person(actor, user, on=clock.local_date(at)).enforce()
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        trail.record("user.reactivated", user, actor=actor, at=at, label=_("恢复账号"), reason=reason)
    return user


def _refusal_of(refused: IntegrityError, username: str) -> errors.Refusal:
    if "user_username_unique" in str(refused):
        return errors.Invalid.field(
            "username", "user.username_taken", _t("用户名“%s”已有人使用，请换一个，例如加上单位简称。") % username
        )
    return errors.Invalid(code="user.incomplete", reason=_("请填写姓名和用户名。"))


def _facts(user: User) -> dict[str, object]:
    return {
        "username": user.username,
        "name": user.name,
        "email": user.email,
        "phone": user.phone,
        "language": user.language,
    }
