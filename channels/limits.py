"""Does somebody ask without pause? Counted in the cache, by tenant, for an hour; instead of a riddle for readers."""

from __future__ import annotations

import hashlib

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from core import errors

HOUR = 3600


class TooOften(errors.Refusal):
    """Asked more often in an hour than any reader needs."""

    status = 429
    default_code = "channel.too_often"
    default_reason = _("操作过于频繁，请一小时后再试。")


def is_within(kind: str, whose: str, *, most: int) -> bool:
    """Count one more, and say whether it is still among the `most` of this hour."""
    digest = hashlib.sha256(whose.encode()).hexdigest()
    key = f"channels-{kind}-{digest}"
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) <= most
    except ValueError:  # it ended between the two
        return True


def require(kind: str, whose: str, *, most: int) -> None:
    """Count one more, and refuse what is too much."""
    if not is_within(kind, whose, most=most):
        raise TooOften
