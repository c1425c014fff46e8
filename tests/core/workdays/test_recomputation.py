"""Is exactly what changes computed anew when a year is announced?"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from core.workdays import official, rules
from core.workdays.calendar import Day, WorkdayTable, add_working_days
from core.workdays.periods import from_key
from core.workdays.recomputation import Computation, Kept, recompute

BEFORE = WorkdayTable(official.days_of(2026))
YEAR = {
    date(2027, 1, 1) + timedelta(days=n): Day((date(2027, 1, 1) + timedelta(days=n)).weekday() < 5) for n in range(365)
}
AFTER = WorkdayTable({**BEFORE.days, **YEAR, date(2027, 1, 1): Day(working=False, name="元旦")})


def kept(key: str, compute: Computation) -> Kept[str]:
    deadline = compute(BEFORE)
    return Kept(key, deadline.due_on, deadline.provisional, compute)


ROWS = [
    kept("certain", partial(add_working_days, date(2026, 9, 17), 15)),
    kept("moves", partial(add_working_days, date(2026, 12, 31), 1)),
    kept("settles", partial(add_working_days, date(2026, 12, 24), 5)),
    kept("rule", partial(rules.due, rules.parse("期后10个工作日内"), period=from_key("2026-Q4"))),
    kept("named", partial(rules.due, rules.parse("期后首月10日前"), period=from_key("2026-Q4"))),
]


def test_only_what_changes_is_told() -> None:
    found = {one.key: one for one in recompute(ROWS, AFTER)}
    assert list(found) == ["moves", "rule"]
    assert (found["moves"].before, found["moves"].deadline.due_on) == (date(2027, 1, 1), date(2027, 1, 4))
    assert all(one.moved and not one.deadline.provisional for one in found.values())


def test_what_becomes_certain_on_the_same_day_is_told_as_not_moved() -> None:
    row = kept("late", partial(add_working_days, date(2027, 3, 1), 5))
    (only,) = recompute([row], AFTER)
    assert not only.moved
    assert not only.deadline.provisional


def test_nothing_is_told_twice() -> None:
    (moved, *_rest) = recompute(ROWS, AFTER)
    settled = Kept(moved.key, moved.deadline.due_on, moved.deadline.provisional, ROWS[1].compute)
    assert not list(recompute([settled], AFTER))
