"""What does the access log say of a request? All of gunicorn's, but no secret that stands in an address."""

from __future__ import annotations

import datetime
from typing import Any

from gunicorn import glogging  # type: ignore[import-untyped]  # it ships no types

from config import logs


class AccessLog(glogging.Logger):  # type: ignore[misc]  # untyped base
    """Writes the access log without the secrets of calendars."""

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: datetime.timedelta) -> dict[str, Any]:
        """Return what a line may be made of."""
        found: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        return {name: logs.without_secrets(value) for name, value in found.items()}
