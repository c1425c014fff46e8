"""What is not disclosed for now or at all, on which ground, who decides? For programs, with the verbs of people."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Actor
from api import filters
from api.endpoints import steps
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn
from api.shapes import obligations as shapes
from obligations import actions
from obligations.flows import withholding_flow
from obligations.inputs import WithholdingInput
from obligations.models import Obligation, Withholding


class Withholdings(ListEndpoint):
    """List what is not disclosed and requests for it, the longest waiting first."""

    operation = "withholdings_list"
    permission_classes = (SignedIn,)
    queryset = Withholding.objects.none()
    serializer_class = shapes.ListedWithholding
    filterset_class = filters.WithholdingFilters

    def get_queryset(self) -> QuerySet[Withholding]:
        """Return those about obligations that this person may see."""
        return _visible(self.actor)


class AskWithholding(Endpoint):
    """A request not to disclose one obligation."""

    operation = "obligations_withhold"
    permission_classes = (SignedIn,)
    serializer_class = shapes.Withholding
    form = WithholdingInput

    @extend_schema(responses={201: shapes.Withholding})
    def post(self, request: Request, obligation_id: UUID) -> Response:
        """Ask that something owed be disclosed later, or not at all, on a ground of the list and with a reason."""
        found = self.find(Obligation.objects.visible_to(self.actor), obligation_id)
        asked = actions.ask_withholding(found, data=self.sent(), actor=self.actor, at=self.at)
        return self.shown(asked, status=201)


def routes() -> list[URLPattern]:
    """Return the addresses of withholdings and of the verbs on them."""
    return [
        path("obligations/<uuid:obligation_id>/withholdings/", AskWithholding.as_view(), name="obligation_withhold"),
        path("withholdings/", Withholdings.as_view(), name="withholdings"),
        *steps.routes(
            withholding_flow,
            prefix="withholdings",
            parameter="withholding_id",
            visible=_visible,
            shape=shapes.Withholding,
            shown_as=_as_it_stands,
        ),
    ]


def _visible(actor: Actor) -> QuerySet[Withholding]:
    return Withholding.objects.visible_to(actor).for_list()


def _as_it_stands(found: Withholding, _actor: Actor) -> Withholding:
    return found
