"""Which local day is it, given an instant?

Deadlines and effective dates are local dates of the tenant; instants are kept in UTC. Nothing here reads the clock.
"""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def local(at: datetime.datetime) -> datetime.datetime:
    """Return the instant in local time (`settings.TIME_ZONE`)."""
    if at.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return at.astimezone(ZoneInfo(settings.TIME_ZONE))


def local_date(at: datetime.datetime) -> datetime.date:
    """Return the local day on which the instant falls."""
    return local(at).date()


def start_of(day: datetime.date) -> datetime.datetime:
    """Return the instant at which a local day begins."""
    return datetime.datetime.combine(day, datetime.time(), tzinfo=ZoneInfo(settings.TIME_ZONE))
