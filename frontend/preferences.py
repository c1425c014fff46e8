"""How does a person want to see the pages? Larger type and language, kept in cookies, without JavaScript.

Each link names the wish it leads to, so following it twice changes nothing; it returns to the page it stood on.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

LARGE_COOKIE = "gk_large"
ONE_YEAR = 365 * 24 * 60 * 60


def is_large(request: HttpRequest) -> bool:
    """Whether this browser asked for 适老模式."""
    return request.COOKIES.get(LARGE_COOKIE) == "1"


def large(request: HttpRequest, wish: str) -> HttpResponse:
    """Turn 适老模式 on or off for this browser."""
    response = HttpResponseRedirect(_return_path(request))
    if wish == "on":
        _remember(request, response, LARGE_COOKIE, "1")
    elif wish == "off":
        response.delete_cookie(LARGE_COOKIE, samesite="Lax")
    else:
        raise Http404
    return response


def language(request: HttpRequest, code: str) -> HttpResponse:
    """Show the pages in this language from now on."""
    if code not in dict(settings.LANGUAGES) or not translation.check_for_language(code):
        raise Http404
    response = HttpResponseRedirect(_return_path(request))
    _remember(request, response, settings.LANGUAGE_COOKIE_NAME, code)
    return response


def _remember(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)


def _return_path(request: HttpRequest) -> str:
    """Return the page to go back to, if it is one of this site."""
    wanted = request.GET.get("next") or request.META.get("HTTP_REFERER", "")
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else "/"
