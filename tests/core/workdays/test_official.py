"""Is the announced calendar copied day by day, and nothing invented beyond it?"""

from __future__ import annotations

from datetime import date

import chinese_calendar
import pytest

from core.workdays import official


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_a_year_is_that_of_the_package(year: int) -> None:
    days = official.days_of(year)
    assert len(days) == (366 if year == 2024 else 365)
    for day, known in days.items():
        off, occasion = chinese_calendar.get_holiday_detail(day)
        assert known.working is not off, day
        assert bool(known.name) is bool(occasion), day


def test_occasions_are_named_in_chinese() -> None:
    days = official.days_of(2026)
    assert days[date(2026, 2, 14)].name == "春节"
    assert days[date(2026, 10, 10)].name == "国庆节"
    assert {known.name for known in days.values()} == {"", "元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆节"}


def test_a_year_that_was_not_announced_is_refused() -> None:
    beyond = official.known_years().stop
    with pytest.raises(LookupError, match=str(beyond)):
        official.days_of(beyond)
