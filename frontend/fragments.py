"""Page or fragment? Without htmx always the page; the one place that decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers


def wants_fragment(request: HttpRequest) -> bool:
    """Whether the browser asked for a part of the page: not when it follows a boosted link or restores its history."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def respond(
    request: HttpRequest,
    page: str,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with the template `page`, or with `fragment` (the part of it that changes) when that was asked for."""
    template = fragment if fragment and wants_fragment(request) else page
    response = HttpResponse(render_to_string(template, dict(context or {}), request), status=status)
    if fragment:
        patch_vary_headers(response, ["HX-Request"])
    return response
