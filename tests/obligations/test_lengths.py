"""Does each day belong to one period of an item, whenever its period changes from one length to another?"""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogs.kinds import OverrideKind, RequestState, TimeMode
from catalogs.models import Item, Override
from core.workdays.periods import PeriodKind, containing
from obligations import opening, sweeping
from obligations.kinds import ClosedReason
from obligations.models import DispatchMark
from tests.databases import AT
from tests.obligations.conftest import add, close_unit, create_unit, leave_out, morning, of, write

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
BEGIN, END = datetime.date(2027, 1, 1), datetime.date(2028, 12, 31)
KINDS = st.sampled_from(list(PeriodKind))
DAYS = st.dates(BEGIN + DAY, END)


def on(month: int, day: int, year: int = 2027) -> datetime.date:
    return datetime.date(year, month, day)


def editions(unit: Any, *lengths: tuple[datetime.date, str]) -> Item:
    """Put one edition after another in force, which differ in how long a period of their one item is."""
    item = None
    for number, (day, length) in enumerate(lengths, 1):
        version = write(unit, number=number, on=day)
        same: dict[str, Any] = {} if item is None else {"lineage": item.lineage}
        item = add(version, "工作动态", time_mode=TimeMode.PERIODIC, period=length, **same)
    assert item is not None
    return item


def sweep(*days: datetime.date) -> None:
    for day in days:
        opening.catch_up(on=day)


def year_begins() -> None:
    """Let the clock have run to the end of the year before, with nothing to open."""
    sweep(BEGIN - DAY)


def labels(item: Item, unit: Any) -> list[str]:
    return list(of(item, unit).order_by("period_start").values_list("label", flat=True))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            [(on(2, 10), "quarter")],
            ["2027年1月", "2027年2月", "2027年3月", "2027年第二季度", "2027年第三季度", "2027年第四季度"],
        ),
        (
            [(on(5, 20), "half_year")],
            [*(f"2027年{month}月" for month in range(1, 7)), "2027年下半年"],
        ),
        ([(on(2, 10), "quarter"), (on(2, 20), "month")], [f"2027年{month}月" for month in range(1, 13)]),
        ([(on(2, 10), "year")], [f"2027年{month}月" for month in range(1, 13)]),
        (
            [(on(2, 10), "year"), (on(4, 10), "quarter")],
            [*(f"2027年{month}月" for month in range(1, 7)), "2027年第三季度", "2027年第四季度"],
        ),
    ],
)
def test_a_longer_period_begins_where_both_begin(
    units: Any, changes: list[tuple[datetime.date, str]], expected: list[str]
) -> None:
    year_begins()
    item = editions(units.QW, (BEGIN, "month"), *changes)
    sweep(*(on(month, 1) for month in range(1, 13)))
    assert labels(item, units.JG1) == expected


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("quarter", "month", ["2027年第一季度", *(f"2027年{month}月" for month in range(4, 13))]),
        ("half_year", "quarter", ["2027年上半年", "2027年第三季度", "2027年第四季度"]),
        ("year", "month", ["2027年"]),
    ],
)
def test_a_shorter_period_begins_when_the_longer_one_is_over(
    units: Any, first: str, then: str, expected: list[str]
) -> None:
    year_begins()
    item = editions(units.QW, (BEGIN, first), (on(2, 10), then))
    sweep(*(on(month, 1) for month in range(1, 13)))
    assert labels(item, units.JG1) == expected


def test_what_runs_on_follows_the_edition_of_before(units: Any) -> None:
    year_begins()
    first = write(units.QW, on=BEGIN)
    old = add(
        first, "工作动态", time_mode=TimeMode.PERIODIC, period="month", due_rule="每月5日前", departments=["办公室"]
    )
    second = write(units.QW, number=2, on=on(2, 10))
    add(
        second,
        "工作动态",
        lineage=old.lineage,
        time_mode=TimeMode.PERIODIC,
        period="quarter",
        due_rule="每季度首月20日前",
        departments=["组织部"],
    )
    sweep(*(on(month, 1) for month in range(1, 5)))
    march, second_quarter = of(old, units.JG1).filter(period_start__gte=on(3, 1)).order_by("period_start")
    assert (march.item, march.due_on, march.responsible, march.opened_on) == (old, on(3, 5), ["办公室"], on(3, 1))
    assert (second_quarter.label, second_quarter.due_on) == ("2027年第二季度", on(4, 20))


