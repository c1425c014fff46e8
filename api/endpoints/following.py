"""How has a unit done over five quarters, who of it is to be reminded, and who does what?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import filters
from api.endpoints.base import Endpoint, SignedIn
from api.inputs import WhichUnit
from api.shapes import following as shapes
from core import errors, inputs
from core.workdays import periods
from core.workdays.periods import Period, PeriodKind
from hierarchy.models import Unit
from obligations import actions, policies, roll_up
from obligations.inputs import AssignInput
from obligations.models import Obligation
from obligations.queries import ObligationQuerySet

QUARTERS = 5


class TrendFilters(filters.Filters):
    """About what the trend is."""

    unit = filters.ById(Unit.objects.all(), required=True, method="pass_on", label="This unit with all below it.")
    period = filters.Words(method="pass_on", label="The last quarter, `2026-Q4`; without it, the current one.")
    category = filters.Words(method="pass_on", label="Only items under this heading.")

    def pass_on(self, rows: Any, name: str, value: Any) -> Any:
        """Leave the rows alone: the value is given to the roll-up."""
        return rows


class WhatIsLate(WhichUnit):
    """Where and of what units are reminded."""

    alone = django_forms.BooleanField(label=_("只提醒本单位"), required=False)
    period = django_forms.CharField(label=_("期间"), max_length=10, required=False)
    category = django_forms.CharField(label=_("一级目录"), max_length=200, required=False)


class Trend(Endpoint):
    """Five quarters."""

    operation = "obligations_trend"
    permission_classes = (SignedIn,)
    queryset = Obligation.objects.none()
    serializer_class = shapes.Quarter
    filterset_class = TrendFilters
    pagination_class = None
    problems = (403,)

    @extend_schema(responses=shapes.Quarter(many=True))
    def get(self, request: Request) -> Response:
        """Tell how much of what fell due was done, quarter by quarter, up to this one; the same numbers as rates."""
        asked = TrendFilters(request.query_params, queryset=Obligation.objects.none(), request=request)
        self.filter_queryset(Obligation.objects.none())
        asked.is_valid()
        unit, category = asked.value_of("unit"), asked.value_of("category") or ""
        policies.follow(self.actor, unit).enforce()
        last = _period(asked.value_of("period") or "") or periods.containing(self.today, PeriodKind.QUARTER)
        if last.kind is not PeriodKind.QUARTER:
            raise _unknown_period()
        quarters = [last.shifted(-count) for count in reversed(range(QUARTERS))]
        found = roll_up.trend(unit, quarters, on=self.today, of=_narrowed(None, category) if category else None)
        rows = [{"period": quarter.key, "rates": each} for quarter, each in zip(quarters, found, strict=True)]
        return Response(shapes.Quarter(rows, many=True).data)


class RemindLate(Endpoint):
    """A reminder."""

    operation = "obligations_remind"
    permission_classes = (SignedIn,)
    serializer_class = shapes.RemindedOfTasks
    form = WhatIsLate

    @extend_schema(responses=shapes.RemindedOfTasks)
    def post(self, request: Request) -> Response:
        """Remind those who draft, at a unit and below it, of what is overdue there; nobody twice a day of one task."""
        asked = inputs.cleaned(WhatIsLate, self.sent())
        rows = _narrowed(_period(asked["period"]), asked["category"])
        told = actions.remind_late(asked["unit"], of=rows, alone=asked["alone"], actor=self.actor, at=self.at)
        return self.shown(told)


class Assign(Endpoint):
    """Who does it."""

    operation = "obligations_assign"
    permission_classes = (SignedIn,)
    serializer_class = shapes.Assigned
    form = AssignInput

    @extend_schema(responses=shapes.Assigned)
    def post(self, request: Request, obligation_id: UUID) -> Response:
        """Give the work to one of the unit's clerks, who is told at once; without a person, back to all of them."""
        found = self.find(Obligation.objects.visible_to(self.actor), obligation_id)
        return self.shown(actions.assign(found, data=self.sent(), actor=self.actor, at=self.at))


def _narrowed(period: Period | None, category: str) -> ObligationQuerySet:
    rows = Obligation.objects.all()
    rows = rows.due_between(period.first, period.last) if period else rows
    return rows.filter(item__category__title=category) if category else rows


def _period(key: str) -> Period | None:
    if not key:
        return None
    try:
        return periods.from_key(key)
    except ValueError:
        raise _unknown_period() from None


def _unknown_period() -> errors.Invalid:
    return errors.Invalid.field("period", "period.unknown", _("没有这个期间，请写成2026-Q4这样。"))
