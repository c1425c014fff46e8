"""How do programs keep plans to disclose outside the catalog, and begin texts that follow them?"""

from __future__ import annotations

from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Actor
from api import filters, forms
from api.authentication import actor_of
from api.endpoints import disclosures, steps
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn
from api.inputs import NoInput, WhichUnit
from api.shapes import disclosures as disclosure_shapes
from api.shapes import plans as shapes
from core import errors, inputs
from disclosures.kinds import PlanState
from disclosures.models import OutsidePlan
from disclosures.plans import planning
from disclosures.plans.flows import outside_plan_flow
from disclosures.plans.inputs import PlanInput
from disclosures.plans.queries import OutsidePlanQuerySet
from hierarchy.models import Unit


class NewPlan(WhichUnit, PlanInput):
    """A plan, and the unit that it is of."""


class PlanFilters(filters.Filters):
    """By what plans are narrowed."""

    unit = filters.ById(Unit.objects.all(), label="Only this unit's.")
    state = django_filters.ChoiceFilter(choices=PlanState.choices)
    awaiting = django_filters.BooleanFilter(method="awaiting_me", label="Only what waits for one's own step.")

    def awaiting_me(self, rows: OutsidePlanQuerySet, name: str, value: bool) -> QuerySet[OutsidePlan]:
        """Keep what this person has to decide or to write anew, or all."""
        return rows.awaiting(actor_of(self.request)) if value else rows


class Plans(ListEndpoint):
    """List plans to disclose outside the catalog, the newest first."""

    operations = {"GET": "plans_list", "POST": "plans_begin"}
    queryset = OutsidePlan.objects.none()
    serializer_class = shapes.OutsidePlan
    permission_classes = (SignedIn,)
    filterset_class = PlanFilters
    form = NewPlan

    def get_queryset(self) -> QuerySet[OutsidePlan]:
        """Return those of units where this person works or which she supervises."""
        return _plans(self.actor)

    @extend_schema(responses={201: shapes.OutsidePlan})
    def post(self, request: Request) -> Response:
        """Begin a plan of a unit; who wrote it does not decide on it."""
        values = self.sent()
        unit = inputs.cleaned(WhichUnit, {"unit": values.pop("unit", None)})["unit"]
        return self.shown(planning.begin_plan(unit=unit, data=values, actor=self.actor, at=self.at), status=201)


class OnePlan(Endpoint):
    """One plan."""

    operations = {"GET": "plans_retrieve", "PUT": "plans_edit"}
    permission_classes = (SignedIn,)
    serializer_class = shapes.OutsidePlan
    form = PlanInput
    revised = True

    def get(self, request: Request, plan_id: UUID) -> Response:
        """Show one plan."""
        return self.shown(self.find(_plans(self.actor), plan_id))

    def put(self, request: Request, plan_id: UUID) -> Response:
        """Write a plan anew, all of it; `revision` says which one the caller changed."""
        found, values = self.find(_plans(self.actor), plan_id), self.sent()
        revision = forms.revision_of(values)
        if revision is None:
            raise errors.Invalid.field("revision", "revision.required", _("请附上您看到的修订号。"))
        return self.shown(planning.edit_plan(found, data=values, revision=revision, actor=self.actor, at=self.at))


class FollowPlan(Endpoint):
    """A text that follows a plan."""

    operation = "plans_follow"
    permission_classes = (SignedIn,)
    serializer_class = disclosure_shapes.DisclosureDetail
    form = NoInput

    @extend_schema(responses={201: disclosure_shapes.DisclosureDetail})
    def post(self, request: Request, plan_id: UUID) -> Response:
        """Begin a text that follows an approved plan, with its title and scope; edit and submit it as any other."""
        found = self.find(_plans(self.actor), plan_id)
        drafted = planning.draft_by(found, data={}, actor=self.actor, at=self.at)
        return self.shown(disclosures.reread(drafted, self.actor), status=201)


def routes() -> list[URLPattern]:
    """Return the addresses of plans and of the verbs on them."""
    return [
        path("plans/", Plans.as_view(), name="plans"),
        path("plans/<uuid:plan_id>/", OnePlan.as_view(), name="plan"),
        path("plans/<uuid:plan_id>/disclosures/", FollowPlan.as_view(), name="plan_follow"),
        *steps.routes(
            outside_plan_flow,
            prefix="plans",
            parameter="plan_id",
            visible=_plans,
            shape=shapes.OutsidePlan,
            shown_as=_as_it_stands,
        ),
    ]


def _plans(actor: Actor) -> QuerySet[OutsidePlan]:
    return OutsidePlan.objects.visible_to(actor).for_list()


def _as_it_stands(found: OutsidePlan, _actor: Actor) -> OutsidePlan:
    return found
