"""The verbs of a unit's departments (责任科室): open one, close one.

Departments are no nodes of the tree: they have no past of their own beyond the trail, and items of catalogs name them
as written.
"""

from __future__ import annotations

import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core import clock, errors
from core.audit import trail
from hierarchy import effects, locks, policies, rules, tree
from hierarchy.models import Department, Unit


def add_department(unit: Unit, *, name: str, actor: policies.Actor, at: datetime.datetime) -> Department:
    """Open a department at a unit, behind the others; one of that name that was closed is opened again."""
    with locks.tree_lock():
        fresh = _managed(unit, actor)
        name = rules.names(name)
        department = fresh.departments.filter(name=name).first()
        if department is None:
            last = fresh.departments.aggregate(last=Max("sort_no"))["last"] or 0
            department = Department(unit=fresh, name=name, sort_no=last + tree.SORT_STEP)
        elif department.closed_on is None:
            raise errors.Invalid.field(
                "name",
                "department.name_taken",
                _("“%(unit)s”已有责任科室“%(name)s”，请换一个名称。") % {"unit": fresh.name, "name": name},
            )
        department.closed_on = None
        department.save()
        trail.record("department.add", fresh, actor=actor, at=at, label=_("增设责任科室"), after={"department": name})
    return department


def close_department(
    department: Department, *, actor: policies.Actor, at: datetime.datetime, reason: str
) -> Department:
    """Close a department from today on; what names it keeps its name."""
    reason = rules.reasons(reason)
    with locks.tree_lock():
        unit = _managed(department.unit, actor)
        fresh = Department.objects.get(pk=department.pk)
        if fresh.closed_on is not None:
            raise errors.Conflict(
                "department.closed", _("责任科室“%(name)s”已经撤销，不用再办理。") % {"name": fresh.name}
            )
        fresh.closed_on = clock.local_date(at)
        fresh.save(update_fields=["closed_on"])
        trail.record(
            "department.close",
            unit,
            actor=actor,
            at=at,
            label=_("撤销责任科室"),
            before={"department": fresh.name},
            reason=reason,
        )
    return fresh


def _managed(unit: Unit, actor: policies.Actor) -> Unit:
    fresh = effects.reread_units([unit.pk])[unit.pk]
    policies.manage(actor.renewed(), fresh).enforce()
    rules.is_open(fresh)
    return fresh
