"""How does somebody without an account follow by e-mail, and stop?

Asking sends one letter; only who reads it can confirm, by a button, since programs open links by themselves. Every
answer is the same whether an address follows or not. Stopping takes one step and deletes the address with all that was
kept for it; an address that was never confirmed is deleted after two days. Links are signed for one tenant.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalogs.models import Category
from channels.events import LetterDue
from channels.inputs import FollowInput
from channels.kinds import Frequency, LetterKind
from channels.models import Follower, Letter
from core import errors, events, inputs, limits
from tenants import current

CONFIRM_WITHIN = datetime.timedelta(hours=48)
MOST_ASKED_FROM_ONE_PLACE = 10
MOST_LETTERS_A_DAY = 3
"""Letters to one address that ask it to confirm: nobody can fill another's box."""
_CONFIRM, _STOP = "channels.confirm", "channels.stop"


class LinkEnded(errors.Missing):
    """The link is none of ours, or too old."""

    default_code = "follow.link_ended"
    default_reason = _("这个链接已经失效。请回到公开页面重新订阅。")


@dataclass(frozen=True)
class Wish:
    """What a link to confirm says: whose it is, and how often she wants to be written to."""

    follower: Follower
    frequency: str


def ask(*, data: Mapping[str, Any], language: str, place: str, at: datetime.datetime) -> None:
    """Write to an address whether it wants to follow (`FollowInput`); what is answered says nothing of the address."""
    values = inputs.cleaned(FollowInput, data)
    limits.require("follow", place, most=MOST_ASKED_FROM_ONE_PLACE)
    category = values["category"]
    if category and not Category.objects.filter(title=category).exists():
        raise errors.Invalid.field("category", "category.missing", _("没有这一类目录，请从公开信息页面重新订阅。"))
    _ask(values, language, at)


@transaction.atomic
def _ask(values: Mapping[str, Any], language: str, at: datetime.datetime) -> None:
    wanted = {name: values[name] for name in ("email", "unit", "category")}
    new = {"frequency": values["frequency"], "language": language, "asked_at": at}
    follower, _new = Follower.objects.get_or_create(**wanted, defaults=new)
    if follower.confirmed_at is None:
        follower.asked_at = at
        follower.save(update_fields=["asked_at"])
    letters = Letter.objects.filter(follower__email=values["email"], kind=LetterKind.CONFIRM)
    if letters.filter(made_at__gt=at - datetime.timedelta(days=1)).count() < MOST_LETTERS_A_DAY:
        Letter.objects.create(
            follower=follower, kind=LetterKind.CONFIRM, frequency=values["frequency"], made_at=at, due_at=at
        )
        events.publish(LetterDue())


def wish_of(token: str) -> Wish:
    """Return what a link to confirm stands for."""
    public_id, frequency = _read(token, _CONFIRM, CONFIRM_WITHIN)
    found = Follower.objects.select_related("unit").filter(public_id=public_id).first()
    if found is None or frequency not in Frequency.values:
        raise LinkEnded
    return Wish(found, frequency)


@transaction.atomic
def confirm(token: str, *, at: datetime.datetime) -> Follower:
    """Let the address follow from now on; doing it again changes nothing but how often."""
    wish = wish_of(token)
    found = Follower.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=wish.follower.pk).first()
    if found is None:
        raise LinkEnded
    found.confirmed_at = found.confirmed_at or at
    found.frequency = wish.frequency
    found.save(update_fields=["confirmed_at", "frequency"])
    return found


def followed(token: str) -> Follower | None:
    """Return what a link to stop would stop; None when that was done already."""
    (public_id,) = _read(token, _STOP, None)
    return Follower.objects.select_related("unit").filter(public_id=public_id).first()


@transaction.atomic
def stop(token: str, *, everything: bool = False) -> None:
    """Delete what the link stands for, or all that the same address follows here; doing it again changes nothing."""
    found = followed(token)
    if found is None:
        return
    Follower.objects.filter(email=found.email).delete() if everything else found.delete()


def forget_unconfirmed(*, at: datetime.datetime) -> int:
    """Delete addresses that were asked and never confirmed."""
    deleted, _by_kind = Follower.objects.unconfirmed_since(at - CONFIRM_WITHIN).delete()
    return deleted


def confirm_path(letter: Letter) -> str:
    """Return the address below the tenant's host by which a letter is confirmed."""
    return f"/follow/confirm/{_signed([str(letter.follower.public_id), letter.frequency], _CONFIRM)}/"


def stop_path(follower: Follower) -> str:
    """Return the address below the tenant's host by which following ends."""
    return f"/follow/stop/{_signed([str(follower.public_id)], _STOP)}/"


def _signed(said: list[str], purpose: str) -> str:
    return signing.dumps(said, salt=_salt(purpose))


def _read(token: str, purpose: str, lasts: datetime.timedelta | None) -> list[str]:
    try:
        said: list[str] = signing.loads(token, salt=_salt(purpose), max_age=lasts)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise LinkEnded from error
    return said


def _salt(purpose: str) -> str:
    return f"{purpose}:{current.tenant().public_id}"
