"""How is a due rule written? One canonical Chinese text a rule, which `reading.parse` reads back as the same rule.

The text is what catalogs of offices say, in the language of the catalogs: it is content, not interface, and is not
translated.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.workdays.calendar import DayKind
from core.workdays.periods import PeriodKind
from core.workdays.rules.values import LAST, Anchor, DueRule, MonthDay, Term, YearDay

EVERY: Mapping[PeriodKind, str] = {
    PeriodKind.MONTH: "每月",
    PeriodKind.QUARTER: "每季度",
    PeriodKind.HALF_YEAR: "每半年",
    PeriodKind.YEAR: "每年",
}


def text_of(rule: DueRule) -> str:
    """Return the canonical text."""
    match rule:
        case MonthDay():
            return _month_day(rule)
        case YearDay():
            prefix = "次年" if rule.next_year else EVERY[rule.period] if rule.period else ""
            return f"{prefix}{rule.month}月{_day(rule.day)}前"
        case Term():
            return _term(rule)


def _month_day(rule: MonthDay) -> str:
    if rule.month == LAST and rule.day == LAST:
        return f"{EVERY[rule.period]}末前" if rule.period else "期末前"
    if rule.period is PeriodKind.MONTH and rule.month == 1:
        return f"{'次月' if rule.after else '每月'}{_day(rule.day)}前"
    prefix = EVERY[rule.period] if rule.period else ""
    if rule.after:
        prefix = f"{prefix}结束后" if prefix else "期后"
    return f"{prefix}{_month(rule.month)}{_day(rule.day)}前"


def _month(month: int) -> str:
    if month == LAST:
        return "末月"
    return "首月" if month == 1 else f"第{month}个月"


def _day(day: int) -> str:
    return "底" if day == LAST else f"{day}日"


def _term(rule: Term) -> str:
    length = f"{rule.days}{'个工作日' if rule.kind is DayKind.WORKING else '日'}内"
    if rule.anchor is Anchor.EVENT:
        return f"自{rule.event}之日起{length}"
    short, side = ("期初", "开始后") if rule.anchor is Anchor.PERIOD_START else ("期后", "结束后")
    return f"{EVERY[rule.period]}{side}{length}" if rule.period else f"{short}{length}"
