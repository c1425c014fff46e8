"""Where is a person led who has something to do before anything else?

Who calls the API with the session of a page is refused there instead (`api.authentication`). Also keeps “last used” of
the device.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts import duties, sessions

_OPEN = ("account:sign_out", "account:password")
_ENROLMENT = ("account:second_factor", "account:second_factor_begin", "account:second_factor_confirm")
_ELSEWHERE = ("/preferences/", "/api/")


class AccountGate:
    """Middleware: stands after the actor is known (`config.middleware.CurrentActor`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Serve the page, or lead to what must be done first; who is not signed in passes without a query."""
        session = getattr(request, "session", None)
        if session is None or sessions.SIGN_IN not in session:
            return self.get_response(request)
        sessions.mark_seen(session, at=request.at)
        owed = _owed(request)
        return HttpResponseRedirect(owed) if owed else self.get_response(request)


def _owed(request: Any) -> str:
    """Return the page where something must be done first, or nothing."""
    if not request.user.is_authenticated or request.path.startswith(_ELSEWHERE):
        return ""
    owed = duties.first_owed(request.user, request.session)
    if isinstance(owed, duties.TemporaryPassword):
        return _unless_at(request, "account:password", _OPEN)
    return _unless_at(request, "account:second_factor", _OPEN + _ENROLMENT) if owed else ""


def _unless_at(request: Any, route: str, allowed: tuple[str, ...]) -> str:
    return "" if request.path in {reverse(name) for name in allowed} else reverse(route)
