"""Do periods begin, end, follow each other and bear their names?"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workdays.periods import Period, PeriodKind, containing, from_key, periods_between

kinds = st.sampled_from(PeriodKind)
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("period", "first", "last", "label", "key"),
    [
        (Period(PeriodKind.QUARTER, 2026, 3), date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度", "2026-Q3"),
        (Period(PeriodKind.MONTH, 2024, 2), date(2024, 2, 1), date(2024, 2, 29), "2024年2月", "2024-M02"),
        (Period(PeriodKind.MONTH, 2026, 12), date(2026, 12, 1), date(2026, 12, 31), "2026年12月", "2026-M12"),
        (Period(PeriodKind.HALF_YEAR, 2025, 1), date(2025, 1, 1), date(2025, 6, 30), "2025年上半年", "2025-H1"),
        (Period(PeriodKind.HALF_YEAR, 2025, 2), date(2025, 7, 1), date(2025, 12, 31), "2025年下半年", "2025-H2"),
        (Period(PeriodKind.YEAR, 2027), date(2027, 1, 1), date(2027, 12, 31), "2027年", "2027"),
    ],
)
def test_a_period(period: Period, first: date, last: date, label: str, key: str) -> None:
    assert (period.first, period.last, period.label, period.key) == (first, last, label, key)
    assert from_key(key) == period


@pytest.mark.parametrize("key", ["", "2026-Q5", "2026-Q0", "2026-M13", "2026-H3", "2026-X1", "26", "2026Q3", "2026-Q"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError):
        from_key(key)


def test_a_year_has_so_many_periods() -> None:
    whole = date(2026, 1, 1), date(2026, 12, 31)
    assert [len(periods_between(*whole, kind)) for kind in PeriodKind] == [12, 4, 2, 1]


def test_periods_between_include_those_that_are_only_touched() -> None:
    found = periods_between(date(2025, 11, 21), date(2026, 4, 1), PeriodKind.QUARTER)
    assert [period.key for period in found] == ["2025-Q4", "2026-Q1", "2026-Q2"]
    assert periods_between(date(2026, 2, 2), date(2026, 2, 1), PeriodKind.MONTH) == [Period(PeriodKind.MONTH, 2026, 2)]
    assert periods_between(date(2026, 2, 2), date(2026, 1, 31), PeriodKind.MONTH) == []


@given(days, kinds)
def test_each_day_lies_in_exactly_one_period(day: date, kind: PeriodKind) -> None:
    period = containing(day, kind)
    assert period.contains(day)
    assert not period.next().contains(day)
    assert not period.previous().contains(day)
    assert period.next().first == period.last + timedelta(days=1)
    assert period.next().previous() == period
    assert from_key(period.key) == period


@given(days, kinds, st.integers(-100, 100))
def test_shifting_there_and_back_leads_home(day: date, kind: PeriodKind, count: int) -> None:
    period = containing(day, kind)
    assert period.shifted(count).shifted(-count) == period
    assert (period.shifted(count).first > period.first) is (count > 0)


@given(days, st.integers(0, 900), kinds)
def test_periods_between_leave_no_gap(start: date, length: int, kind: PeriodKind) -> None:
    end = start + timedelta(days=length)
    found = periods_between(start, end, kind)
    assert found[0].contains(start)
    assert found[-1].contains(end)
    assert all(later == earlier.next() for earlier, later in pairwise(found))
    assert [period.key for period in found] == sorted(period.key for period in found)
