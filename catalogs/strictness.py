"""Is one value of an item stricter than another? Pure; the order that inheritance rests on (DOMAIN section 4).

A unit below may shorten the period, widen the readers, add channels, name its own departments, sharpen the due rule,
lengthen the public notice and show the process. `combined` never gives anything looser than what stood before, whatever
is laid over it and in whichever order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from catalogs import kinds
from catalogs.kinds import Period, TimeMode

SHORT_TO_LONG: tuple[Period, ...] = (Period.MONTH, Period.QUARTER, Period.HALF_YEAR, Period.YEAR)

_NUMBER = re.compile(r"\d+")
_UNORDERED = re.compile(r"不少于|不低于|不早于|至少|以上|提前|前\d")
"""Words beside which a smaller number is not a stricter one: 提前10日, 会前3日."""


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


def stricter_due_rule(former: str, wanted: str) -> bool:
    """The same sentence with smaller numbers, the first that differs deciding: 10日前 → 5日前; any rule where none was.

    Rules that are worded otherwise cannot be compared and do not count as stricter.
    """
    if not former or not wanted:
        return bool(wanted)
    (words, numbers), (new_words, new_numbers) = _shape(former), _shape(wanted)
    return words == new_words and new_numbers < numbers and not _UNORDERED.search(_plain(wanted))


def comparable_due_rules(former: str, wanted: str) -> bool:
    """Say whether the two rules are worded alike, so that their numbers say which one is stricter."""
    return _shape(former)[0] == _shape(wanted)[0] and not _UNORDERED.search(_plain(wanted))


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
    "due_rule": stricter_due_rule,
    "notice_days": stricter_notice,
    "shows_process": stricter_process,
}
"""The fields of an item that a unit below may set, and when a value is stricter."""

FIELDS: tuple[str, ...] = tuple(STRICTER)


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


def _plain(rule: str) -> str:
    return "".join(unicodedata.normalize("NFKC", rule).split())


def _shape(rule: str) -> tuple[str, tuple[int, ...]]:
    """Return the wording with its numbers taken out, and the numbers."""
    plain = _plain(rule)
    return _NUMBER.sub("#", plain), tuple(int(number) for number in _NUMBER.findall(plain))
