"""Do terms end on the day that the Chinese calendar says?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.workdays import official
from core.workdays.calendar import (
    Day,
    DayReason,
    WorkdayTable,
    add_working_days,
    is_weekday,
    working_days_between,
)

ANNOUNCED = WorkdayTable({day: known for year in (2024, 2025, 2026) for day, known in official.days_of(year).items()})
UNKNOWN = WorkdayTable({})

covered_days = st.dates(date(2024, 1, 1), date(2026, 6, 30))
any_days = st.dates(date(2023, 1, 1), date(2028, 12, 31))
terms = st.integers(0, 60)
unhurried = settings(deadline=None)  # a busy machine is no failure


@pytest.mark.parametrize(
    ("received", "term", "due"),
    [
        (date(2026, 9, 17), 15, date(2026, 10, 14)),  # the two worked examples of the rule
        (date(2026, 2, 12), 10, date(2026, 3, 4)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # due on a Saturday that is worked
        (date(2026, 4, 30), 1, date(2026, 5, 6)),  # Labour Day with its day in lieu
        (date(2026, 5, 8), 1, date(2026, 5, 9)),  # and its make-up Saturday
        (date(2026, 10, 3), 1, date(2026, 10, 8)),  # an event on a holiday
        (date(2025, 9, 27), 2, date(2025, 9, 29)),  # make-up Sunday counts
        (date(2024, 2, 9), 1, date(2024, 2, 18)),  # make-up Sunday ends Spring Festival
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
    ],
)
def test_a_term_of_working_days_ends_on(received: date, term: int, due: date) -> None:
    deadline = add_working_days(received, term, ANNOUNCED)
    assert deadline.due_on == due
    assert deadline.counted == term
    assert not deadline.provisional


def test_a_term_past_the_horizon_is_computed_monday_to_friday_and_provisional() -> None:
    deadline = add_working_days(date(2026, 12, 24), 8, ANNOUNCED)
    assert deadline.due_on == date(2027, 1, 5)
    assert deadline.provisional
    assert [note.day for note in deadline.explanation if not note.confirmed] == [date(2027, 1, n) for n in range(1, 6)]


def test_a_term_that_ends_on_the_horizon_is_certain() -> None:
    assert ANNOUNCED.coverage() == (date(2024, 1, 1), date(2026, 12, 31))
    assert not add_working_days(date(2026, 12, 24), 5, ANNOUNCED).provisional
    assert add_working_days(date(2026, 12, 24), 6, ANNOUNCED).provisional


def test_an_event_before_the_calendar_begins_does_not_make_the_term_uncertain() -> None:
    assert not add_working_days(date(2023, 12, 31), 1, ANNOUNCED).provisional  # day 0 is not counted
    assert add_working_days(date(2023, 12, 30), 1, ANNOUNCED).provisional


def test_an_expected_year_is_used_but_provisional() -> None:
    expected = WorkdayTable({**ANNOUNCED.days, date(2027, 1, 1): Day(working=False, name="元旦", confirmed=False)})
    deadline = add_working_days(date(2026, 12, 31), 1, expected)
    assert deadline.due_on == date(2027, 1, 4)
    assert deadline.provisional
    assert expected.coverage() == ANNOUNCED.coverage()


def test_a_gap_in_the_calendar_shortens_its_coverage() -> None:
    without_2025 = WorkdayTable({day: known for day, known in ANNOUNCED.days.items() if day.year != 2025})
    assert without_2025.coverage() == (date(2026, 1, 1), date(2026, 12, 31))
    assert UNKNOWN.coverage() is None


def test_the_explanation_names_each_day_and_its_reason() -> None:
    notes = add_working_days(date(2026, 9, 17), 15, ANNOUNCED).explanation
    found = {note.day: (note.reason, note.number, note.name) for note in notes}
    assert found[date(2026, 9, 17)] == (DayReason.EVENT, 0, "")
    assert found[date(2026, 9, 18)] == (DayReason.WEEKDAY, 1, "")
    assert found[date(2026, 9, 19)] == (DayReason.WEEKEND, 0, "")
    assert found[date(2026, 9, 20)] == (DayReason.MAKE_UP, 2, "国庆节")
    assert found[date(2026, 9, 25)] == (DayReason.HOLIDAY, 0, "中秋")
    assert found[date(2026, 9, 26)] == (DayReason.HOLIDAY, 0, "中秋")
    assert found[date(2026, 10, 14)] == (DayReason.WEEKDAY, 15, "")


def test_a_local_closure_postpones_and_says_why() -> None:
    closed = ANNOUNCED.with_closures({date(2026, 11, 23): "机关搬迁", date(2026, 11, 22): "机关搬迁"})
    deadline = add_working_days(date(2026, 11, 20), 1, closed)
    assert deadline.due_on == date(2026, 11, 24)
    assert not deadline.provisional
    reasons = {note.day: note.reason for note in deadline.explanation}
    assert reasons[date(2026, 11, 23)] is DayReason.CLOSURE
    assert reasons[date(2026, 11, 22)] is DayReason.WEEKEND  # closed anyway
    assert add_working_days(date(2026, 11, 20), 1, ANNOUNCED).due_on == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [  # what the inbox says on Friday 20 November 2026
        (date(2026, 11, 20), date(2026, 11, 18), -2),
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 11, 20), date(2026, 12, 10), 14),
        (date(2026, 11, 20), date(2026, 12, 21), 21),
    ],
)
def test_days_left_until_a_due_day(today: date, due: date, left: int) -> None:
    assert working_days_between(today, due, ANNOUNCED) == left


def test_a_term_has_no_negative_length() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2026, 1, 1), -1, ANNOUNCED)


def test_a_table_does_not_change_with_what_it_was_made_of() -> None:
    days = {date(2026, 11, 23): Day(working=False)}
    table = WorkdayTable(days)
    days.clear()
    assert not table.is_working(date(2026, 11, 23))
    with pytest.raises(TypeError):
        table.days[date(2026, 11, 23)] = Day(working=True)  # type: ignore[index]  # that it is refused is the point


@unhurried
@given(any_days, terms)
def test_due_on_a_working_day_after_exactly_the_counted_days(start: date, term: int) -> None:
    deadline = add_working_days(start, term, ANNOUNCED)
    counted = [note.number for note in deadline.explanation if note.counts]
    assert counted == list(range(1, term + 1))
    assert term == 0 or ANNOUNCED.is_working(deadline.due_on)
    days = [note.day for note in deadline.explanation]
    assert days == [start + timedelta(days=offset) for offset in range(len(days))]


@unhurried
@given(any_days, terms, terms)
def test_terms_add_up(start: date, first: int, second: int) -> None:
    in_two_steps = add_working_days(add_working_days(start, first, ANNOUNCED).due_on, second, ANNOUNCED)
    assert in_two_steps.due_on == add_working_days(start, first + second, ANNOUNCED).due_on


@unhurried
@given(any_days, any_days, terms)
def test_a_later_event_is_never_due_earlier(one: date, other: date, term: int) -> None:
    earlier, later = sorted((one, other))
    assert add_working_days(earlier, term, ANNOUNCED).due_on <= add_working_days(later, term, ANNOUNCED).due_on


@unhurried
@given(any_days, terms)
def test_counting_back_gives_the_term(start: date, term: int) -> None:
    due = add_working_days(start, term, ANNOUNCED).due_on
    assert working_days_between(start, due, ANNOUNCED) == term
    assert working_days_between(due, start, ANNOUNCED) == -term


@unhurried
@given(covered_days, st.integers(1, 60), st.sets(any_days, max_size=20))
def test_closures_only_ever_postpone(start: date, term: int, closed: set[date]) -> None:
    table = ANNOUNCED.with_closures(dict.fromkeys(closed, "停办"))
    deadline = add_working_days(start, term, table)
    assert deadline.due_on >= add_working_days(start, term, ANNOUNCED).due_on
    assert deadline.due_on not in closed


@unhurried
@given(any_days, st.integers(1, 60))
def test_without_a_calendar_all_terms_are_provisional_weekdays(start: date, term: int) -> None:
    deadline = add_working_days(start, term, UNKNOWN)
    assert deadline.provisional
    assert is_weekday(deadline.due_on)
