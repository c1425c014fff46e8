"""What becomes of plans to disclose outside the catalog when their unit is merged into another one?

They go along with the texts that follow them: a text whose plan stayed behind could never be handed in.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import actors
from core.audit import trail
from core.notifications import sending
from disclosures.deciding import officers
from disclosures.deciding.roster import Roster
from disclosures.kinds import PlanState
from disclosures.models import OutsidePlan
from disclosures.plans import notices, planning, policies
from hierarchy.models import Unit

MOVED = (
    "unit",
    "maker",
    "state",
    "moved_at",
    "decided_by",
    "decided_by_name",
    "decided_at",
    "decision_reason",
    "revision",
)
"""What changes of a plan that is handed over."""
BATCH = 500
"""Plans written by one statement."""


def hand_over(heirs: Mapping[int, Unit], *, on: datetime.date, at: datetime.datetime) -> int:
    """Let plans of merged units that are not over go on at their successors, in the caller's transaction.

    What was approved holds at the successor if the same unit made its catalog: that unit agreed to it. Otherwise, and
    where nobody had decided yet, the plan is a draft again, for another maker to decide. Returns how many went.
    """
    going: defaultdict[tuple[Unit, Unit], list[OutsidePlan]] = defaultdict(list)
    rows = OutsidePlan.objects.not_over(on).filter(unit__in=heirs).select_related("unit", "maker").order_by("id")
    for plan in rows.select_for_update(of=("self",)):
        going[plan.unit, heirs[plan.unit_id]].append(plan)
    if not going:
        return 0
    makers = planning.makers_for({heir for _unit, heir in going}, on=on)
    moved = [_moved(plan, heir, makers[heir.pk], at=at) for (_unit, heir), plans in going.items() for plan in plans]
    OutsidePlan.objects.bulk_update([plan for plan, _change in moved], MOVED, batch_size=BATCH)
    changes = [change for _plan, change in moved]
    trail.record_all("outside_plan.handed_over", changes, actor=actors.SYSTEM, at=at, label=_("转到承接单位"))
    among = Roster([policies.DRAFT], on=on).officers
    told = [
        notices.handed_over(plans, unit, heir, clerks=officers.at_unit(policies.DRAFT, heir, on=on, among=among))
        for (unit, heir), plans in going.items()
    ]
    sending.send(*told, at=at)
    return len(moved)


def _moved(plan: OutsidePlan, heir: Unit, maker: Unit, *, at: datetime.datetime) -> tuple[OutsidePlan, trail.Change]:
    """Return the plan as it stands at the successor, not yet written, and what that changes."""
    before, unit = _facts(plan), plan.unit
    holds = plan.state == PlanState.RETURNED or (plan.state == PlanState.APPROVED and plan.maker_id == maker.pk)
    if not holds:
        plan.state, plan.moved_at = PlanState.DRAFT, at
        plan.decided_by, plan.decided_by_name, plan.decided_at, plan.decision_reason = None, "", None, ""
    plan.unit, plan.maker = heir, maker
    plan.revision += 1
    return plan, trail.Change(plan, before, _facts(plan), unit.name)


def _facts(plan: OutsidePlan) -> dict[str, Any]:
    return {"unit": plan.unit.name, "unit_id": plan.unit_id, "maker": plan.maker.name, "state": plan.state}
