"""Is this password good enough, and how is a temporary one made?"""

from __future__ import annotations

import secrets

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from accounts.models import User
from core import errors

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No 0, O, 1, l, i: a temporary password is read aloud and typed."""
_GROUPS, _GROUP_LENGTH = 3, 5


def temporary() -> str:
    """Return a password to be told once and changed at the first sign-in (74 bits)."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))


def require_good(password: str, user: User, *, field: str) -> None:
    """Raise `Invalid` on this field unless the password keeps the rules (`settings.AUTH_PASSWORD_VALIDATORS`)."""
    try:
        password_validation.validate_password(password, user)
    except ValidationError as refused:
        found = [errors.FieldError(f"password.{one.code}", " ".join(one.messages)) for one in refused.error_list]
        raise errors.Invalid({field: found}, code="password.weak") from refused
