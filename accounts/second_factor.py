"""Is it really she who typed the password? A code from an app on her phone, or one of ten recovery codes.

Wrong codes are throttled by the device itself: each doubles the wait. A failure is committed before it is reported,
since a refusal would roll the count back.
"""

from __future__ import annotations

import datetime
import math
from base64 import b32encode
from dataclasses import dataclass

import segno
from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import policies
from accounts.actors import Actor
from accounts.models import Post, SignInPolicy, User
from core import clock, errors
from core.audit import trail

RECOVERY_CODES = 10
_DIGITS = 6
_A_WHILE = 120


class Throttled(errors.Refusal):
    """Too many wrong codes; `seconds` says how long to wait."""

    status = 429
    default_code = "second_factor.throttled"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        if seconds < _A_WHILE:
            reason = _t("验证码连续输错，请等%d秒再试，或者使用恢复码。") % seconds
        else:
            reason = _t("验证码连续输错，请等%d分钟再试，或者使用恢复码。") % math.ceil(seconds / 60)
        super().__init__(self.default_code, reason)


@dataclass(frozen=True)
class Enrolment:
    """What the phone needs to know, as a picture (a `data:` address) and as text to type."""

    picture: str
    secret: str

    def __repr__(self) -> str:
        return "Enrolment(…)"


def is_active(user: User) -> bool:
    """Say whether the person signs in with a second factor."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def is_required(user: User, *, on: datetime.date) -> bool:
    """Say whether the tenant's rules demand one for a role that the person holds or exercises."""
    demanded = SignInPolicy.objects.current().second_factor_roles
    return bool(demanded) and Post.objects.exercised_by(user, on=on).filter(role__in=demanded).exists()


@transaction.atomic
def begin(user: User, *, actor: Actor, at: datetime.datetime) -> Enrolment:
    """Prepare a phone; nothing changes for signing in until `confirm`. Coming back shows the same QR code."""
    policies.own(actor, user).enforce()
    User.objects.select_for_update().get(pk=user.pk)
    if is_active(user):
        raise errors.Conflict("second_factor.active", _("已启用动态验证码。要换手机，请先停用再启用。"))
    device, _created = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "totp"})
    return _enrolment(device)


def begun(user: User) -> Enrolment | None:
    """Return the enrolment that waits for its first code."""
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return None if device is None else _enrolment(device)


def confirm(user: User, *, code: str, actor: Actor, at: datetime.datetime) -> list[str]:
    """Turn the second factor on with a first right code; return the recovery codes, which are shown this once."""
    policies.own(actor, user).enforce()
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is None:
            raise errors.Conflict("second_factor.not_begun", _("请先用手机扫描二维码。"))
        _require_not_throttled(device, at=at)
        right = device.verify_token(_plain(code))
        if right:
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            codes = _replace_recovery_codes(user)
            trail.record("second_factor.enabled", user, actor=actor, at=at, label=_("启用动态验证码"))
    if not right:
        raise _wrong_code()
    return codes


def verify(user: User, *, code: str, at: datetime.datetime) -> None:
    """Return when the code is right and unused; raise `Invalid` when it is wrong, `Throttled` after failures."""
    text = _plain(code)
    with transaction.atomic():
        device: TOTPDevice | StaticDevice | None
        if len(text) == _DIGITS and text.isdecimal():
            device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
        else:
            device = StaticDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device is not None:
            _require_not_throttled(device, at=at)
        right = device is not None and device.verify_token(text)
    if not right:
        raise _wrong_code()


def disable(user: User, *, code: str, actor: Actor, at: datetime.datetime) -> None:
    """Turn one's own second factor off with a right code, unless the tenant's rules demand it."""
    policies.own(actor, user).enforce()
    if is_required(user, on=clock.local_date(at)):
        raise errors.Denied("second_factor.required", _("您的职责须使用动态验证码，不能停用。换手机请联系管理员重置。"))
    verify(user, code=code, at=at)
    with transaction.atomic():
        _remove(user)
        trail.record("second_factor.disabled", user, actor=actor, at=at, label=_("停用动态验证码"))


@transaction.atomic
def reset(user: User, *, reason: str, actor: Actor, at: datetime.datetime) -> None:
    """Remove the second factor of somebody who lost the phone and the recovery codes; they set it up anew."""
    policies.manage_person(actor, user, on=clock.local_date(at)).enforce()
    _remove(user)
    user.sessions.all().delete()
    trail.record("second_factor.reset", user, actor=actor, at=at, label=_("重置动态验证码"), reason=reason)


def renew_recovery_codes(user: User, *, code: str, actor: Actor, at: datetime.datetime) -> list[str]:
    """Replace all recovery codes, shown this once, against a right code."""
    policies.own(actor, user).enforce()
    verify(user, code=code, at=at)
    with transaction.atomic():
        codes = _replace_recovery_codes(user)
        trail.record("second_factor.codes_renewed", user, actor=actor, at=at, label=_("更换恢复码"))
    return codes


def recovery_codes_left(user: User) -> int:
    """Return how many recovery codes have not been used."""
    return int(StaticToken.objects.filter(device__user=user).count())


def _enrolment(device: TOTPDevice) -> Enrolment:
    picture = segno.make(device.config_url, error="m").svg_data_uri(scale=6, border=4)
    return Enrolment(picture, b32encode(device.bin_key).decode())


def _replace_recovery_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery", confirmed=True)
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def _remove(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _require_not_throttled(device: TOTPDevice | StaticDevice, *, at: datetime.datetime) -> None:
    allowed, detail = device.verify_is_allowed()
    if not allowed:
        raise Throttled(max(1, math.ceil((detail["locked_until"] - at).total_seconds())))


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()


def _wrong_code() -> errors.Invalid:
    return errors.Invalid.field("code", "second_factor.wrong", _("验证码不对或已用过。请输入手机上新显示的6位数字。"))
