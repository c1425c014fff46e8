"""How does one published item change or end between editions?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Actor
from api import filters
from api.endpoints import steps
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn
from api.shapes import amendments as shapes
from catalogs import actions, inputs
from catalogs.flows import amendment_flow
from catalogs.models import Amendment, Item


class Amendments(ListEndpoint):
    """List changes and ends of items, the newest first; what was approved everybody reads with its explanation."""

    operation = "amendments_list"
    queryset = Amendment.objects.none()
    serializer_class = shapes.Amendment
    filterset_class = filters.AmendmentFilters

    def get_queryset(self) -> QuerySet[Amendment]:
        """Return those that this person may read."""
        return visible(self.actor)


class OneAmendment(Endpoint):
    """The change or end of an item."""

    operation = "amendments_retrieve"
    serializer_class = shapes.Amendment

    def get(self, request: Request, amendment_id: UUID) -> Response:
        """Show one."""
        return self.shown(self.find(visible(self.actor), amendment_id))


class Proposing(Endpoint):
    """Something that is proposed about an item of the latest published edition."""

    permission_classes = (SignedIn,)
    serializer_class = shapes.Amendment
    verb: ClassVar[Callable[..., Amendment]]

    def propose(self, item_id: UUID) -> Response:
        """Propose it."""
        item = self.find(Item.objects.visible_to(self.actor).for_detail(), item_id)
        made = type(self).verb(item, data=self.sent(), actor=self.actor, at=self.at)
        return self.shown(made, status=201)


class Change(Proposing):
    """A change."""

    operation = "items_change"
    form = inputs.ChangeItemInput
    verb = staticmethod(actions.propose_change)

    def post(self, request: Request, item_id: UUID) -> Response:
        """Propose that a published item say something else; send it whole: what is left out is empty afterwards."""
        return self.propose(item_id)


class Withdraw(Proposing):
    """A withdrawal."""

    operation = "items_withdraw"
    form = inputs.AmendInput
    verb = staticmethod(actions.propose_withdrawal)

    def post(self, request: Request, item_id: UUID) -> Response:
        """Propose to withdraw an item that ought not to stand in the catalog: nothing of it is owed any more."""
        return self.propose(item_id)


class Terminate(Proposing):
    """A termination."""

    operation = "items_terminate"
    form = inputs.AmendInput
    verb = staticmethod(actions.propose_termination)

    def post(self, request: Request, item_id: UUID) -> Response:
        """Propose to terminate an item that has come to its end: what was overdue before that day stays owed."""
        return self.propose(item_id)


def visible(actor: Actor) -> QuerySet[Amendment]:
    """Return the amendments that this person may read."""
    return Amendment.objects.visible_to(actor).for_list()


def _as_it_stands(amendment: Amendment, _actor: Actor) -> Any:
    return amendment


def routes() -> list[URLPattern]:
    """Return the addresses of proposing, reading and deciding."""
    return [
        path("items/<uuid:item_id>/change/", Change.as_view(), name="item_change"),
        path("items/<uuid:item_id>/withdraw/", Withdraw.as_view(), name="item_withdraw"),
        path("items/<uuid:item_id>/terminate/", Terminate.as_view(), name="item_terminate"),
        path("amendments/", Amendments.as_view(), name="amendments"),
        path("amendments/<uuid:amendment_id>/", OneAmendment.as_view(), name="amendment"),
        *steps.routes(
            amendment_flow,
            prefix="amendments",
            parameter="amendment_id",
            visible=visible,
            shape=shapes.Amendment,
            shown_as=_as_it_stands,
        ),
    ]
