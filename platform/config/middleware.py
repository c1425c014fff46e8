"""What happens to every request before its view: which request, which tenant, whose session, which actor."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts import actors
from api import problems
from config import bodies
from core import clock, context, errors, schemas
from frontend import errors as pages
from tenants.models import Tenant, TenantState

Next = Callable[[HttpRequest], HttpResponse]
_REQUEST_ID = re.compile(r"^[A-Za-z0-9_-]{8,64}$")
SESSION_TENANT = "tenant"
API = "/api/"
NUL = "%00"
"""Nobody types it, so that no page has a word for it at its fields."""


class RequestContext:
    """Names the request, for the trail, the log and the answer."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve under the caller's request id if it is a plain one, else under a new one."""
        given = request.headers.get("X-Request-Id", "")
        with context.serving(given if _REQUEST_ID.match(given) else uuid.uuid4().hex) as identifier:
            response = self.get_response(request)
            response["X-Request-Id"] = identifier
            return response


class TenantByHost:
    """Enters the tenant that lives at the request's host; an unknown host is a 404, never `public`."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request inside its tenant, and leave the tenant afterwards."""
        schemas.leave()
        host = request.get_host().split(":")[0].lower()
        if host == settings.BASE_DOMAIN:
            request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)  # sessions are tenants'; here is no table of them
            return self.get_response(request)
        tenant = Tenant.objects.at_host(host).first()
        if tenant is None:
            return _closed(request, "tenant.unknown_host", status=404)
        if tenant.state != TenantState.READY:
            return _closed(request, f"tenant.{tenant.state}", status=503)
        request.tenant = tenant  # type: ignore[attr-defined]  # as django-tenants does
        schemas.enter(tenant)
        try:
            return self.get_response(request)
        finally:
            schemas.leave()


def _closed(request: HttpRequest, code: str, *, status: int) -> HttpResponse:
    """Answer where no tenant does: a program with a problem, a person with a page."""
    if not request.path.startswith(API):
        return pages.plain(request, code, status=status)
    kind = errors.Missing if status == errors.Missing.status else errors.Unavailable
    return problems.response_for(kind(code, pages.closed_reason(code)))


class SessionOfTenant:
    """Refuses a session that was opened at another tenant, even if its key were known here."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sign out whoever presents a session of another tenant."""
        tenant = getattr(request, "tenant", None)
        if tenant is not None and settings.SESSION_COOKIE_NAME in request.COOKIES:
            owner = request.session.get(SESSION_TENANT)
            if request.session.get("_auth_user_id") and owner != str(tenant.public_id):
                logout(request)
        return self.get_response(request)


class CurrentActor:
    """Gives views `request.actor` and `request.at`: who acts, with which posts, and when."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the actor; it costs a query only when it is asked for."""
        request.at = timezone.now()  # type: ignore[attr-defined]  # the one place where an interface reads the clock
        request.actor = SimpleLazyObject(lambda: _actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor_of(request: HttpRequest) -> actors.Actor:
    if not request.user.is_authenticated:
        return actors.ANONYMOUS
    return actors.of(request.user, on=clock.local_date(request.at))  # type: ignore[attr-defined]  # set above


class Refusals:
    """Answers refusals: as a page, or as a problem to the API. The one place where a refusal meets HTTP."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse what cannot be read, and a page's query that no text of the database can be compared with.

        The API says the latter of the parameter. Other refusals come by `process_exception`.
        """
        if refusal := _unreadable(request):
            return self._told(request, refusal)
        if NUL in request.META["QUERY_STRING"] and not request.path.startswith(API):
            raise SuspiciousOperation("NUL in the query")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Translate a refusal; leave any other exception alone."""
        if not isinstance(problem, errors.Refusal):
            return None
        return self._told(request, problem)

    def _told(self, request: HttpRequest, refusal: errors.Refusal) -> HttpResponse:
        if request.path.startswith(API):
            return problems.response_for(refusal)
        return pages.response_for(request, refusal)


def _unreadable(request: HttpRequest) -> errors.Refusal | None:
    """Tell why the body cannot be read: in chunks, which Django takes for none, or in another encoding than UTF-8."""
    if "HTTP_TRANSFER_ENCODING" in request.META:
        text = _("请求没有写明长度，没有办理。程序请在请求头中写明Content-Length，不要分块发送。")
        return errors.Refusal("request.length_unknown", text)
    if request.META.get(bodies.FOREIGN_CHARSET) and request.method not in ("GET", "HEAD"):
        return errors.Refusal("request.charset", _("请求内容须用UTF-8编码，没有办理。请把编码改为UTF-8后再提交。"))
    return None
