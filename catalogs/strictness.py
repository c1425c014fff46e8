"""Is one value of an item stricter than another? Pure; the order that inheritance rests on (DOMAIN section 4).

A unit below may shorten the period, widen the readers, add channels, name its own departments, sharpen the due rule,
lengthen the public notice and show the process. `combined` never gives anything looser than what stood before, whatever
is laid over it and in whichever order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from catalogs import duerules, kinds
from catalogs.kinds import Period, TimeMode

SHORT_TO_LONG: tuple[Period, ...] = (Period.MONTH, Period.QUARTER, Period.HALF_YEAR, Period.YEAR)


def stricter_period(former: str, wanted: str) -> bool:
    """A shorter one; an item without a period gets none."""
    return bool(former and wanted) and SHORT_TO_LONG.index(Period(wanted)) < SHORT_TO_LONG.index(Period(former))


def stricter_scopes(former: Sequence[str], wanted: Sequence[str]) -> bool:
    """Wider readers: a wider circle than any before, or all circles from before and one more."""
    if not former or not wanted:
        return bool(wanted)
    widest = (kinds.widest(former), kinds.widest(wanted))
    before, after = (kinds.width(scope) if scope else -1 for scope in widest)
    return after > before or set(wanted) > set(former)


def stricter_channels(former: Sequence[str], wanted: Sequence[str]) -> bool:
    """One channel more."""
    return not set(wanted) <= set(former)


def stricter_departments(former: Sequence[str], wanted: Sequence[str]) -> bool:
    """Other departments: they are no matter of strictness, the nearest unit knows its own."""
    return bool(wanted) and list(wanted) != list(former)


def stricter_notice(former: int, wanted: int) -> bool:
    """More days of public notice."""
    return wanted > former


def stricter_process(former: bool, wanted: bool) -> bool:
    """The process as well as the result."""
    return wanted and not former


STRICTER: Mapping[str, Callable[[Any, Any], bool]] = {
    "period": stricter_period,
    "scopes": stricter_scopes,
    "channels": stricter_channels,
    "departments": stricter_departments,
    "notice_days": stricter_notice,
    "shows_process": stricter_process,
}
"""Of each field of an item that a unit below may set, when a value is stricter; of due rules `duerules` says it."""

FIELDS: tuple[str, ...] = ("period", "due_rule", "scopes", "channels", "departments", "notice_days", "shows_process")
"""The fields of an item that a unit below may set; the period first, since due rules depend on it."""


def laid_over(former: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return all fields as they hold when a unit below wants these values."""
    found = {field: combined(field, former[field], wanted[field]) for field in STRICTER}
    period, due_rule = duerules.timing((former["period"], former["due_rule"]), (found["period"], wanted["due_rule"]))
    return {**found, "period": period, "due_rule": due_rule}


def combined(field: str, former: Any, wanted: Any) -> Any:
    """Return what holds when a unit below wants this value: its own where that is stricter, else what stood before."""
    if not STRICTER[field](former, wanted):
        return former
    if field == "channels":
        return [*former, *(channel for channel in wanted if channel not in former)]
    return wanted


def allows_period(time_mode: str) -> bool:
    """Say whether an item with this time mode has a period."""
    return time_mode == TimeMode.PERIODIC
