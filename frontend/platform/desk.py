"""Who sits at the console? An operator who carries a cookie that only the server can sign.

The platform has no sessions: their tables are the tenants'. The cookie says who she is, for eight hours and for this
host alone, and is bound to the hash of her password, so that a new password ends every sign-in.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from frontend import fragments
from tenants import policies
from tenants.models import Operator

COOKIE = "gk_operator"
KEPT = datetime.timedelta(hours=8)
_SALT = "frontend.platform.desk"

P = ParamSpec("P")


class AtDesk(HttpRequest):
    """A request behind which stands an operator of the platform."""

    operator: policies.OperatorActor
    at: datetime.datetime


def operators_only(
    view: Callable[Concatenate[AtDesk, P], HttpResponse],
) -> Callable[Concatenate[Any, P], HttpResponse]:
    """Show the page to operators who are signed in; lead everybody else to the entrance. Nothing stays in a cache."""

    @wraps(view)
    def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        operator = who(request)
        if operator is None:
            return _to_entrance(request)
        request.operator = policies.acting(operator)
        return view(request, *args, **kwargs)

    return cast("Callable[Concatenate[Any, P], HttpResponse]", never_cache(guarded))


def who(request: HttpRequest) -> Operator | None:
    """Return the operator of the cookie; a forged, old or superseded one is nobody's."""
    try:
        claimed, bound_to = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=KEPT)
        public_id = uuid.UUID(claimed)
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    operator = Operator.objects.filter(public_id=public_id, is_active=True).first()
    if operator is None or not constant_time_compare(bound_to, _fingerprint(operator)):
        return None
    return operator


def take(response: HttpResponse, operator: Operator) -> None:
    """Give the browser the operator's cookie: for this host, unread by scripts, never sent along from other sites."""
    response.set_cookie(
        COOKIE,
        signing.dumps([str(operator.public_id), _fingerprint(operator)], salt=_SALT),
        max_age=KEPT,
        path=reverse("console:tenants"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def leave(response: HttpResponse) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, path=reverse("console:tenants"), samesite="Strict")


def _fingerprint(operator: Operator) -> str:
    return salted_hmac(_SALT, operator.password, algorithm="sha256").hexdigest()


def _to_entrance(request: HttpRequest) -> HttpResponse:
    path = f"{reverse('console:sign_in')}?{urlencode({'next': request.get_full_path()})}"
    if not fragments.wants_fragment(request):
        return redirect(path)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = reverse("console:tenants")
    return response
