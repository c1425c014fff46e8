"""How does a calendar program read what is owed? As iCalendar (RFC 5545), one event of a whole day for each task.

Identifiers are those of the tasks, so that a day that moves moves the event; what changes nothing yields the same
bytes, so that programs that ask often are told that nothing is new.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from core import clock
from core.errors import Text

if TYPE_CHECKING:
    from icalendar import Event

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Gongkai//Obligations//ZH"
ASK_EVERY = datetime.timedelta(hours=6)
"""How often programs are asked to come back."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One day on which something is due."""

    id: UUID
    title: Text
    due_on: datetime.date
    since: datetime.date
    provisional: bool = False
    url: str = ""
    notes: list[Text] = field(default_factory=list)


def written(name: Text, entries: Iterable[Entry]) -> bytes:
    """Return a calendar of this name, in the current language."""
    from icalendar import Calendar  # large, and few requests need it

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", str(name))
    calendar.add("name", str(name))
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", ASK_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{ASK_EVERY // datetime.timedelta(hours=1)}H")
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    from icalendar import Event  # as above

    event = Event()
    event.add("uid", f"{entry.id}@gongkai")
    event.add("dtstamp", clock.start_of(entry.since).astimezone(datetime.UTC))
    event.add("dtstart", entry.due_on)
    event.add("dtend", entry.due_on + datetime.timedelta(days=1))
    event.add("summary", str(entry.title))
    event.add("description", "\n".join(str(note) for note in entry.notes))
    event.add("status", "TENTATIVE" if entry.provisional else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if entry.url:
        event.add("url", entry.url)
    return event
