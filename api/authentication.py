"""Who calls the API? A program with a token, or a person signed in on the same host."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts import actors, duties, tokens
from accounts.models import ApiToken, User
from core import clock, errors

_ACTOR = "_actor"


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer gk_…`, a token of this tenant."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the token's person, None without a token, or refuse a token that is not valid here."""
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        at = timezone.now()
        token = tokens.find(secret.strip(), on=clock.local_date(at))
        if token is None:
            raise exceptions.AuthenticationFailed(code="token.invalid")
        tokens.mark_used(token, at=at)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for."""
        return "Bearer"


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of the pages, with the CSRF check that pages have, and nothing before what its person owes first."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """Return the person signed in; refuse whoever has a password to replace or a code to set up."""
        found: tuple[User, None] | None = super().authenticate(request)
        if found is not None and (owed := duties.first_owed(found[0], request._request.session)):
            raise owed
        return found

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for."""
        return "Bearer"

    def enforce_csrf(self, request: Request) -> None:
        """Refuse a call that another site may have made the browser send."""
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as problem:
            raise errors.Denied(
                "csrf.failed", _("用网页登录状态调用接口时，须附上CSRF令牌；程序请使用接口令牌。")
            ) from problem


def actor_of(request: Request) -> actors.Actor:
    """Return who acts in this call, with the posts of today; the public without credentials. Asked once a call."""
    known: actors.Actor | None = getattr(request, _ACTOR, None)
    if known is None:
        known = _read_actor(request.user)
        setattr(request, _ACTOR, known)
    return known


def _read_actor(user: Any) -> actors.Actor:
    if user is None or not user.is_authenticated:
        return actors.ANONYMOUS
    return actors.of(user, on=clock.local_date(timezone.now()))
