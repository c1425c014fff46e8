"""On which days does the tenant close, or work, against the country's calendar, and what does that move?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import forms
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn
from api.shapes import closures as shapes
from core import errors
from core.closures import actions, spans
from core.closures.inputs import DeclareInput, WithdrawInput
from core.closures.models import LocalSpan
from hierarchy.models import Unit
from obligations import recomputing


class EndClosureInput(WithdrawInput):
    """Why the days are as the country's again; a name of its own among the bodies of the API."""


class Closures(ListEndpoint):
    """List the tenant's own days, today and ahead, the next first."""

    operations = {"GET": "closures_list", "POST": "closures_declare"}
    permission_classes = (SignedIn,)
    queryset = LocalSpan.objects.none()
    serializer_class = shapes.Closure
    form = DeclareInput

    def get_queryset(self) -> QuerySet[LocalSpan]:
        """Return what holds."""
        return LocalSpan.objects.holding().ahead(self.today)

    @extend_schema(responses={201: shapes.Closure})
    def post(self, request: Request) -> Response:
        """Close all units on these days, or let them work; open due dates are computed anew and drafters told."""
        return self.shown(actions.declare(_root(), actor=self.actor, at=self.at, data=self.sent()), status=201)


class Preview(Endpoint):
    """What a declaration would move."""

    operation = "closures_preview"
    permission_classes = (SignedIn,)
    queryset = LocalSpan.objects.none()
    serializer_class = shapes.Move
    form = DeclareInput
    pagination_class = None

    @extend_schema(responses=shapes.Move(many=True))
    def post(self, request: Request) -> Response:
        """Tell which due dates would move if these days were declared; nothing is written."""
        planned = actions.plan(_root(), actor=self.actor, at=self.at, data=self.sent())
        moves = recomputing.foreseen(spans.table_with(planned), on=self.today)
        return Response(shapes.Move(moves, many=True).data)


class Withdraw(Endpoint):
    """The end of a declaration."""

    operation = "closures_withdraw"
    permission_classes = (SignedIn,)
    serializer_class = shapes.Closure
    form = EndClosureInput
    revised = True

    @extend_schema(responses=shapes.Closure)
    def post(self, request: Request, span_id: UUID) -> Response:
        """Let the country's calendar hold again: on all days of what has not begun, else from tomorrow on."""
        found = self.find(LocalSpan.objects.all(), span_id)
        values = self.sent()
        revision = forms.revision_of(values)
        done = actions.withdraw(found, _root(), actor=self.actor, at=self.at, data=values, revision=revision)
        return self.shown(done)


def _root() -> Unit:
    root = Unit.objects.roots().first()
    if root is None:
        raise errors.Missing
    return root
