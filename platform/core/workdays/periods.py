"""Which month, quarter, half-year or year is it, and which ones lie between two days? Pure values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import days
from core.errors import Text

MONTHS_IN_A_YEAR = 12
_KEY = re.compile(r"(?P<year>\d{4})(?:-(?P<letter>[MQH])(?P<index>\d{1,2}))?")


class PeriodKind(StrEnum):
    """How long a period is; the values are those that catalogs use for items."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """The length in months."""
        return _MONTHS[self]


_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12}
_LETTERS = {PeriodKind.MONTH: "M", PeriodKind.QUARTER: "Q", PeriodKind.HALF_YEAR: "H", PeriodKind.YEAR: ""}
_QUARTERS: tuple[Text, ...] = (
    gettext_lazy("%(year)s年第一季度"),
    gettext_lazy("%(year)s年第二季度"),
    gettext_lazy("%(year)s年第三季度"),
    gettext_lazy("%(year)s年第四季度"),
)
_HALVES: tuple[Text, ...] = (gettext_lazy("%(year)s年上半年"), gettext_lazy("%(year)s年下半年"))


@dataclass(frozen=True, slots=True)
class Period:
    """One period of the Gregorian year; `index` counts from 1 within the year.

    >>> Period(PeriodKind.QUARTER, 2026, 3).last
    datetime.date(2026, 9, 30)
    """

    kind: PeriodKind
    year: int
    index: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.index <= MONTHS_IN_A_YEAR // self.kind.months:
            raise ValueError(f"a year has no {self.kind} number {self.index}")

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, (self.index - 1) * self.kind.months + 1, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return self.next().first - timedelta(days=1)

    @property
    def label(self) -> str:
        """The name in the current language: 2026年第三季度."""
        words = {"year": self.year}
        match self.kind:
            case PeriodKind.MONTH:
                return formats.date_format(self.first, _("Y年n月"))
            case PeriodKind.QUARTER:
                return str(_QUARTERS[self.index - 1]) % words
            case PeriodKind.HALF_YEAR:
                return str(_HALVES[self.index - 1]) % words
        return _("%(year)s年") % words

    @property
    def key(self) -> str:
        """The name for rows and programs: `2026-Q3`, `2026-M09`, `2026-H1`, `2026`; sorts by time within a kind."""
        if self.kind is PeriodKind.YEAR:
            return f"{self.year:04}"
        width = 2 if self.kind is PeriodKind.MONTH else 1
        return f"{self.year:04}-{_LETTERS[self.kind]}{self.index:0{width}}"

    def contains(self, day: date) -> bool:
        """Return whether the day lies in the period."""
        return self.first <= day <= self.last

    def shifted(self, count: int) -> Period:
        """Return the period so many later, or earlier when negative."""
        in_a_year = MONTHS_IN_A_YEAR // self.kind.months
        years, index = divmod(self.index - 1 + count, in_a_year)
        return Period(self.kind, self.year + years, index + 1)

    def next(self) -> Period:
        """Return the period that follows."""
        return self.shifted(1)

    def previous(self) -> Period:
        """Return the period before."""
        return self.shifted(-1)


def containing(day: date, kind: PeriodKind) -> Period:
    """Return the period of this kind in which the day lies."""
    return Period(kind, day.year, (day.month - 1) // kind.months + 1)


def from_key(key: str) -> Period:
    """Return the period of this key; raises `ValueError` for anything that is none."""
    found = _KEY.fullmatch(key)
    if found is None or not days.FIRST_YEAR <= int(found["year"]) <= days.LAST_YEAR:
        raise ValueError(f"no period has the key {key!r}")
    kind = next(kind for kind, letter in _LETTERS.items() if letter == (found["letter"] or ""))
    return Period(kind, int(found["year"]), int(found["index"] or 1))


def periods_between(start: date, end: date, kind: PeriodKind) -> list[Period]:
    """Return the periods of this kind that have a day from `start` to `end`, both included, in order of time."""
    found: list[Period] = []
    period = containing(start, kind)
    while period.first <= end:
        found.append(period)
        period = period.next()
    return found
