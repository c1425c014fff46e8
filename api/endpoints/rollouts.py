"""How is an edition rolled out, how far is each unit, and how are its steps taken?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
from django import forms as django_forms
from django.db.models import QuerySet
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Actor
from api import filters, forms
from api.endpoints import steps
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn
from api.shapes import rollouts as shapes
from catalogs.models import CatalogVersion
from core import inputs
from hierarchy.models import Unit
from rollouts import actions, progress
from rollouts.flows import rollout_flow, rollout_unit_flow
from rollouts.inputs import PhasesInput
from rollouts.kinds import RolloutState, UnitState
from rollouts.models import Rollout, RolloutUnit

OWN_VERBS = ("adopt", "localise", "accept", "return")
"""The others follow from the unit's own catalog."""


class WhatIsRolledOut(django_forms.Form):
    """The edition, and the top of the subtree."""

    version: django_forms.ModelChoiceField[CatalogVersion] = django_forms.ModelChoiceField(
        label=_("目录版本"), queryset=CatalogVersion.objects.published(), to_field_name="public_id"
    )
    root: django_forms.ModelChoiceField[Unit] = django_forms.ModelChoiceField(
        label=_("推行范围"), queryset=Unit.objects.open(), to_field_name="public_id"
    )


class NewRollout(WhatIsRolledOut, PhasesInput):
    """The edition, the subtree and the phases with their days."""


class RolloutFilters(filters.Filters):
    """Rollouts."""

    state = django_filters.ChoiceFilter(choices=RolloutState.choices)


class RolloutUnitFilters(filters.Filters):
    """Units in a rollout."""

    state = django_filters.ChoiceFilter(choices=UnitState.choices)
    within = filters.ById(Unit.objects.all(), label="Only this unit and those below it.", method="narrow_within")

    def narrow_within(self, rows: Any, name: str, value: Unit) -> Any:
        """Keep a subtree."""
        return rows.within(value)


class Rollouts(ListEndpoint):
    """List the rollouts that this person follows, the newest first."""

    operations = {"GET": "rollouts_list", "POST": "rollouts_start"}
    queryset = Rollout.objects.none()
    serializer_class = shapes.Rollout
    filterset_class = RolloutFilters
    permission_classes = (SignedIn,)
    form = NewRollout

    def get_queryset(self) -> QuerySet[Rollout]:
        """Return what this person follows."""
        return Rollout.objects.visible_to(self.actor).for_list()

    @extend_schema(responses={201: shapes.Rollout})
    def post(self, request: Request) -> Response:
        """Roll a published edition out to a subtree; units are taken in in the background."""
        values = self.sent()
        wanted = inputs.cleaned(WhatIsRolledOut, values)
        made = actions.start_rollout(wanted["version"], root=wanted["root"], data=values, actor=self.actor, at=self.at)
        return self.shown(self.get_queryset().get(pk=made.pk), 201)


class OneRollout(Endpoint):
    """One rollout."""

    operations = {"GET": "rollouts_retrieve", "PATCH": "rollouts_reschedule"}
    serializer_class = shapes.Rollout
    permission_classes = (SignedIn,)
    form = PhasesInput
    revised = True

    def get(self, request: Request, rollout_id: UUID) -> Response:
        """Show one rollout with its phases."""
        return self.shown(self.find(_visible(self.actor), rollout_id))

    def patch(self, request: Request, rollout_id: UUID) -> Response:
        """Call the phases otherwise, or move their days; all of them are sent."""
        found = self.find(_visible(self.actor), rollout_id)
        values = self.sent()
        revision = forms.revision_of(values)
        actions.reschedule(found, data=values, actor=self.actor, at=self.at, revision=revision)
        return self.shown(self.find(_visible(self.actor), rollout_id))


class Progress(Endpoint):
    """The numbers of a rollout."""

    operation = "rollouts_progress"
    serializer_class = shapes.RolloutProgress
    permission_classes = (SignedIn,)

    def get(self, request: Request, rollout_id: UUID) -> Response:
        """Count the units by state and by phase, as of today."""
        return self.shown(progress.of(self.find(_visible(self.actor), rollout_id), on=self.today))


class Remind(Endpoint):
    """A reminder."""

    operation = "rollouts_remind"
    serializer_class = shapes.Reminded
    permission_classes = (SignedIn,)

    @extend_schema(responses=shapes.Reminded)
    def post(self, request: Request, rollout_id: UUID) -> Response:
        """Remind every unit that still owes a step, once a day each."""
        found = self.find(_visible(self.actor), rollout_id)
        rows = RolloutUnit.objects.filter(rollout=found)
        return self.shown({"units": actions.remind(found, rows=rows, actor=self.actor, at=self.at)})


class Units(ListEndpoint):
    """List the units of a rollout, in the order of the tree."""

    operation = "rollouts_units_list"
    queryset = RolloutUnit.objects.none()
    serializer_class = shapes.RolloutUnit
    filterset_class = RolloutUnitFilters
    permission_classes = (SignedIn,)

    def get_queryset(self) -> QuerySet[RolloutUnit]:
        """Return those of which this person may see how far they are."""
        found = self.find(_visible(self.actor), self.kwargs["rollout_id"])
        return RolloutUnit.objects.visible_to(self.actor).filter(rollout=found).standing().for_list()


class OwnUnits(ListEndpoint):
    """List what the units that this person works for have to do in rollouts."""

    operation = "rollout_units_list"
    queryset = RolloutUnit.objects.none()
    serializer_class = shapes.RolloutUnit
    filterset_class = RolloutUnitFilters
    permission_classes = (SignedIn,)

    def get_queryset(self) -> QuerySet[RolloutUnit]:
        """Return those, in whatever state."""
        return RolloutUnit.objects.worked_by(self.actor).standing().for_list()


class OneUnit(Endpoint):
    """One unit's part in a rollout."""

    operation = "rollout_units_retrieve"
    serializer_class = shapes.RolloutUnit
    permission_classes = (SignedIn,)

    def get(self, request: Request, rollout_unit_id: UUID) -> Response:
        """Show how far one unit is."""
        return self.shown(self.find(_visible_units(self.actor), rollout_unit_id))


def _visible(actor: Actor) -> QuerySet[Rollout]:
    return Rollout.objects.visible_to(actor).for_list()


def _visible_units(actor: Actor) -> QuerySet[RolloutUnit]:
    return RolloutUnit.objects.visible_to(actor).for_list()


def _reread(rollout: Rollout, actor: Actor) -> Rollout:
    return _visible(actor).get(pk=rollout.pk)


def _reread_unit(row: RolloutUnit, actor: Actor) -> RolloutUnit:
    return _visible_units(actor).get(pk=row.pk)


def steps_of_rollouts() -> list[URLPattern]:
    """Return the addresses of a rollout's verbs."""
    return steps.routes(
        rollout_flow,
        prefix="rollouts",
        parameter="rollout_id",
        visible=_visible,
        shape=shapes.Rollout,
        shown_as=_reread,
    )


def steps_of_units() -> list[URLPattern]:
    """Return the addresses of the steps that persons take for a unit."""
    return steps.routes(
        rollout_unit_flow,
        prefix="rollout-units",
        parameter="rollout_unit_id",
        visible=_visible_units,
        shape=shapes.RolloutUnit,
        shown_as=_reread_unit,
        verbs=OWN_VERBS,
    )
