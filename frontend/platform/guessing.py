"""How often may a password be guessed? Five times for one name from one address in a quarter of an hour.

Each attempt takes a place before the password is looked at, so that attempts at the same moment count as well. Places
are given back by a right password, or come free with time; what is refused for want of a place takes none.
"""

from __future__ import annotations

import hashlib

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from core import errors

MOST = 5
SECONDS = 15 * 60


class Locked(errors.Refusal):
    """Too many wrong passwords."""

    status = 429
    default_code = "operator.locked"
    default_reason = _("密码连续输错，已暂停登录。请15分钟后再试；忘记密码的，请联系另一位平台运营人员。")


def require_place(username: str, address: str) -> None:
    """Take a place for one more attempt; refuse when there is none."""
    if not any(cache.add(place, "", SECONDS) for place in _places(username, address)):
        raise Locked


def give_back(username: str, address: str) -> None:
    """Free all places: it was the right person."""
    cache.delete_many(_places(username, address))


def _places(username: str, address: str) -> list[str]:
    pair = hashlib.sha256(f"{username.strip().lower()}\0{address}".encode()).hexdigest()
    return [f"operator-sign-in:{pair}:{number}" for number in range(MOST)]
