"""How does a platform operator get an account? At the console of the platform only."""

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
