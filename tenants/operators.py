"""How does a platform operator get an account, and how is she known?

Accounts are made at the command line only; each operator changes her own password.
"""

from __future__ import annotations

import datetime

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import errors
from core.audit import trail
from tenants import policies
from tenants.models import Operator


class WrongPassword(errors.Denied):
    """Name or password is wrong, or the account is closed: which one is nobody's business."""

    default_code = "operator.wrong_password"
    default_reason = _("用户名或密码不对。请核对大小写后再试；连续输错5次会暂停登录一段时间。")


def by_password(*, username: str, password: str, at: datetime.datetime, address: str) -> Operator:
    """Return the operator whose password this is, and put her sign-in into the trail; an unknown name takes as long."""
    operator = Operator.objects.filter(username=username.strip().lower(), is_active=True).first()
    if operator is None:
        Operator().set_password(password)
        raise WrongPassword
    if not operator.check_password(password):
        raise WrongPassword
    by = policies.acting(operator)
    trail.record("operator.signed_in", operator, actor=by, at=at, label=_("登录平台控制台"), note=address)
    return operator


@transaction.atomic
def create(
    *, username: str, name: str, password: str, actor: policies.OperatorActor, at: datetime.datetime
) -> Operator:
    """Take in a platform operator, who works on tenants as wholes and sees into none of them."""
    operator = Operator(username=username.strip().lower(), name=name.strip())
    _require_good(password, operator, field="password")
    operator.set_password(password)
    try:
        with transaction.atomic():
            operator.save(force_insert=True)
    except IntegrityError:
        raise errors.Invalid.field(
            "username", "operator.username_taken", _("用户名“%(name)s”已有人使用，请换一个。") % {"name": username}
        ) from None
    trail.record("operator.create", operator, actor=actor, at=at, label=_("添加平台运营人员"))
    return operator


@transaction.atomic
def change_password(*, old: str, new: str, actor: policies.OperatorActor, at: datetime.datetime) -> Operator:
    """Give the operator who acts a password of her own choice; every sign-in with the former one ends."""
    active = Operator.objects.select_for_update().filter(is_active=True)
    operator = active.filter(public_id=actor.operator_id).first() if actor.operator_id else None
    if operator is None:
        raise errors.Denied("operator.nobody", _("只能修改自己的密码。请用自己的账号登录平台运营后办理。"))
    if not operator.check_password(old):
        raise errors.Invalid.field("old_password", "password.wrong", _("原密码不对，请重新输入。"))
    if old == new:
        raise errors.Invalid.field("new_password", "password.same", _("新密码不能与原密码相同。"))
    _require_good(new, operator, field="new_password")
    operator.set_password(new)
    operator.save(update_fields=["password"])
    trail.record("operator.password_changed", operator, actor=actor, at=at, label=_("修改密码"))
    return operator


def _require_good(password: str, operator: Operator, *, field: str) -> None:
    try:
        password_validation.validate_password(password, operator)  # type: ignore[arg-type]  # her names alone are read
    except ValidationError as weak:
        raise errors.Invalid.field(field, "password.weak", " ".join(weak.messages)) from weak
