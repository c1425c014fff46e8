"""How do programs lay down chains of approval, ask whose hands a text goes through, and decide several at once?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import forms
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn
from api.shapes import chains as shapes
from core import errors
from disclosures.deciding import laying_down, previews, several
from disclosures.deciding.chain_inputs import ChainInput, LiftInput
from disclosures.deciding.inputs import TogetherInput
from disclosures.models import ApprovalChain, Disclosure, Opinion
from hierarchy.models import Unit


class Chains(ListEndpoint):
    """List the chains of approval that the tenant laid down; where none fits a text, the preset holds."""

    operations = {"GET": "approval_chains_list", "POST": "approval_chains_lay_down"}
    queryset = ApprovalChain.objects.none()
    serializer_class = shapes.ApprovalChain
    permission_classes = (SignedIn,)
    filter_backends = ()
    form = ChainInput

    def get_queryset(self) -> QuerySet[ApprovalChain]:
        """Return what this person sees."""
        return ApprovalChain.objects.visible_to(self.actor).with_steps()

    @extend_schema(responses={201: shapes.ApprovalChain})
    def post(self, request: Request) -> Response:
        """Lay down a chain; texts submitted from now on go through it."""
        made = laying_down.lay_down_chain(data=self.sent(), actor=self.actor, at=self.at)
        return self.shown(self.get_queryset().get(pk=made.pk), 201)


class OneChain(Endpoint):
    """One chain."""

    operations = {"GET": "approval_chains_retrieve", "PUT": "approval_chains_change"}
    serializer_class = shapes.ApprovalChain
    permission_classes = (SignedIn,)
    form = ChainInput
    revised = True

    def get(self, request: Request, chain_id: UUID) -> Response:
        """Show one chain with its steps."""
        return self.shown(self._found(chain_id))

    def put(self, request: Request, chain_id: UUID) -> Response:
        """Replace what a chain says, all of it; rounds under way keep their steps."""
        found, values = self._found(chain_id), self.sent()
        revision = _seen(values)
        laying_down.change_chain(found, data=values, revision=revision, actor=self.actor, at=self.at)
        return self.shown(self._found(chain_id))

    def _found(self, chain_id: UUID) -> ApprovalChain:
        return self.find(ApprovalChain.objects.visible_to(self.actor).with_steps(), chain_id)


class Lift(Endpoint):
    """The end of a chain."""

    operation = "approval_chains_lift"
    permission_classes = (SignedIn,)
    form = LiftInput
    revised = True

    @extend_schema(responses={204: None})
    def post(self, request: Request, chain_id: UUID) -> Response:
        """Lift a chain; from the next submission on the next more general one holds."""
        found, values = self.find(ApprovalChain.objects.visible_to(self.actor), chain_id), self.sent()
        revision = _seen(values)
        laying_down.lift_chain(found, data=values, revision=revision, actor=self.actor, at=self.at)
        return Response(status=204)


class UnitRoute(Endpoint):
    """The way of a unit's texts."""

    operation = "units_approval_route"
    serializer_class = shapes.ApprovalRoute
    permission_classes = (SignedIn,)

    def get(self, request: Request, unit_id: UUID) -> Response:
        """Show through whose hands the unit's texts go, every step that may apply, with the names of today."""
        unit = self.find(Unit.objects.all(), unit_id)
        return self.shown(previews.route_at(unit, actor=self.actor, on=self.today))


class Opinions(ListEndpoint):
    """List the opinions that were given on a disclosure, for those who work on it or supervise it."""

    operation = "disclosures_opinions_list"
    permission_classes = (SignedIn,)
    queryset = Opinion.objects.none()
    serializer_class = shapes.Opinion
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Opinion]:
        """Return the opinions."""
        at_work = Disclosure.objects.visible_to(self.actor).workable_by(self.actor)
        return Opinion.objects.filter(disclosure=self.find(at_work, self.kwargs["disclosure_id"]))


class Together(Endpoint):
    """One decision on several texts."""

    operation = "disclosures_decide"
    serializer_class = shapes.Outcomes
    permission_classes = (SignedIn,)
    form = TogetherInput

    @extend_schema(responses=shapes.Outcomes)
    def post(self, request: Request) -> Response:
        """Take one step on several texts, each judged by itself; the answer says of each whether it was done."""
        values = self.sent()
        outcomes = several.decide_together(data=values, actor=self.actor, at=self.at)
        return self.shown({"outcomes": outcomes})


def routes() -> list[URLPattern]:
    """Return the addresses; `disclosures/decide/` stands before the address of one disclosure."""
    return [
        path("approval-chains/", Chains.as_view(), name="approval_chains"),
        path("approval-chains/<uuid:chain_id>/", OneChain.as_view(), name="approval_chain"),
        path("approval-chains/<uuid:chain_id>/lift/", Lift.as_view(), name="approval_chain_lift"),
        path("units/<uuid:unit_id>/approval-route/", UnitRoute.as_view(), name="approval_route"),
        path("disclosures/decide/", Together.as_view(), name="disclosures_decide"),
        path("disclosures/<uuid:disclosure_id>/opinions/", Opinions.as_view(), name="opinions"),
    ]


def _seen(values: dict[str, Any]) -> int:
    revision = forms.revision_of(values)
    if revision is None:
        raise errors.Invalid.field("revision", "revision.required", _("请附上您看到的修订号。"))
    return revision
