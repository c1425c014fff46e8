"""Does somebody ask without pause? Counted in the cache, by tenant, for an hour; instead of a riddle for readers.

The hour begins with the first asking and ends for all of them together, so that whoever comes back at a steady pace is
never shut out for longer than its rest. Of whom was counted only a hash is kept.
"""

from __future__ import annotations

import hashlib
import time

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from core import errors

HOUR = 3600


class TooOften(errors.Refusal):
    """Asked more often in an hour than any reader needs."""

    status = 429
    wait = HOUR
    default_code = "channel.too_often"
    default_reason = _("操作过于频繁，请一小时后再试。")


def is_within(kind: str, whose: str, *, most: int) -> bool:
    """Count one more, and say whether it is still among the `most` of this hour."""
    count, _seconds = _counted(kind, whose)
    return count <= most


def require(kind: str, whose: str, *, most: int, refusal: type[TooOften] = TooOften) -> None:
    """Count one more, and refuse what is too much, saying when the hour is over."""
    count, seconds_left = _counted(kind, whose)
    if count > most:
        found = refusal()
        found.wait = seconds_left
        raise found


def _counted(kind: str, whose: str) -> tuple[int, int]:
    """Return the how-many-eth it is, and how many seconds are left until all are forgotten."""
    key = f"limits-{kind}-{hashlib.sha256(whose.encode()).hexdigest()}"
    now = int(time.time())
    begun = int(cache.get_or_set(key, now, HOUR) or now)
    counter = f"{key}-{begun}"
    cache.add(counter, 0, HOUR)
    try:
        count = cache.incr(counter)
    except ValueError:  # it ended between the two
        return 1, HOUR
    cache.touch(counter, HOUR)  # a cache of files keeps what it counts for five minutes unless it is told anew
    return count, min(max(1, begun + HOUR - now), HOUR)
