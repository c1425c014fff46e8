"""How does a program get a token, how does it give it back, and as whom does it act?"""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle

from accounts import actors, duties, second_factor, sessions, signin, tokens
from accounts.models import ApiToken, User
from api.endpoints.base import Endpoint, SignedIn
from api.inputs import TokenSignIn
from api.shapes import people as shapes
from core import errors, inputs
from hierarchy.models import Unit

DAYS = 30
"""How long a token opens something when the caller does not say."""


class SignIn(Endpoint):
    """Signing in."""

    operation = "sign_in"
    authentication_classes = ()
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "sign_in"
    form = TokenSignIn
    serializer_class = shapes.Token
    problems = (403,)
    caching = "no-store"

    @extend_schema(responses={201: shapes.Token})
    def post(self, request: Request) -> Response:
        """Exchange user name and password for a token, which is told this once.

        Five wrong passwords lock the name at this address for a quarter of an hour, as on the pages.
        """
        wanted = inputs.cleaned(TokenSignIn, self.sent())
        user = signin.by_password(
            request._request, username=wanted["username"], password=wanted["password"], at=self.at
        )
        self._require_settled(user, wanted["code"])
        actor = actors.of(user, on=self.today)
        issued = tokens.issue(
            user,
            name=wanted["name"] or str(_("接口登录")),
            expires_on=wanted["expires_on"] or self.today + datetime.timedelta(days=DAYS),
            actor=actor,
            at=self.at,
        )
        device = sessions.device_label(request.headers.get("User-Agent", ""))
        signin.record(user, actor=actor, device=device, at=self.at)
        return self.shown(issued, status=201)

    def _require_settled(self, user: User, code: str) -> None:
        """Ask for the second factor where there is one; what has to be set up first is set up on the pages."""
        if second_factor.is_active(user):
            if not code:
                raise errors.Invalid.field("code", "second_factor.needed", _("请输入手机验证器上显示的动态验证码。"))
            second_factor.verify(user, code=code, at=self.at)
        elif second_factor.is_required(user, on=self.today):
            raise duties.NoSecondFactor
        if user.must_change_password:
            raise duties.TemporaryPassword


class SignOut(Endpoint):
    """Signing out."""

    operation = "sign_out"
    permission_classes = (SignedIn,)

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Stop the token that this call was made with."""
        if not isinstance(request.auth, ApiToken):
            raise errors.Conflict("token.not_used", _("这次请求用的是网页登录状态，没有令牌可停用；请在网页上退出。"))
        tokens.revoke(request.auth, actor=self.actor, at=self.at)
        return Response(status=204)


class Me(Endpoint):
    """The person who calls."""

    operation = "me"
    permission_classes = (SignedIn,)
    serializer_class = shapes.Me

    def get(self, request: Request) -> Response:
        """Show the person who calls, with posts and permissions as of today."""
        units = Unit.objects.in_bulk([seat.unit_id for seat in self.actor.seats])
        user: Any = request.user
        posts = [
            {
                "unit": units[seat.unit_id],
                "role": seat.role.code,
                "role_label": seat.role.label(),
                "reach": seat.role.reach.value,
                "permissions": sorted(seat.role.permissions),
                "on_behalf_of": seat.on_behalf_of,
            }
            for seat in self.actor.seats
        ]
        held = {permission for seat in self.actor.seats for permission in seat.role.permissions}
        return self.shown(
            {
                "public_id": user.public_id,
                "username": user.username,
                "name": user.name,
                "email": user.email,
                "language": user.language,
                "posts": posts,
                "permissions": sorted(held),
            }
        )
