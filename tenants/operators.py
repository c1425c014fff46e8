"""How does a platform operator get an account, and how is she known? Accounts are made at the command line only."""

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
    try:
        password_validation.validate_password(password)
    except ValidationError as weak:
        raise errors.Invalid.field("password", "password.weak", " ".join(weak.messages)) from weak
    operator = Operator(username=username.strip().lower(), name=name.strip())
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
