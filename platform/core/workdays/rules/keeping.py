"""How is a due rule kept in a row, and read from it again?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.workdays.calendar import DayKind
from core.workdays.periods import PeriodKind
from core.workdays.rules import refusals
from core.workdays.rules.values import Anchor, DueRule, MonthDay, Term, YearDay


def as_json(rule: DueRule) -> dict[str, Any]:
    """Return the rule as plain JSON: `{"rule": "month_day", "month": 1, "day": 10, …}`; -1 is the last."""
    period = rule.period.value if rule.period else None
    match rule:
        case MonthDay():
            own: dict[str, Any] = {"month": rule.month, "day": rule.day, "after": rule.after}
            return {"rule": "month_day", **own, "period": period}
        case YearDay():
            own = {"month": rule.month, "day": rule.day, "next_year": rule.next_year}
            return {"rule": "year_day", **own, "period": period}
        case Term():
            own = {"anchor": rule.anchor.value, "days": rule.days, "kind": rule.kind.value, "event": rule.event}
            return {"rule": "term", **own, "period": period}


def from_json(value: Any) -> DueRule:
    """Return the rule; anything that `as_json` does not write is refused (`due_rule.unknown_value`)."""
    if not isinstance(value, Mapping):
        raise refusals.unknown_value()
    try:
        return _read(value)
    except (KeyError, TypeError, ValueError) as wrong:
        raise refusals.unknown_value() from wrong


def _read(value: Mapping[str, Any]) -> DueRule:
    period = PeriodKind(value["period"]) if value.get("period") else None
    match value["rule"]:
        case "month_day":
            return MonthDay(_whole(value["month"]), _whole(value["day"]), after=value["after"] is True, period=period)
        case "year_day":
            return YearDay(
                _whole(value["month"]), _whole(value["day"]), next_year=value["next_year"] is True, period=period
            )
        case "term":
            return Term(
                Anchor(value["anchor"]), _whole(value["days"]), DayKind(value["kind"]), period, str(value["event"])
            )
    raise ValueError(value["rule"])


def _whole(number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(number)
    return number
