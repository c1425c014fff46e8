"""Which tenant and request does a log line belong to, and what must no log hold?

Addresses of calendars are secrets: whoever reads one in a log reads the calendar.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from core import context


class ContextFilter(logging.Filter):
    """Adds the tenant's schema and the request's identifier to each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass, with its context."""
        from django.db import connection

        record.tenant = getattr(connection, "schema_name", "-") or "-"
        record.request_id = context.current_request_id()[:12] or "-"
        if isinstance(record.args, tuple):
            record.args = tuple(without_secrets(found) for found in record.args)
        return True


def without_secrets(found: Any) -> Any:
    """Return a text with the secrets of calendars left out, and anything else as it is.

    >>> without_secrets("GET /calendar/0123456789abcdef.ics HTTP/1.1")
    'GET /calendar/….ics HTTP/1.1'
    """
    return _CALENDAR.sub(r"\1….ics", found) if isinstance(found, str) else found


_CALENDAR = re.compile(r"(/calendar/)[^/\s?]+\.ics")
