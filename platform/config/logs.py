"""Which tenant and request does a log line belong to?"""

from __future__ import annotations

import logging

from core import context


class ContextFilter(logging.Filter):
    """Adds the tenant's schema and the request's identifier to each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass, with its context."""
        from django.db import connection

        record.tenant = getattr(connection, "schema_name", "-") or "-"
        record.request_id = context.current_request_id()[:12] or "-"
        return True
