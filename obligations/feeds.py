"""What does a calendar read at a secret address, and until when does the address answer?

The secret is in the address, is told once and opens nothing else. It answers as its owner may see on the day on which
it is asked: when the post ends, the person leaves, or the unit closes, it ends as well, and says so (410), so that
calendars stop asking.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts import actors
from accounts.actors import Actor
from core import errors
from obligations import policies
from obligations.models import CalendarFeed, Obligation

MOST = 1000
"""How many tasks a calendar is given; more at one unit is no calendar any more."""
READ_EVERY = datetime.timedelta(hours=1)
"""How exactly it is noted when a calendar last asked."""
_SECRET_BYTES = 32


class FeedEnded(errors.Missing):
    """The address answered once, and never will again as things stand."""

    status = 410
    default_code = "feed.ended"
    default_reason = _("这个日历订阅已经停用。请登录后在“我的账号”里重新订阅。")


@dataclass(frozen=True, slots=True)
class Issued:
    """A new subscription and the secret in its address, which is kept nowhere."""

    feed: CalendarFeed
    secret: str

    def __repr__(self) -> str:
        return f"Issued({self.feed.pk})"

    @property
    def path(self) -> str:
        """Return the address below the tenant's host."""
        return f"/calendar/{self.secret}.ics"


def new_secret() -> str:
    """Return a secret that nobody guesses."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def digest_of(secret: str) -> str:
    """Return what is kept of a secret; a random one of 256 bits needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret: str) -> CalendarFeed:
    """Return the subscription of this address: one query. At another tenant there is no such row."""
    found = CalendarFeed.objects.select_related("owner", "unit").filter(digest=digest_of(secret)).first()
    if found is None:
        raise errors.Missing
    return found


def owed(feed: CalendarFeed, *, on: datetime.date) -> list[Obligation]:
    """Return what the calendar shows on this day, by due day: what is owed, as its owner may see it. Two queries."""
    holder = _holder(feed, on=on)
    rows = Obligation.objects.open(on).not_withheld(on).for_list()
    rows = rows.visible_to(holder).of_unit(feed.unit) if feed.unit else rows.owed_by(holder)
    return list(rows[:MOST])


def note_read(feed: CalendarFeed, content: bytes, *, at: datetime.datetime) -> datetime.datetime:
    """Note that a calendar asked, and return since when the answer has been the same."""
    digest = content_digest(content)
    if digest != feed.content_digest or feed.content_at is None:
        feed.content_digest, feed.content_at, feed.read_at = digest, at, at
        feed.save(update_fields=["content_digest", "content_at", "read_at"])
    elif feed.read_at is None or at - feed.read_at >= READ_EVERY:
        feed.read_at = at
        feed.save(update_fields=["read_at"])
    return feed.content_at


def content_digest(content: bytes) -> str:
    """Return what tells one answer from another."""
    return hashlib.sha256(content).hexdigest()


def _holder(feed: CalendarFeed, *, on: datetime.date) -> Actor:
    """Return the owner with what she may see today; refuse when it is no longer this."""
    holder = actors.of(feed.owner, on=on)
    closed = feed.unit is not None and not feed.unit.is_open
    if feed.revoked_at is not None or closed or not policies.subscribe(holder, feed.unit):
        raise FeedEnded
    return holder
