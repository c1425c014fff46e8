"""Who answers what went wrong before or below any view? The API for programs, the pages for people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from api import problems
from config.middleware import API
from frontend import errors as pages


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that makes no sense."""
    return problems.unreadable() if request.path.startswith(API) else pages.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours."""
    return problems.fault() if request.path.startswith(API) else pages.server_error(request)
