"""What must a person do first? Replace a temporary password; set up a code where the rules demand one."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import errors

MUST_ENROL = "must_enrol"
"""In the session of somebody whose role demands a second factor and who has none yet."""


class TemporaryPassword(errors.Denied):
    """The password was given by an administrator, who knows it."""

    default_code = "password.temporary"
    default_reason = _("您的密码是临时密码，请先在网页上登录并修改密码。")


class NoSecondFactor(errors.Denied):
    """The role demands a second factor, and there is none yet."""

    default_code = "second_factor.not_set_up"
    default_reason = _("您的职责须使用动态验证码，请先在网页上登录并启用动态验证码。")


def first_owed(user: User, session: SessionBase) -> errors.Denied | None:
    """Return what the person of this session has to do first, as the refusal of anything else; None when nothing."""
    if user.must_change_password:
        return TemporaryPassword()
    return NoSecondFactor() if session.get(MUST_ENROL) else None
