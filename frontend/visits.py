"""What does a page know of a request, signed in or not?"""

from __future__ import annotations

import datetime

from django.http import HttpRequest

from accounts.actors import Actor
from core import clock
from tenants.models import Tenant


class Visit(HttpRequest):
    """A request with its tenant, its actor and its instant (`config.middleware`)."""

    tenant: Tenant
    actor: Actor
    at: datetime.datetime


def today(request: Visit) -> datetime.date:
    """Return the local day of the request."""
    return clock.local_date(request.at)