def test_what_a_unit_makes_more_frequent_begins_after_the_period_that_runs(units: Any, cast: Any) -> None:
    year_begins()
    item = editions(units.QW, (BEGIN, "quarter"))
    Override.objects.create(
        unit=units.JG1,
        lineage=item.lineage,
        item_title=item.title,
        kind=OverrideKind.TIGHTEN,
        state=RequestState.GRANTED,
        period="month",
        reason="从严",
        from_on=on(2, 10),
        asked_at=AT,
        asked_by_id=cast.clerk.user_id,
        asked_by_name="陈某",
        asker_ids=[cast.clerk.user_id],
    )
    sweep(*(on(month, 1) for month in range(1, 5)))
    assert labels(item, units.JG1) == ["2027年第一季度", "2027年4月"]
    assert labels(item, units.JG2) == ["2027年第一季度", "2027年第二季度"]


def test_an_edition_dated_back_doubles_nothing(units: Any) -> None:
    year_begins()
    item = editions(units.QW, (BEGIN, "month"))
    sweep(on(1, 1), on(2, 1))
    second = write(units.QW, number=2, on=on(1, 1))
    add(second, "工作动态", lineage=item.lineage, time_mode=TimeMode.PERIODIC, period="quarter")
    sweep(on(2, 20), on(3, 1), on(4, 1))
    assert labels(item, units.JG1) == ["2027年1月", "2027年2月", "2027年3月", "2027年第二季度"]


def test_what_is_taken_over_comes_besides(units: Any) -> None:
    """The successor goes on in its own rhythm whatever came from the merged unit."""
    year_begins()
    item = editions(units.QW, (BEGIN, "month"))
    sweep(on(1, 1))
    of(item, units.JG2).update(period_kind="quarter", period_end=on(3, 31), label="2027年第一季度")
    close_unit(units.JG2, on=on(1, 20), successor=units.JG1)
    sweeping.settle(on=on(1, 20), at=morning(on(1, 20)))
    then = write(units.QW, number=2, on=on(1, 15))
    add(then, "工作动态", lineage=item.lineage, time_mode=TimeMode.PERIODIC, period="half_year")
    sweep(on(2, 1))
    assert sorted(labels(item, units.JG1)) == ["2027年1月", "2027年2月", "2027年第一季度"]


def test_what_left_the_catalog_and_came_back_is_owed_again(items: Any, units: Any) -> None:
    sweep(BEGIN - DAY, on(1, 1))
    leave_out(items, "dues", on=on(2, 10))
    sweeping.settle(on=on(2, 10), at=morning(on(2, 10)))
    third = write(units.QW, number=3, on=on(2, 20))
    add(third, "党费收缴情况", lineage=items.dues.lineage, time_mode=TimeMode.PERIODIC, period="month")
    of(items.dues).update(closed_on=on(2, 10), closed_reason=ClosedReason.TERMINATED)
    sweep(on(3, 1))
    assert "2027年3月" in labels(items.dues, units.JG1)


def test_a_new_unit_has_nothing_that_runs_on(units: Any) -> None:
    year_begins()
    item = editions(units.QW, (BEGIN, "month"), (on(2, 10), "quarter"))
    sweep(on(2, 12))
    fresh = create_unit("XS", units.JG, on=on(2, 12))
    sweep(on(3, 1), on(4, 1))
    assert labels(item, fresh) == ["2027年第二季度"]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=KINDS,
    changes=st.lists(st.tuples(DAYS, KINDS), max_size=6, unique_by=lambda each: each[0]),
    swept=st.lists(DAYS, max_size=8),
)
def test_periods_follow_one_another_without_gap_or_overlap(
    units: Any, first: PeriodKind, changes: list[tuple[datetime.date, PeriodKind]], swept: list[datetime.date]
) -> None:
    """For any changes on any days, and whenever the scheduler ran."""
    history = [(BEGIN, first), *sorted(changes)]
    with transaction.atomic():
        DispatchMark.objects.all().delete()
        year_begins()
        item = editions(units.QW, *((day, kind.value) for day, kind in history))
        sweep(*sorted(swept), END)
        rows = of(item, units.JG1).order_by("period_start").values_list("period_kind", "period_start", "period_end")
        spans = [(PeriodKind(kind), start, end) for kind, start, end in rows]
        transaction.set_rollback(True)
    assert (spans[0][1], spans[-1][2]) == (BEGIN, END)
    assert all(after[1] == before[2] + DAY for before, after in pairwise(spans))
    for kind, start, _end in spans:
        asked = [wanted for day, wanted in history if day <= start][-1]
        can_begin = containing(start, asked).first == start
        assert (kind is asked) is can_begin, "the new length begins on the first day that it can"
