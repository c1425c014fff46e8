"""How is a plan to disclose outside the catalog written, and how is a text begun that follows it?

The plan itself is decided by its flow. What follows it is a draft like any other and goes through the whole chain;
it is no wider than the plan, and published on no day that the plan does not name (S2, S3; DOMAIN section 6).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs.models import CatalogVersion
from core import clock, errors, inputs
from core.audit import trail
from disclosures import actions
from disclosures.deciding import turns
from disclosures.models import Disclosure, OutsidePlan
from disclosures.plans import following, policies
from disclosures.plans.inputs import PlanInput
from hierarchy.models import Unit


@transaction.atomic
def begin_plan(*, unit: Unit, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> OutsidePlan:
    """Begin a plan of a unit; from now on who wrote it does not decide on it."""
    policies.write(actor, unit).enforce()
    if not unit.is_open:
        raise errors.Conflict("plan.unit_closed", _t("%s已撤销，请在承接单位起草方案。") % unit.name)
    plan = OutsidePlan(
        unit=unit,
        maker=maker_for(unit, on=clock.local_date(at)),
        drafted_by_id=turns.answerable(actor),
        drafted_by_name=actor.label_for(policies.DRAFT, unit),
        created_at=at,
        moved_at=at,
    )
    _write(plan, inputs.cleaned(PlanInput, data), actor=actor)
    plan.save(force_insert=True)
    after = values_of(plan)
    trail.record("outside_plan.drafted", plan, actor=actor, at=at, label=_("起草方案"), after=after)
    return plan


@transaction.atomic
def edit_plan(
    plan: OutsidePlan, *, data: Mapping[str, Any], revision: int, actor: Actor, at: datetime.datetime
) -> OutsidePlan:
    """Write a plan anew while it is nobody's to decide; `revision` is the one that the caller saw."""
    current = _locked(plan, actor)
    if current.revision != revision:
        raise errors.Stale
    policies.edit(actor, current).enforce()
    if not current.is_editable:
        raise errors.WrongState(
            reason=_t("现在是“%s”，不能修改。提交后还没有审批的，可以先收回。") % current.get_state_display()
        )
    before = values_of(current)
    _write(current, inputs.cleaned(PlanInput, data), actor=actor)
    current.revision += 1
    current.save()
    after = values_of(current)
    trail.record("outside_plan.edited", current, actor=actor, at=at, label=_("修改方案"), before=before, after=after)
    return current


@transaction.atomic
def draft_by(plan: OutsidePlan, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Disclosure:
    """Begin a text that follows an approved plan, with its title and scope unless `data` says otherwise."""
    current = _locked(plan, actor)
    problem = following.not_in_force(current, on=clock.local_date(at))
    if problem is not None:
        raise errors.Conflict(problem.code, problem.reason)
    values = {"title": current.title, "scope": current.scope, **data}
    draft = actions.create_draft(unit=current.unit, data=values, actor=actor, at=at, plan=current)
    after = {"draft": draft.public_id}
    trail.record("outside_plan.followed", current, actor=actor, at=at, label=_("按方案起草"), after=after)
    return draft


def maker_for(unit: Unit, *, on: datetime.date) -> Unit:
    """Return who decides on a unit's plans: the maker of the catalog in force nearest above it. One query.

    Where no unit above has made one, the superior takes its place; the root has nobody above and decides itself.
    """
    nearest = _made_above(unit.tree_id, unit.lft, unit.rght, on=on).select_related("catalog__unit").first()
    if nearest is not None:
        return nearest.catalog.unit
    return unit.parent or unit


def makers_for(units: Iterable[Unit], *, on: datetime.date) -> dict[int, Unit]:
    """Return the same for many units, by unit: two queries."""
    above = _made_above(OuterRef("tree_id"), OuterRef("lft"), OuterRef("rght"), on=on)
    maker = Coalesce(Subquery(above.values("catalog__unit")[:1]), "parent_id", "pk", output_field=BigIntegerField())
    rows = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by().annotate(plan_maker=maker)
    found = dict(rows.values_list("pk", "plan_maker"))
    makers = Unit.objects.in_bulk(set(found.values()))
    return {pk: makers[maker_id] for pk, maker_id in found.items()}


def _made_above(
    tree_id: int | OuterRef, lft: int | OuterRef, rght: int | OuterRef, *, on: datetime.date
) -> QuerySet[CatalogVersion]:
    """Return the editions in force that units above a place made, the nearest first."""
    in_force = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    at = {"catalog__unit__tree_id": tree_id, "catalog__unit__lft__lt": lft, "catalog__unit__rght__gt": rght}
    return CatalogVersion.objects.filter(in_force, effective_on__lte=on, **at).order_by("-catalog__unit__level")


def values_of(plan: OutsidePlan) -> dict[str, Any]:
    """Return what `PlanInput` would have to be sent to leave the plan as it stands."""
    return {
        "title": plan.title,
        "content": plan.content,
        "reason": plan.reason,
        "scope": plan.scope,
        "channels": list(plan.channels),
        "from_on": plan.from_on,
        "until_on": plan.until_on,
    }


def _write(plan: OutsidePlan, values: Mapping[str, Any], *, actor: Actor) -> None:
    for name, value in values.items():
        setattr(plan, name, value)
    seat = actor.seat_for(policies.DRAFT, plan.unit)
    plan.editor_ids = sorted({*plan.editor_ids, *turns.persons(actor, seat)})


def _locked(plan: OutsidePlan, actor: Actor) -> OutsidePlan:
    rows = OutsidePlan.objects.select_for_update(of=("self",)).select_related("unit__parent", "maker")
    current = rows.filter(pk=plan.pk).first()
    if current is None or not policies.view(actor, current):
        raise errors.Missing
    return current
