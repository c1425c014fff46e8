"""Is one due rule of an item stricter than another? Pure.

Rules that name a day with certainty are held against each other by the days themselves, over two years; others by their
wording: the same sentence with smaller numbers is stricter. What can be compared in neither way counts as no stricter.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from enum import Enum
from functools import lru_cache

from core import errors
from core.workdays import rules
from core.workdays.calendar import DayKind, WorkdayTable
from core.workdays.periods import PeriodKind, periods_between
from core.workdays.rules import Anchor, DueRule, Term

_TRIED = (datetime.date(2024, 1, 1), datetime.date(2025, 12, 31))
_PLAIN_WEEKS = WorkdayTable({})
_EVENTS = [_TRIED[0] + datetime.timedelta(days=day) for day in range(35)]
_REMEMBERED = 4096
_NUMBER = re.compile(r"\d+")
_UNORDERED = re.compile(r"不少于|不低于|不早于|至少|以上|前\d")
"""Words beside which a smaller number is not a stricter one: 提前10日, 会前3日."""


class Order(Enum):
    """How a wanted rule stands to the former one."""

    EARLIER = "earlier"
    """Never later, and sometimes earlier."""
    SAME = "same"
    LATER = "later"
    UNCLEAR = "unclear"


def timing(former: tuple[str, str], wanted: tuple[str, str]) -> tuple[str, str]:
    """Return the period and due rule that hold when a unit below wants these, its period being the shorter one.

    A shorter period by which a rule could no longer be kept is left as it was.
    """
    (period, rule), (shorter, new_rule) = former, wanted
    found = sharper(rule, new_rule, period, shorter)
    if shorter != period and keepable(rule, period) and not keepable(found, shorter):
        return period, sharper(rule, new_rule, period, period)
    return shorter, found


def sharper(former: str, wanted: str, period: str, shorter: str) -> str:
    """Return the wanted rule where it is stricter, or alone fits the shorter period; else the former."""
    if not wanted or (keepable(former, period) and not keepable(wanted, shorter)):
        return former
    found = order(former, wanted, period, shorter)
    fits = found is Order.SAME and not keepable(former, shorter) and keepable(wanted, shorter)
    return wanted if found is Order.EARLIER or fits else former


def keepable(rule: str, period: str) -> bool:
    """Say whether items of this period can keep the rule; of a rule that is not understood nothing is said."""
    return not rule or problem(rule, period) is None


@lru_cache(maxsize=_REMEMBERED)
def problem(rule: str, period: str) -> errors.Invalid | None:
    """Return why items of this period ("" is none) cannot keep the rule; None if they can, or if nobody knows."""
    try:
        rules.check(rules.parse(rule), PeriodKind(period) if period else None)
    except errors.Invalid as refusal:
        return None if refusal.code == "due_rule.unknown_words" else refusal
    return None


@lru_cache(maxsize=_REMEMBERED)
def order(former: str, wanted: str, period: str, shorter: str) -> Order:
    """Return how the wanted rule, of items of the shorter period, stands to the former one of the longer period."""
    if not former:
        return Order.EARLIER
    old, new = _read(former, period), _read(wanted, shorter)
    if old is None or new is None:
        return _by_wording(former, wanted)
    if not _comparable(old, new):
        return Order.UNCLEAR
    pairs = _after_events(old, new) if not period else _of_periods(old, new, PeriodKind(period), PeriodKind(shorter))
    if any(after > before for before, after in pairs):
        return Order.LATER
    return Order.EARLIER if any(after < before for before, after in pairs) else Order.SAME


def _read(text: str, period: str) -> DueRule | None:
    """Return the rule if it is understood and items of this period can keep it."""
    try:
        rule = rules.parse(text)
        rules.check(rule, PeriodKind(period) if period else None)
    except errors.Invalid:
        return None
    return rule


def _comparable(old: DueRule, new: DueRule) -> bool:
    """Terms after events need the same event; a term of working days grows with holidays, which a date does not."""
    if not isinstance(new, Term):
        return True
    if new.anchor is Anchor.EVENT and not (isinstance(old, Term) and old.event == new.event):
        return False
    return new.kind is not DayKind.WORKING or (isinstance(old, Term) and old.kind is DayKind.WORKING)


def _after_events(old: DueRule, new: DueRule) -> list[tuple[datetime.date, datetime.date]]:
    return [
        (
            rules.due(old, _PLAIN_WEEKS, event_on=day).due_on,
            rules.due(new, _PLAIN_WEEKS, event_on=day).due_on,
        )
        for day in _EVENTS
    ]


def _of_periods(
    old: DueRule, new: DueRule, kind: PeriodKind, shorter: PeriodKind
) -> list[tuple[datetime.date, datetime.date]]:
    """Return the two deadlines of each shorter period that has begun when the longer one is due."""
    pairs: list[tuple[datetime.date, datetime.date]] = []
    for period in periods_between(*_TRIED, kind):
        before = rules.due(old, _PLAIN_WEEKS, period=period).due_on
        begun = [part for part in periods_between(period.first, period.last, shorter) if part.first <= before]
        pairs.extend((before, rules.due(new, _PLAIN_WEEKS, period=part).due_on) for part in begun)
    return pairs


def _by_wording(former: str, wanted: str) -> Order:
    (words, numbers), (new_words, new_numbers) = _shape(former), _shape(wanted)
    if words != new_words or _UNORDERED.search(_plain(wanted)):
        return Order.UNCLEAR
    if new_numbers == numbers:
        return Order.SAME
    return Order.EARLIER if new_numbers < numbers else Order.LATER


def _plain(rule: str) -> str:
    return "".join(unicodedata.normalize("NFKC", rule).split())


def _shape(rule: str) -> tuple[str, tuple[int, ...]]:
    """Return the wording with its numbers taken out, and the numbers."""
    plain = _plain(rule)
    return _NUMBER.sub("#", plain), tuple(int(number) for number in _NUMBER.findall(plain))
