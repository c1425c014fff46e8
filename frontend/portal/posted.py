"""Where was a text shown beside the portal, in the words of its public page?"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from channels.kinds import Channel
from frontend import words


def told(records: Iterable[Mapping[str, str | None]]) -> list[str]:
    """Return each record (`channels.queries.with_postings`): the way, the place, and from when until when."""
    return [_told(each) for each in records]


def _told(record: Mapping[str, str | None]) -> str:
    first, last = _day(record["shown_on"]), _day(record["taken_down_on"])
    days = _("%(first)s至%(last)s") % {"first": first, "last": last} if last else first
    said = {"channel": Channel(record["channel"] or "").label, "place": record["place"], "days": days}
    return _("%(channel)s（%(place)s，%(days)s）") % said


def _day(written: str | None) -> str:
    return words.date(datetime.date.fromisoformat(written), full=True) if written else ""
