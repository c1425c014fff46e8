"""Which pages of the portal are kept for the next reader, and when does a kept page hold?

A page that a stranger was shown is what the next stranger is shown for as long as nothing that readers may be shown was
committed (`core.commits.stands`) and the day is the same. How the tenant stands is asked before the page is made: what
is committed meanwhile makes the kept page too new for its mark, never too old, and the next reader gets it made anew.
A view says which parameters it knows and what they look like; with any other its page is made and not kept.
"""

from __future__ import annotations

import functools
import hashlib
import logging
import re
import time
from collections.abc import Callable
from typing import Any, Concatenate, NamedTuple, ParamSpec

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from core.commits import stands
from core.workdays import tables
from frontend import preferences, visits

logger = logging.getLogger(__name__)
STORE = "pages"
MOST_BYTES = 512 * 1024
"""A longer page is not kept."""
NUMBER, UUID = r"[1-9]\d?", r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

Given = ParamSpec("Given")
View = Callable[Concatenate[visits.Visit, Given], HttpResponse]

_RUN = str(time.time_ns())
"""When this server was loaded, which its workers share: pages of other code or other templates are not found."""
_OF_ONE_VISITOR = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
"""Cookies by which a page may say something to one visitor alone."""
_HEADERS = {"Content-Type", "Vary"}
"""What a page may say beside itself to be kept; more would be lost, or is meant for this answer alone."""
_CACHING = "private, no-cache"
"""A browser keeps the page and asks each time whether it holds; nobody between keeps it."""


class Copy(NamedTuple):
    """A page as it was shown, and how everything stood before it was made."""

    stand: str
    body: bytes
    content_type: str
    etag: str


def page(**known: str) -> Callable[[View[Given]], View[Given]]:
    """Keep the pages of a view whose parameters are among `known`, each once and as its pattern says."""
    patterns = {name: re.compile(pattern) for name, pattern in known.items()}

    def keeping(view: View[Given]) -> View[Given]:
        @functools.wraps(view)
        def kept(request: visits.Visit, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
            if not _is_for_anybody(request) or not _is_known(request, patterns):
                return view(request, *args, **kwargs)
            stand = _stand(request)
            if stand is None:
                return view(request, *args, **kwargs)
            key = _key(request)
            copy = _found(key)
            if copy is not None and copy.stand == stand:
                return _answer(request, HttpResponse(copy.body, content_type=copy.content_type), copy.etag)
            tables.doubt()
            response = view(request, *args, **kwargs)
            if not _may_be_kept(request, response):
                return response
            etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
            _keep(key, Copy(stand, response.content, response.headers["Content-Type"], etag))
            return _answer(request, response, etag)

        return kept

    return keeping


def _is_for_anybody(request: HttpRequest) -> bool:
    """Tell whether nothing in the request asks for a page of one visitor, or for a part of a page."""
    return (
        not settings.DEBUG  # templates change while the server runs
        and request.method in ("GET", "HEAD")
        and not _OF_ONE_VISITOR & request.COOKIES.keys()
        and "HTTP_HX_REQUEST" not in request.META
        and "HTTP_AUTHORIZATION" not in request.META
    )


def _is_known(request: HttpRequest, patterns: dict[str, re.Pattern[str]]) -> bool:
    """Tell whether the parameters are written as our own links write them: bounded in number, each in one way."""
    if not request.META["QUERY_STRING"]:
        return True
    given = request.GET
    return (
        all(
            name in patterns and len(values) == 1 and patterns[name].fullmatch(values[0])
            for name, values in given.lists()
        )
        and "&".join(f"{name}={given[name]}" for name in given) == request.META["QUERY_STRING"]
    )


def _stand(request: visits.Visit) -> str | None:
    found = stands.current()
    return found and f"{found} {visits.today(request)}"


def _key(request: HttpRequest) -> str:
    """Return the name of the page; the cache itself puts the tenant's schema in front.

    Of the host the name alone, in small letters: anybody can make up ports, and no page shows one (a test says so).
    Of the path also what the view was found by: the same full path may be another view's, below another prefix.
    """
    parts = (
        _RUN,
        request.scheme or "",
        request.get_host().partition(":")[0].lower(),
        request.get_full_path(),
        request.path_info,
        get_language() or "",
        str(preferences.is_large(request)),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _found(key: str) -> Copy | None:
    """Return the kept page; a store that is down keeps nothing, and the portal goes on."""
    try:
        found: Copy | None = caches[STORE].get(key)
    except Exception:
        logger.exception("kept pages cannot be read")
        return None
    return found


def _keep(key: str, copy: Copy) -> None:
    try:
        caches[STORE].set(key, copy)
    except Exception:
        logger.exception("a page cannot be kept")


def _may_be_kept(request: visits.Visit, response: HttpResponse) -> bool:
    """Tell whether the page says the same to everybody: no error, no cookie, token or message, still the same day."""
    messages: Any = getattr(request, "_messages", None)
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and response.headers.keys() <= _HEADERS
        and "CSRF_COOKIE" not in request.META
        and not request.session.modified
        and not (messages is not None and messages.added_new)
        and len(response.content) <= MOST_BYTES
        and timezone.localdate() == visits.today(request)
    )


def _answer(request: HttpRequest, response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = _CACHING
    patch_vary_headers(response, ["Cookie", "Accept-Language", "HX-Request"])
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer if isinstance(answer, HttpResponse) else response
