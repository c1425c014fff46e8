"""Does a text keep to the plan that it follows: still in force, no wider, on a day that the plan names?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from catalogs import kinds
from catalogs.kinds import Scope
from core import dates, errors
from core.errors import FieldError
from disclosures.kinds import PlanState

if TYPE_CHECKING:
    from disclosures.models import Disclosure, OutsidePlan


def not_in_force(plan: OutsidePlan, *, on: datetime.date | None = None) -> FieldError | None:
    """Return why no text follows the plan: it was not approved or was withdrawn, or its last day has passed."""
    if plan.state != PlanState.APPROVED:
        return FieldError(
            "plan.not_approved",
            _("目录外公开方案《%(plan)s》现在是“%(state)s”，不能按它公开。请先办好方案。")
            % {"plan": plan.title, "state": plan.get_state_display()},
        )
    if on is not None and plan.until_on < on:
        return FieldError(
            "plan.over",
            _("目录外公开方案《%(plan)s》的最晚公开日期是%(day)s，已经过了。请另办一份方案。")
            % {"plan": plan.title, "day": dates.written(plan.until_on)},
        )
    return None


def wider_than_plan(scope: str, plan: OutsidePlan) -> FieldError | None:
    """Return what is said of a scope wider than the plan's."""
    if kinds.width(scope) <= kinds.width(plan.scope):
        return None
    return FieldError(
        "scope.too_wide",
        _("方案《%(plan)s》只同意公开到“%(widest)s”，不能选“%(scope)s”。请改小公开范围。")
        % {"plan": plan.title, "widest": plan.get_scope_display(), "scope": Scope(scope).label},
    )


def require_day(disclosure: Disclosure, on: datetime.date) -> None:
    """Refuse to publish what follows a plan on a day that the plan does not name, or when it holds no more."""
    plan = disclosure.plan
    if plan is None:
        return
    problem = not_in_force(plan, on=on)
    if problem is not None:
        raise errors.Conflict(problem.code, problem.reason)
    if on < plan.from_on:
        raise errors.Conflict(
            "plan.too_early",
            _("方案《%(plan)s》从%(day)s起才能公开。请到时再公开，或者定时公开。")
            % {"plan": plan.title, "day": dates.written(plan.from_on)},
        )
