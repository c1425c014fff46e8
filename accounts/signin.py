"""Are user name and password right, and has this person not been guessed at too often?

Five failures for one name from one address lock that pair for a quarter of an hour (django-axes, per tenant; numbers
in settings). Attempts during the lock do not prolong it. A wrong name and a wrong password get the same answer.
"""

from __future__ import annotations

import datetime
import ipaddress
import math
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import queries
from accounts.actors import Actor
from accounts.models import User
from core import errors
from core.audit import trail


class Locked(errors.Refusal):
    """Too many wrong passwords; `minutes` says for how long."""

    status = 429
    default_code = "sign_in.locked"

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        reason = (
            _t("密码连续输错，已暂停登录。请%d分钟后再试；忘记密码，请联系本单位或上级单位的管理员重置。") % minutes
        )
        super().__init__(self.default_code, reason)


class WrongPassword(errors.Denied):
    """User name or password is wrong, or the account is closed: which one is nobody's business."""

    default_code = "sign_in.wrong"
    default_reason = _("用户名或密码不对。请核对大小写后再试；连续输错5次会暂停登录一段时间。")


def by_password(request: Any, *, username: str, password: str, at: datetime.datetime) -> User:
    """Return the person whose password this is; raise `WrongPassword` or `Locked`.

    The request is read by django-axes alone, for the address, so its type is none of this module's business.
    Whoever calls this asks for the second factor next (`second_factor.is_active`) before opening anything.
    """
    username = queries.normal_username(username)
    credentials = {"username": username}
    if AxesProxyHandler.is_locked(request, credentials):
        raise Locked(_minutes_left(request, username, at))
    user = authenticate(request, username=username, password=password)
    if isinstance(user, User):
        return user
    if AxesProxyHandler.is_locked(request, credentials):
        raise Locked(_minutes_left(request, username, at))
    raise WrongPassword


def address_of(request: Any) -> str | None:
    """Return the address that failures are counted under (`settings.AXES_CLIENT_IP_CALLABLE`).

    Behind our own proxy it is the last one that was forwarded: what stands before it, a caller may have made up.
    """
    forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    address = forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


def record(user: User, *, actor: Actor, device: str, at: datetime.datetime) -> None:
    """Put a sign-in into the trail."""
    trail.record("user.signed_in", user, actor=actor, at=at, label=_("登录"), note=device)


def _minutes_left(request: Any, username: str, at: datetime.datetime) -> int:
    attempts = AccessAttempt.objects.filter(username=username, ip_address=request.axes_ip_address)
    last = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    cool_off = get_cool_off(request)
    if last is None or cool_off is None:
        return 1
    # Never more than the whole: the failure is dated by its own clock, a little after the request.
    left: datetime.timedelta = min(last + cool_off - at, cool_off)
    return max(1, math.ceil(left.total_seconds() / 60))
