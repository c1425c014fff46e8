"""What does each unit owe by when, why by that day, and how much is done? For programs, with the verbs of people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
from django.db.models import DateField, OuterRef, QuerySet, Subquery
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Actor
from api import filters
from api.endpoints import matters, steps, withholdings
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn
from api.inputs import WhichUnit
from api.shapes import obligations as shapes
from core import errors, inputs
from core.workdays import periods, tables, wording
from hierarchy.models import Unit
from obligations import actions, roll_up, terms
from obligations.flows import extension_flow
from obligations.inputs import AskExtensionInput, EventInput
from obligations.models import Extension, Fulfilment, Obligation
from obligations.queries import ObligationQuerySet

INSPECT = "disclosures.inspect"
MANAGE = "units.manage"


class NewEvent(WhichUnit, EventInput):
    """Something that happened, and the unit at which it did."""


class ObligationFilters(filters.Filters):
    """By what obligations are narrowed."""

    unit = filters.ById(Unit.objects.all(), label="Only this unit's own.", method="of_unit")
    subtree = filters.ById(Unit.objects.all(), label="Only those of this unit and those below it.", method="within")
    category = filters.Words(field_name="item__category__title", label="The heading of the item, in whatever edition.")
    due_from = filters.Day(field_name="due_on", lookup_expr="gte", label="Due on this day or later.")
    due_to = filters.Day(field_name="due_on", lookup_expr="lte", label="Due on this day or earlier.")
    done = django_filters.BooleanFilter(
        field_name="done_on", lookup_expr="isnull", exclude=True, label="Whether a public text fulfils it."
    )

    def of_unit(self, rows: ObligationQuerySet, name: str, value: Unit) -> ObligationQuerySet:
        """Keep one unit's."""
        return rows.of_unit(value)

    def within(self, rows: ObligationQuerySet, name: str, value: Unit) -> ObligationQuerySet:
        """Keep a subtree's."""
        return rows.within(value)


class RateFilters(filters.Filters):
    """About what the rates are."""

    unit = filters.ById(Unit.objects.all(), required=True, method="pass_on", label="This unit and each below it.")
    period = filters.Words(required=True, method="pass_on", label="`2026-Q4`, `2026-M11`, `2026-H2` or `2026`.")

    def pass_on(self, rows: Any, name: str, value: Any) -> Any:
        """Leave the rows alone: the value is given to the roll-up."""
        return rows


class Obligations(ListEndpoint):
    """List what units owe, by the day on which it falls due, as far as this person may see it."""

    operation = "obligations_list"
    permission_classes = (SignedIn,)
    queryset = Obligation.objects.none()
    serializer_class = shapes.Obligation
    filterset_class = ObligationFilters

    def get_queryset(self) -> QuerySet[Obligation]:
        """Return what is owed today, was fulfilled, or is withheld."""
        return _with_done_on(self).standing_or_withheld(self.today).for_list()


class OneObligation(Endpoint):
    """One obligation."""

    operation = "obligations_retrieve"
    permission_classes = (SignedIn,)
    serializer_class = shapes.ObligationDetail

    def get(self, request: Request, obligation_id: UUID) -> Response:
        """Show one obligation, with its deadline explained day by day."""
        found = self.find(_with_done_on(self).for_detail(), obligation_id)
        setattr(found, "explanation", _explained(found))
        return self.shown(found)


class Extensions(ListEndpoint):
    """List requests for more time, the longest waiting first."""

    operation = "extensions_list"
    permission_classes = (SignedIn,)
    queryset = Extension.objects.none()
    serializer_class = shapes.ListedExtension
    filterset_class = filters.ExtensionFilters

    def get_queryset(self) -> QuerySet[Extension]:
        """Return those about obligations that this person may see."""
        return _extensions(self.actor)


