"""How does a person get an address for her calendar, another one, and none any more?"""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs import superiors
from core import errors
from core.audit import trail
from hierarchy.models import Unit
from obligations import feeds, policies
from obligations.feeds import Issued
from obligations.models import CalendarFeed


def issue_feed(unit: Unit | None, *, actor: Actor, at: datetime.datetime) -> Issued:
    """Give the person an address with her own tasks, or with what a unit owes; one of each is in use at a time."""
    policies.subscribe(actor, unit).enforce()
    if unit is not None and not unit.is_open:
        raise errors.Conflict("feed.unit_closed", _("“%(unit)s”已撤销，不能再订阅。") % {"unit": unit.name})
    try:
        with transaction.atomic():
            return _issue(unit, actor=actor, at=at)
    except IntegrityError:
        raise errors.Conflict(
            "feed.exists",
            _("您已经订阅过。网址只显示一次，没有保存的，请更换网址。"),
        ) from None


@transaction.atomic
def renew_feed(feed: CalendarFeed, *, actor: Actor, at: datetime.datetime) -> Issued:
    """Stop the address that may have been seen by others, and give another one in its place."""
    current = _own(feed, actor)
    if current.revoked_at is not None:
        raise errors.WrongState("feed.revoked", _("这个订阅已经停用，请重新订阅。"))
    policies.subscribe(actor, current.unit).enforce()
    _stop(current, actor=actor, at=at)
    return _issue(current.unit, actor=actor, at=at)


@transaction.atomic
def revoke_feed(feed: CalendarFeed, *, actor: Actor, at: datetime.datetime) -> CalendarFeed:
    """Let the address answer no more, at once; doing it again changes nothing."""
    current = _own(feed, actor)
    if current.revoked_at is None:
        _stop(current, actor=actor, at=at)
    return current


def _own(feed: CalendarFeed, actor: Actor) -> CalendarFeed:
    rows = CalendarFeed.objects.visible_to(actor).select_for_update(of=("self",)).select_related("unit", "owner")
    found = rows.filter(pk=feed.pk).first()
    if found is None:
        raise errors.Missing
    return found


def _issue(unit: Unit | None, *, actor: Actor, at: datetime.datetime) -> Issued:
    secret = feeds.new_secret()
    feed = CalendarFeed.objects.create(
        owner_id=superiors.answerable(actor), unit=unit, digest=feeds.digest_of(secret), issued_at=at
    )
    trail.record("feed.issue", feed, actor=actor, at=at, label=_("订阅日历"))
    return Issued(feed, secret)


def _stop(feed: CalendarFeed, *, actor: Actor, at: datetime.datetime) -> None:
    feed.revoked_at = at
    feed.save(update_fields=["revoked_at"])
    trail.record("feed.revoke", feed, actor=actor, at=at, label=_("停用日历订阅"))
