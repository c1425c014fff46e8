"""Is this password good enough, and how is a temporary one made?"""

from __future__ import annotations

import secrets

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import errors

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No 0, O, 1, l, i: a temporary password is read aloud and typed."""
_GROUPS, _GROUP_LENGTH = 3, 5
_REASONS = {
    "password_too_short": _("密码太短，请写满%(min_length)d个字符。用一句好记的话最好。"),
    "password_too_similar": _("密码与您的姓名、用户名或邮箱太相近，请换一个。"),
    "password_too_common": _("这个密码太常见，容易被猜到，请换一个。"),
    "password_entirely_numeric": _("密码不能全是数字，请加上文字或字母。"),
}
"""What Django's rules found, said as what to do."""


def temporary() -> str:
    """Return a password to be told once and changed at the first sign-in (74 bits)."""
    return "-".join("".join(secrets.choice(_LETTERS) for _letter in range(_GROUP_LENGTH)) for _group in range(_GROUPS))


def require_good(password: str, user: User, *, field: str) -> None:
    """Raise `Invalid` on this field unless the password keeps the rules (`settings.AUTH_PASSWORD_VALIDATORS`)."""
    try:
        password_validation.validate_password(password, user)
    except ValidationError as refused:
        found = [errors.FieldError(f"password.{one.code}", _reason(one)) for one in refused.error_list]
        raise errors.Invalid({field: found}, code="password.weak") from refused


def _reason(found: ValidationError) -> str:
    known = _REASONS.get(found.code or "")
    return str(known) % (found.params or {}) if known else " ".join(found.messages)