class AskExtension(Endpoint):
    """More time for one obligation."""

    operation = "obligations_extend"
    permission_classes = (SignedIn,)
    serializer_class = shapes.Extension
    form = AskExtensionInput

    @extend_schema(responses={201: shapes.Extension})
    def post(self, request: Request, obligation_id: UUID) -> Response:
        """Ask the superior for a later day, with a reason, while the term runs."""
        found = self.find(Obligation.objects.visible_to(self.actor), obligation_id)
        asked = actions.ask_extension(found, data=self.sent(), actor=self.actor, at=self.at)
        return self.shown(asked, status=201)


class Events(Endpoint):
    """Events."""

    operation = "events_register"
    permission_classes = (SignedIn,)
    serializer_class = shapes.Obligation
    form = NewEvent

    @extend_schema(responses={201: shapes.Obligation})
    def post(self, request: Request) -> Response:
        """Register that something happened that is to be disclosed at once; answered with what is now owed."""
        values = self.sent()
        unit = inputs.cleaned(WhichUnit, values)["unit"]
        event = actions.register_event(unit=unit, data=values, actor=self.actor, at=self.at)
        return self.shown(_with_done_on(self).for_list().get(event=event, unit=unit), status=201)


class Rates(Endpoint):
    """Rates."""

    operation = "obligations_rates"
    permission_classes = (SignedIn,)
    queryset = Obligation.objects.none()
    serializer_class = shapes.Rates
    filterset_class = RateFilters
    pagination_class = None

    @extend_schema(responses=shapes.Rates(many=True))
    def get(self, request: Request) -> Response:
        """Tell how much of what fell due in a period was done, for a unit and each below it, in tree order."""
        asked = RateFilters(request.query_params, queryset=Obligation.objects.none(), request=request)
        self.filter_queryset(Obligation.objects.none())
        asked.is_valid()
        unit = asked.value_of("unit")
        if not (self.actor.may(INSPECT, unit) or self.actor.may(MANAGE, unit)):
            raise errors.Denied("overview.not_inspector", _("公开情况由检查人员、上级审批人和管理员查看。"))
        try:
            period = periods.from_key(asked.value_of("period"))
        except ValueError:
            raise errors.Invalid.field("period", "period.unknown", _("没有这个期间，请写成2026-Q4这样。")) from None
        return Response(shapes.Rates(roll_up.rates(unit, period, on=self.today), many=True).data)


def routes() -> list[URLPattern]:
    """Return the addresses of obligations and of the verbs on extensions."""
    return [
        path("obligations/", Obligations.as_view(), name="obligations"),
        path("obligations/rates/", Rates.as_view(), name="rates"),
        path("obligations/<uuid:obligation_id>/", OneObligation.as_view(), name="obligation"),
        path("obligations/<uuid:obligation_id>/extensions/", AskExtension.as_view(), name="obligation_extend"),
        path("extensions/", Extensions.as_view(), name="extensions"),
        *withholdings.routes(),
        path("events/", Events.as_view(), name="events"),
        *matters.routes(),
        *steps.routes(
            extension_flow,
            prefix="extensions",
            parameter="extension_id",
            visible=_extensions,
            shape=shapes.Extension,
            shown_as=_as_it_stands,
        ),
    ]


def _extensions(actor: Actor) -> QuerySet[Extension]:
    return Extension.objects.visible_to(actor).for_list()


def _as_it_stands(found: Extension, _actor: Actor) -> Extension:
    return found


def _with_done_on(endpoint: Endpoint) -> ObligationQuerySet:
    held = Fulfilment.objects.filter(obligation=OuterRef("pk")).held(endpoint.today).order_by("published_on")
    first = Subquery(held.values("published_on")[:1], output_field=DateField())
    rows: ObligationQuerySet = Obligation.objects.visible_to(endpoint.actor).with_withheld(endpoint.today)
    return rows.annotate(done_on=first)


def _explained(found: Obligation) -> dict[str, Any] | None:
    deadline = terms.deadline_of(found, tables.load_table())
    if deadline is None:
        return None
    days = [{"on": note.day, "counts": note.counts, "words": wording.describe(note)} for note in deadline.explanation]
    conclusions = wording.explain(deadline)[len(days) :]
    return {"days": days, "conclusions": conclusions, "is_moved": deadline.due_on != found.due_on}
