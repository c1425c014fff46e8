"""What does a feed reader get? The last public texts of the tenant, of a unit with those below it, or of a heading.

A feed says what the public reads and nothing else, whoever asks. What was withdrawn, changed or ended stays in it for
a season, marked and without its text, so that readers that keep copies learn of it; what was published in error is
gone. The same texts give the same bytes.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from django.db.models import Q
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from accounts import actors
from core import clock
from disclosures.kinds import State
from disclosures.models import Disclosure
from disclosures.queries import DisclosureQuerySet
from hierarchy.models import Unit

MOST = 50
TOLD_FOR = datetime.timedelta(days=90)
"""For how long a feed says that a text ended."""
BEGINNING = 200
ENDED = (State.WITHDRAWN, State.CHANGED, State.TERMINATED, State.MERGED)
LONG_AGO = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Choice:
    """Of what one wants to hear: of everything, of a unit with those below it, of a heading, or of both at once."""

    unit: Unit | None = None
    category: str = ""

    def narrow(self, rows: DisclosureQuerySet) -> DisclosureQuerySet:
        """Return the rows that are chosen."""
        found = rows.within(self.unit) if self.unit else rows
        return found.filter(category_title=self.category) if self.category else found

    def includes(self, row: Disclosure) -> bool:
        """Say whether a row is chosen: `narrow` for one."""
        if self.unit is not None and not self.unit.covers(row.unit):
            return False
        return self.category in ("", row.category_title)

    def title(self, site: str) -> str:
        """Return what is chosen, in words."""
        parts = [self.unit.name if self.unit else site, self.category]
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True)
class Written:
    """A feed, with what tells it from another answer."""

    content: bytes
    etag: str
    content_type: str = Atom1Feed.content_type


class _Feed(Atom1Feed):
    """An Atom feed that says when its texts last changed, never when it was asked for."""

    def latest_post_date(self) -> datetime.datetime:
        return max((item["updateddate"] for item in self.items), default=LONG_AGO)


def written(choice: Choice, *, site: str, base: str, path: str, at: datetime.datetime) -> Written:
    """Return the feed of what is chosen; `base` is the tenant's address, `path` where the feed stands."""
    feed = _Feed(
        title=_plain(_("%(what)s公开信息") % {"what": choice.title(site)}),
        link=f"{base}/",
        description="",
        feed_url=f"{base}{path}",
        feed_guid=f"{base}{path}",
        language="zh-CN",
        author_name=_plain(site),
    )
    for row in _rows(choice, at):
        _add(feed, row, base)
    content = feed.writeString("utf-8").encode()
    return Written(content, hashlib.sha256(content).hexdigest())


def _rows(choice: Choice, at: datetime.datetime) -> list[Disclosure]:
    seen = choice.narrow(Disclosure.objects.visible_to(actors.ANONYMOUS)).select_related("unit").defer("body")
    shown = seen.on_display(clock.local_date(at)).newest()[:MOST]
    since = at - TOLD_FOR
    ended = seen.filter(state__in=ENDED).filter(Q(ended_at__gte=since) | Q(withdrawn_at__gte=since))
    rows = [*shown, *ended.newest()[:MOST]]
    return sorted(rows, key=lambda row: (changed_at(row), row.pk), reverse=True)[:MOST]


def changed_at(row: Disclosure) -> datetime.datetime:
    """Return when what the public reads of a text last changed."""
    times = (row.published_at, row.opened_outside_at, row.withdrawn_at, row.ended_at)
    return max((at for at in times if at), default=LONG_AGO)


def _add(feed: Atom1Feed, row: Disclosure, base: str) -> None:
    ended = row.state != State.PUBLISHED
    title = _("【%(state)s】%(title)s") % {"state": row.get_state_display(), "title": row.title} if ended else row.title
    beginning = " ".join(row.body_text.split())
    cut = beginning if len(beginning) <= BEGINNING else beginning[:BEGINNING] + "…"
    gone = _("这一条已经%(state)s，请打开公开页面查看。") % {"state": row.get_state_display()}
    feed.add_item(
        title=_plain(title),
        link=f"{base}/disclosures/{row.public_id}/",
        description=_plain(gone if ended else cut),
        unique_id=f"urn:uuid:{row.public_id}",
        author_name=_plain(row.shown_unit_name),
        pubdate=row.opened_outside_at or row.published_at,
        updateddate=changed_at(row),
        categories=[_plain(row.category_title)] if row.category_title else [],
    )


def _plain(text: str) -> str:
    """Leave out what no XML can hold."""
    return "".join(letter for letter in text if (letter >= " " or letter in "\t\n") and letter not in "\ufffe\uffff")
