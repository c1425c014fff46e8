"""What has a unit of its own about what it inherits: stricter, not chosen, exempt? And who has to consent?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.urls import URLPattern
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Actor
from api import filters
from api.endpoints import steps
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn
from api.shapes import deviations as shapes
from catalogs import actions, inputs
from catalogs.flows import exemption_flow, override_flow
from catalogs.models import CatalogPolicy, Exemption, Item, Override
from hierarchy.models import Unit


class Policy(Endpoint):
    """What units below the root need from their superior."""

    operations = {"GET": "catalog_policy_retrieve", "POST": "catalog_policy_settle"}
    permission_classes = (SignedIn,)
    form = inputs.PolicyInput
    serializer_class = shapes.Policy

    def get(self, request: Request) -> Response:
        """Tell whether units below the root need approval, or file what they decide about catalogs themselves."""
        return self.shown(CatalogPolicy(consent=CatalogPolicy.objects.consent()))

    def post(self, request: Request) -> Response:
        """Settle it for the whole tenant, with a reason; what awaits approval already goes on awaiting it."""
        return self.shown(actions.settle_consent(data=self.sent(), actor=self.actor, at=self.at))


class Overrides(ListEndpoint):
    """List what units make stricter or do not choose, the newest first."""

    operation = "overrides_list"
    permission_classes = (SignedIn,)
    queryset = Override.objects.none()
    serializer_class = shapes.Override
    filterset_class = filters.OverrideFilters

    def get_queryset(self) -> QuerySet[Override]:
        """Return those that this person may read."""
        return visible_overrides(self.actor)


class OneOverride(Endpoint):
    """What a unit makes stricter or does not choose."""

    operation = "overrides_retrieve"
    permission_classes = (SignedIn,)
    serializer_class = shapes.Override

    def get(self, request: Request, override_id: UUID) -> Response:
        """Show one."""
        return self.shown(self.find(visible_overrides(self.actor), override_id))


class Exemptions(ListEndpoint):
    """List exemptions, the newest first."""

    operation = "exemptions_list"
    permission_classes = (SignedIn,)
    queryset = Exemption.objects.none()
    serializer_class = shapes.Exemption
    filterset_class = filters.ExemptionFilters

    def get_queryset(self) -> QuerySet[Exemption]:
        """Return those that this person may read."""
        return visible_exemptions(self.actor)


class OneExemption(Endpoint):
    """An exemption."""

    operation = "exemptions_retrieve"
    permission_classes = (SignedIn,)
    serializer_class = shapes.Exemption

    def get(self, request: Request, exemption_id: UUID) -> Response:
        """Show one."""
        return self.shown(self.find(visible_exemptions(self.actor), exemption_id))


class Asking(Endpoint):
    """Something that a unit asks about an item that it inherits."""

    permission_classes = (SignedIn,)
    verb: ClassVar[Callable[..., Override | Exemption]]

    def ask(self, unit_id: UUID, item_id: UUID) -> Response:
        """Ask it at the unit."""
        unit = self.find(Unit.objects.all(), unit_id)
        item = self.find(Item.objects.visible_to(self.actor).for_detail(), item_id)
        asked = type(self).verb(unit, item, data=self.sent(), actor=self.actor, at=self.at)
        return self.shown(asked, status=201)


class Tighten(Asking):
    """A stricter rule."""

    operation = "items_tighten"
    form = inputs.TightenInput
    serializer_class = shapes.Override
    verb = staticmethod(actions.tighten)

    @extend_schema(responses={201: shapes.Override})
    def post(self, request: Request, unit_id: UUID, item_id: UUID) -> Response:
        """Make an inherited item stricter at a unit and below it; each field that would become looser is refused."""
        return self.ask(unit_id, item_id)


class Decline(Asking):
    """An item that is not chosen."""

    operation = "items_decline"
    form = inputs.DeclineInput
    serializer_class = shapes.Override
    verb = staticmethod(actions.decline)

    @extend_schema(responses={201: shapes.Override})
    def post(self, request: Request, unit_id: UUID, item_id: UUID) -> Response:
        """Not choose an optional item at a unit, for that unit alone."""
        return self.ask(unit_id, item_id)


class AskExemption(Asking):
    """An exemption."""

    operation = "items_ask_exemption"
    form = inputs.ExemptionInput
    serializer_class = shapes.Exemption
    verb = staticmethod(actions.ask_exemption)

    @extend_schema(responses={201: shapes.Exemption})
    def post(self, request: Request, unit_id: UUID, item_id: UUID) -> Response:
        """Ask the superior to free a unit from a mandatory item until a day."""
        return self.ask(unit_id, item_id)


def visible_overrides(actor: Actor) -> QuerySet[Override]:
    """Return the overrides that this person may read."""
    return Override.objects.visible_to(actor).for_list()


def visible_exemptions(actor: Actor) -> QuerySet[Exemption]:
    """Return the exemptions that this person may read."""
    return Exemption.objects.visible_to(actor).for_list()


def _as_it_stands(request: Any, _actor: Actor) -> Any:
    return request


def steps_of_overrides() -> list[URLPattern]:
    """Return the addresses of an override's verbs; filing is what asking does where filing is enough."""
    return steps.routes(
        override_flow,
        prefix="overrides",
        parameter="override_id",
        visible=visible_overrides,
        shape=shapes.Override,
        shown_as=_as_it_stands,
        verbs=tuple(verb for verb in override_flow.verbs() if verb != "file"),
    )


def steps_of_exemptions() -> list[URLPattern]:
    """Return the addresses of an exemption's verbs."""
    return steps.routes(
        exemption_flow,
        prefix="exemptions",
        parameter="exemption_id",
        visible=visible_exemptions,
        shape=shapes.Exemption,
        shown_as=_as_it_stands,
    )
