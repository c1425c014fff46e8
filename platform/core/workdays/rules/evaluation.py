"""On which day does a due rule make a period, or an event, due, and is it a rule that can be kept at all?

A date that a rule names stays where it is, also on a day off: disclosing on line needs no office hours, and a date in
a catalog is a promise. Only terms of working days step over days off.
"""

from __future__ import annotations

import calendar as gregorian
from datetime import date, timedelta

from core.workdays.calendar import DayKind, DayNote, DayReason, Deadline, WorkdayTable, add_working_days
from core.workdays.clocks import Clock
from core.workdays.clocks import due as due_of_clock
from core.workdays.periods import Period, PeriodKind, periods_between
from core.workdays.rules import refusals
from core.workdays.rules.values import LAST, Anchor, DueRule, MonthDay, Term, YearDay
from core.workdays.rules.writing import text_of

_TRIED = (date(2024, 1, 1), date(2027, 12, 31))
"""Four years with a leap year: a rule without working days behaves in all others as in one of these."""


def check(rule: DueRule, kind: PeriodKind | None) -> None:
    """Refuse the rule for items of this period (None: items that are due after an event) unless it can be kept.

    Raises `Invalid`: `due_rule.needs_event`, `due_rule.needs_period`, `due_rule.other_period`, `due_rule.never_due`,
    `due_rule.before_period`.
    """
    if isinstance(rule, Term) and rule.anchor is Anchor.EVENT:
        if kind is not None:
            raise refusals.needs_event(text_of(rule))
        return
    if kind is None:
        raise refusals.needs_period(text_of(rule))
    if rule.period is not None and rule.period is not kind:
        raise refusals.other_period(text_of(rule))
    if isinstance(rule, Term):
        return
    if isinstance(rule, MonthDay) and not rule.after and rule.month > kind.months:
        raise refusals.no_such_month(rule.month)
    if any(_named_day(rule, period) < period.first for period in periods_between(*_TRIED, kind)):
        raise refusals.before_period(text_of(rule))


def due(rule: DueRule, table: WorkdayTable, *, period: Period | None = None, event_on: date | None = None) -> Deadline:
    """Return the deadline of a period, or after an event, with its explanation; refuses as `check` does."""
    check(rule, period.kind if period else None)
    if isinstance(rule, Term):
        return _counted(rule, _day_0(rule, period, event_on), table)
    if period is None:
        raise refusals.needs_period(text_of(rule))
    day = _named_day(rule, period)
    note = DayNote(day, counts=True, number=0, reason=DayReason.FIXED, name=text_of(rule), confirmed=True)
    return Deadline(due_on=day, provisional=False, explanation=(note,))


def _day_0(rule: Term, period: Period | None, event_on: date | None) -> date:
    if rule.anchor is Anchor.EVENT or period is None:
        if event_on is None:
            raise ValueError("a term after an event needs the day of the event")
        return event_on
    return period.last if rule.anchor is Anchor.PERIOD_END else period.first - timedelta(days=1)


def _counted(rule: Term, day_0: date, table: WorkdayTable) -> Deadline:
    if rule.kind is DayKind.WORKING:
        return add_working_days(day_0, rule.days, table)
    return due_of_clock(Clock(day_0, rule.days, DayKind.CALENDAR), table, on=day_0)


def _named_day(rule: MonthDay | YearDay, period: Period) -> date:
    """Return the day that the rule names; a day that a short month lacks is that month's last."""
    if isinstance(rule, YearDay):
        return _day_of_month(period.first.year + rule.next_year, rule.month, rule.day)
    base = period.next().first if rule.after else period.first
    months = (period.kind.months if rule.month == LAST else rule.month) - 1
    years, month = divmod(base.month - 1 + months, 12)
    return _day_of_month(base.year + years, month + 1, rule.day)


def _day_of_month(year: int, month: int, day: int) -> date:
    longest = gregorian.monthrange(year, month)[1]
    return date(year, month, longest if day == LAST else min(day, longest))
