"""Do clocks stand still, run on and end on the right day?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import errors
from core.workdays import official, wording
from core.workdays.calendar import DayKind, DayReason, WorkdayTable, add_working_days
from core.workdays.clocks import Clock, Extension, Pause, due, stage_due

ANNOUNCED = WorkdayTable({day: known for year in (2024, 2025, 2026) for day, known in official.days_of(year).items()})
TODAY = date(2026, 11, 20)
days = st.dates(date(2024, 1, 1), date(2026, 9, 30))
terms = st.integers(0, 40)
unhurried = settings(deadline=None)


def ends(clock: Clock, on: date = TODAY) -> date:
    return due(clock, ANNOUNCED, on=on).due_on


def test_a_clock_that_never_stops_is_a_plain_term() -> None:
    assert due(Clock(date(2026, 9, 17), 15), ANNOUNCED, on=TODAY) == add_working_days(date(2026, 9, 17), 15, ANNOUNCED)


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ((), date(2026, 11, 16)),
        # asked a third party on the 4th, answered on the 6th: 5 and 6 November do not count
        ((Pause(date(2026, 11, 4), date(2026, 11, 6)),), date(2026, 11, 18)),
        # over a weekend: three days stand still, one of them would have counted
        ((Pause(date(2026, 11, 6), date(2026, 11, 9)),), date(2026, 11, 17)),
        # stopped and resumed on one day: nothing is lost
        ((Pause(date(2026, 11, 4), date(2026, 11, 4)),), date(2026, 11, 16)),
        # twice, and the second overlaps with the first
        (
            (Pause(date(2026, 11, 3), date(2026, 11, 5)), Pause(date(2026, 11, 4), date(2026, 11, 6))),
            date(2026, 11, 19),
        ),
        # stopped on the last day: that day was the last one
        ((Pause(date(2026, 11, 16), date(2026, 11, 18)),), date(2026, 11, 16)),
    ],
)
def test_days_of_a_pause_do_not_count(pauses: tuple[Pause, ...], expected: date) -> None:
    assert ends(Clock(date(2026, 11, 2), 10, pauses=pauses)) == expected


def test_calendar_days_count_every_day_and_are_never_provisional() -> None:
    found = due(Clock(date(2026, 12, 28), 7, DayKind.CALENDAR), ANNOUNCED, on=TODAY)
    assert (found.due_on, found.provisional, found.counted) == (date(2027, 1, 4), False, 7)
    assert {note.reason for note in found.explanation[1:]} == {DayReason.CALENDAR_DAY}


def test_a_clock_that_stands_still_moves_with_each_day() -> None:
    clock = Clock(date(2026, 11, 2), 10).paused(date(2026, 11, 4), "征求第三方意见")
    first, later = (due(clock, ANNOUNCED, on=on) for on in (date(2026, 11, 5), date(2026, 11, 6)))
    assert (first.due_on, later.due_on) == (date(2026, 11, 17), date(2026, 11, 18))
    assert first.paused
    assert first.provisional
    resumed = clock.resumed(date(2026, 11, 6))
    settled = due(resumed, ANNOUNCED, on=TODAY)
    assert (settled.due_on, settled.paused, settled.provisional) == (date(2026, 11, 18), False, False)


def test_the_explanation_names_pauses_and_closures_day_by_day() -> None:
    closed = ANNOUNCED.with_closures({date(2026, 11, 9): "机关搬迁"})
    clock = Clock(date(2026, 11, 3), 4, pauses=(Pause(date(2026, 11, 4), date(2026, 11, 6), "征求第三方意见"),))
    sentences = wording.explain(due(clock, closed, on=TODAY))
    assert sentences == [
        "2026年11月3日（星期二）：当天不计，从次日起算。",
        "11月4日（星期三）：第1个工作日。",
        "11月5日（星期四）：征求第三方意见，暂停计时，不计。",
        "11月6日（星期五）：征求第三方意见，暂停计时，不计。",
        "11月7日（星期六）：周末，不计。",
        "11月8日（星期日）：周末，不计。",
        "11月9日（星期一）：机关搬迁，本单位不办公，不计。",
        "11月10日（星期二）：第2个工作日。",
        "11月11日（星期三）：第3个工作日。",
        "11月12日（星期四）：第4个工作日。",
        "最后期限是2026年11月12日（星期四），从次日起算逾期。",
    ]


def test_a_term_is_extended_once_and_in_time() -> None:
    clock = Clock(date(2026, 9, 17), 15)
    extended = clock.extended(15, decided_on=date(2026, 10, 14), table=ANNOUNCED)
    assert extended.extension == Extension(15, date(2026, 10, 14))
    assert ends(extended) == date(2026, 11, 4) == ends(Clock(date(2026, 9, 17), 30))
    with pytest.raises(errors.Conflict) as twice:
        extended.extended(5, decided_on=date(2026, 10, 20), table=ANNOUNCED)
    with pytest.raises(errors.Conflict) as late:
        clock.extended(15, decided_on=date(2026, 10, 15), table=ANNOUNCED)
    assert (twice.value.code, late.value.code) == ("clock.already_extended", "clock.expired")


def test_a_clock_that_stands_still_may_be_extended_unless_it_had_run_out() -> None:
    running = Clock(date(2026, 11, 2), 5)
    paused = running.paused(date(2026, 11, 4), "补正")
    assert paused.extended(5, decided_on=date(2026, 12, 1), table=ANNOUNCED).length == 10
    too_late = running.paused(date(2026, 11, 12), "补正")
    with pytest.raises(errors.Conflict, match=r"clock\.expired"):
        too_late.extended(5, decided_on=date(2026, 11, 13), table=ANNOUNCED)


def test_a_clock_is_stopped_and_resumed_in_turn() -> None:
    running = Clock(date(2026, 11, 2), 10)
    stopped = running.paused(date(2026, 11, 4), "")
    refusals: list[tuple[Callable[[], Clock], str]] = [
        (lambda: stopped.paused(date(2026, 11, 5), ""), "clock.already_paused"),
        (lambda: running.resumed(date(2026, 11, 5)), "clock.not_paused"),
        (lambda: stopped.resumed(date(2026, 11, 3)), "clock.resumed_too_early"),
        (lambda: stopped.resumed(date(2026, 11, 9)).paused(date(2026, 11, 6), ""), "clock.overlapping_pause"),
    ]
    for act, code in refusals:
        with pytest.raises(errors.Conflict) as refused:
            act()
        assert refused.value.code == code


def test_values_that_cannot_be_are_no_values() -> None:
    for make in (
        lambda: Pause(date(2026, 11, 4), date(2026, 11, 3)),
        lambda: Clock(TODAY, -1),
        lambda: Extension(0, TODAY),
        lambda: Clock(TODAY, 1, pauses=(Pause(TODAY), Pause(TODAY, TODAY))),
    ):
        with pytest.raises(ValueError):
            make()


class TestStages:
    """10 + 3 + 3 within 15."""

    received = date(2026, 9, 17)
    overall = add_working_days(received, 15, ANNOUNCED)

    def test_the_last_stage_ends_with_the_whole(self) -> None:
        handling = stage_due(self.received, 10, self.overall, ANNOUNCED)
        secrecy = stage_due(handling.due_on, 3, self.overall, ANNOUNCED)
        leader = stage_due(secrecy.due_on, 3, self.overall, ANNOUNCED)
        assert [stage.due_on for stage in (handling, secrecy, leader)] == [
            date(2026, 10, 8),
            date(2026, 10, 12),
            date(2026, 10, 14),
        ]
        assert leader.own_term_ends_on == date(2026, 10, 15)
        assert handling.own_term_ends_on is None
        assert leader.explanation[-1].day == self.overall.due_on
        assert "以全程期限为准" in wording.explain(leader)[-2]

    def test_a_stage_that_was_quick_leaves_time_to_the_next(self) -> None:
        assert stage_due(date(2026, 9, 21), 3, self.overall, ANNOUNCED).due_on == date(2026, 9, 24)

    def test_a_stage_that_begins_too_late_was_due_with_the_whole(self) -> None:
        late = stage_due(date(2026, 10, 20), 3, self.overall, ANNOUNCED)
        assert late.due_on == self.overall.due_on
        assert [note.reason for note in late.explanation] == [DayReason.EVENT]

    def test_what_is_uncertain_of_the_whole_is_uncertain_of_the_stage_it_cuts(self) -> None:
        uncertain = add_working_days(date(2026, 12, 28), 5, ANNOUNCED)
        assert stage_due(date(2026, 12, 31), 10, uncertain, ANNOUNCED).provisional
        assert not stage_due(date(2026, 12, 28), 2, uncertain, ANNOUNCED).provisional


@unhurried
@given(days, terms, days, st.integers(0, 30))
def test_a_pause_only_ever_postpones_and_never_beyond_its_length(
    start: date, term: int, stopped: date, length: int
) -> None:
    plain, pause = Clock(start, term), Pause(stopped, stopped + timedelta(days=length))
    held = due(Clock(start, term, pauses=(pause,)), ANNOUNCED, on=TODAY)
    assert held.due_on >= ends(plain)
    assert held.counted == term
    skipped = sum(ANNOUNCED.is_working(day) for day in (stopped + timedelta(days=n) for n in range(1, length + 1)))
    assert held.due_on <= ends(Clock(start, term + skipped))
    assert not any(pause.covers(note.day) for note in held.explanation if note.counts)


@unhurried
@given(days, terms, st.integers(0, 40), days)
def test_a_stage_never_outlasts_the_whole_nor_its_cap(start: date, term: int, cap: int, stage_start: date) -> None:
    overall = add_working_days(start, term, ANNOUNCED)
    stage = stage_due(stage_start, cap, overall, ANNOUNCED)
    assert stage.due_on == min(overall.due_on, add_working_days(stage_start, cap, ANNOUNCED).due_on)


@unhurried
@given(days, terms, st.integers(1, 30))
def test_an_extension_counts_on_from_the_end(start: date, term: int, more: int) -> None:
    extended = Clock(start, term, extension=Extension(more, start))
    assert ends(extended) == add_working_days(ends(Clock(start, term)), more, ANNOUNCED).due_on
