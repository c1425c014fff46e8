"""Which matters go on in stages, and by when is each stage due? Begun, added to and re-planned by programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import DateField, OuterRef, QuerySet, Subquery
from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import filters
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn
from api.inputs import WhichUnit
from api.shapes import obligations as shapes
from core import clock, inputs
from hierarchy.models import Unit
from obligations import actions
from obligations.inputs import MatterInput, StageInput, StagesToAddInput
from obligations.models import Fulfilment, Matter, Obligation
from obligations.queries import MatterQuerySet


class NewMatter(WhichUnit, MatterInput):
    """A matter that goes on in stages, and the unit at which it does."""


class MatterFilters(filters.Filters):
    """By what matters are narrowed."""

    unit = filters.ById(Unit.objects.all(), label="Only this unit's own.")
    subtree = filters.ById(Unit.objects.all(), label="Only those of this unit and those below it.", method="within")
    unfinished = django_filters.BooleanFilter(method="going_on", label="Whether a stage is still owed today.")

    def within(self, rows: MatterQuerySet, name: str, value: Unit) -> MatterQuerySet:
        """Keep a subtree's."""
        return rows.within(value)

    def going_on(self, rows: MatterQuerySet, name: str, value: bool) -> MatterQuerySet:
        """Keep what goes on, or what is finished."""
        on = clock.local_date(self.request.at)
        return rows.unfinished(on) if value else rows.finished(on)


class Matters(ListEndpoint):
    """List the matters that go on in stages, the last begun first."""

    operations = {"GET": "matters_list", "POST": "matters_begin"}
    permission_classes = (SignedIn,)
    queryset = Matter.objects.none()
    serializer_class = shapes.Matter
    filterset_class = MatterFilters
    form = NewMatter

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with one page."""
        page = self.paginate_queryset(self.filter_queryset(_visible(self))) or []
        return self.get_paginated_response(shapes.Matter(_with_stages(self, page), many=True).data)

    @extend_schema(responses={201: shapes.Matter})
    def post(self, request: Request) -> Response:
        """Begin a matter with its stages; one that crosses the year closes with a summary."""
        values = self.sent()
        unit = inputs.cleaned(WhichUnit, values)["unit"]
        begun = actions.begin_matter(unit=unit, data=values, actor=self.actor, at=self.at)
        return self.shown(_with_stages(self, [begun])[0], status=201)


class OneMatter(Endpoint):
    """One matter."""

    operation = "matters_retrieve"
    permission_classes = (SignedIn,)
    serializer_class = shapes.Matter

    def get(self, request: Request, matter_id: UUID) -> Response:
        """Show one matter with its stages."""
        return self.shown(_with_stages(self, [self.find(_visible(self), matter_id)])[0])


class MoreStages(Endpoint):
    """Further stages of a matter."""

    operation = "matters_add_stages"
    permission_classes = (SignedIn,)
    serializer_class = shapes.Matter
    form = StagesToAddInput

    def post(self, request: Request, matter_id: UUID) -> Response:
        """Add stages behind those of a matter; a summary that it owes comes after the last of them."""
        found = self.find(_visible(self), matter_id)
        actions.add_stages(found, data=self.sent(), actor=self.actor, at=self.at)
        return self.shown(_with_stages(self, [found])[0])


class OneStage(Endpoint):
    """One stage of a matter."""

    operation = "matters_edit_stage"
    permission_classes = (SignedIn,)
    serializer_class = shapes.Matter
    form = StageInput

    def post(self, request: Request, matter_id: UUID, stage_id: UUID) -> Response:
        """Call a stage otherwise, or move its day with a reason, while it is owed; a summary stays owed."""
        found = self.find(_visible(self), matter_id)
        stage = self.find(Obligation.objects.visible_to(self.actor).filter(matter=found), stage_id)
        actions.edit_stage(stage, data=self.sent(), actor=self.actor, at=self.at)
        return self.shown(_with_stages(self, [found])[0])


def routes() -> list[URLPattern]:
    """Return the addresses of matters."""
    return [
        path("matters/", Matters.as_view(), name="matters"),
        path("matters/<uuid:matter_id>/", OneMatter.as_view(), name="matter"),
        path("matters/<uuid:matter_id>/stages/", MoreStages.as_view(), name="matter_stages"),
        path("matters/<uuid:matter_id>/stages/<uuid:stage_id>/", OneStage.as_view(), name="matter_stage"),
    ]


def _visible(endpoint: Endpoint) -> QuerySet[Matter]:
    rows: QuerySet[Matter] = Matter.objects.visible_to(endpoint.actor).select_related("unit", "item")
    return rows


def _with_stages(endpoint: Endpoint, found: Iterable[Matter]) -> list[Matter]:
    """Give each matter the stages that this person sees, in their order: one query, whatever their number."""
    matters = {matter.pk: matter for matter in found}
    for matter in matters.values():
        setattr(matter, "shown_stages", [])
    held = Fulfilment.objects.filter(obligation=OuterRef("pk")).held(endpoint.today).order_by("published_on")
    first = Subquery(held.values("published_on")[:1], output_field=DateField())
    rows = Obligation.objects.visible_to(endpoint.actor).filter(matter__in=matters).annotate(done_on=first)
    for stage in rows.order_by("stage_no", "pk"):
        matter = matters[stage.matter_id or 0]
        stage.matter = matter
        setattr(stage, "stage_name", actions.name_of(stage))
        getattr(matter, "shown_stages").append(stage)
    return list(matters.values())
