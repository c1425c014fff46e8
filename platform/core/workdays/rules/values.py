"""Which due rules are there? Three kinds of values, in one normal form each, so that equal rules compare equal."""

from __future__ import annotations

import calendar as gregorian
from dataclasses import dataclass
from enum import StrEnum

from core.workdays.calendar import DayKind
from core.workdays.periods import MONTHS_IN_A_YEAR, PeriodKind
from core.workdays.rules import refusals

LAST = -1
"""The last month of a period, the last day of a month."""
LONGEST_TERM = 366
LONGEST_MONTH = 31
ORDINARY_YEAR = 2025
USUAL_EVENT = "事项发生"


class Anchor(StrEnum):
    """From where a term is counted; that day is day 0."""

    PERIOD_START = "period_start"
    """The day before the period: its first day is the first that can count."""
    PERIOD_END = "period_end"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class MonthDay:
    """By a day of a month of the period, or of what follows it (`after`): 每季度首月10日前.

    A day that a short month lacks is the last of that month. `period` is named by the rule itself, or left to the item.
    """

    month: int
    day: int
    after: bool = False
    period: PeriodKind | None = None

    def __post_init__(self) -> None:
        if self.day != LAST and not 1 <= self.day <= LONGEST_MONTH:
            raise refusals.no_such_day_of_month(self.day)
        most = self.period.months if self.period and not self.after else MONTHS_IN_A_YEAR
        if self.month != LAST and not 1 <= self.month <= most:
            raise refusals.no_such_month(self.month)
        if self.month == LAST and self.after:
            raise refusals.no_such_month(self.month)
        if self.month == LAST and self.period is PeriodKind.MONTH:
            object.__setattr__(self, "month", 1)


@dataclass(frozen=True, slots=True)
class YearDay:
    """By a date of the year in which the period begins, or of the next one (`next_year`): 8月31日前."""

    month: int
    day: int
    next_year: bool = False
    period: PeriodKind | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.month <= MONTHS_IN_A_YEAR:
            raise refusals.no_such_month(self.month)
        longest = gregorian.monthrange(ORDINARY_YEAR, self.month)[1]
        if self.day != LAST and not 1 <= self.day <= longest:
            raise refusals.no_such_day(self.month, self.day)
        if self.next_year or self.period is not PeriodKind.YEAR:
            object.__setattr__(self, "period", None)


@dataclass(frozen=True, slots=True)
class Term:
    """Within so many days of the begin or end of the period, or of an event: 期后10个工作日内."""

    anchor: Anchor
    days: int
    kind: DayKind = DayKind.WORKING
    period: PeriodKind | None = None
    event: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.days <= LONGEST_TERM:
            raise refusals.no_such_length(self.days, LONGEST_TERM)
        if self.anchor is Anchor.EVENT:
            object.__setattr__(self, "period", None)
            object.__setattr__(self, "event", self.event or USUAL_EVENT)
        else:
            object.__setattr__(self, "event", "")


DueRule = MonthDay | YearDay | Term
