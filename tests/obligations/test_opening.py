"""Does what comes round arise once, for whom it should, by the right rule, and also after days without a scheduler?"""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import actors
from catalogs import actions as catalog_actions
from catalogs.flows import override_flow
from catalogs.kinds import TimeMode
from core.workdays.periods import Period, PeriodKind
from hierarchy import actions as hierarchy_actions
from hierarchy.models import Unit
from obligations import opening, roll_up
from obligations.models import DispatchMark, Obligation
from tests.obligations.conftest import (
    FIRST_QUARTER,
    NEW_YEAR,
    TODAY,
    add,
    create_unit,
    morning,
    of,
    one,
    write,
)

pytestmark = pytest.mark.django_db
OPEN_UNITS = 7


def open_quarter(**options: Any) -> int:
    return opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True, **options)


def test_a_quarter_is_owed_by_every_unit_that_the_item_means(items: SimpleNamespace, units: Any) -> None:
    assert open_quarter() == 2 * OPEN_UNITS
    assert of(items.dues).count() == of(items.budget).count() == OPEN_UNITS
    assert not of(items.rural).exists()


def test_what_it_followed_is_frozen(items: SimpleNamespace, units: Any) -> None:
    open_quarter()
    found = one(items.dues, units.JG1)
    assert (found.item, found.label) == (items.dues, "2027年第一季度")
    assert (found.opened_on, found.due_on) == (NEW_YEAR, datetime.date(2027, 1, 10))
    assert (found.period_start, found.period_end) == (NEW_YEAR, datetime.date(2027, 3, 31))
    assert found.rule_text == "每季度首月10日前"
    assert found.responsible == ["组织部", "办公室"]
    assert not found.provisional


def test_a_day_by_an_unannounced_year_is_provisional(items: SimpleNamespace, units: Any) -> None:
    open_quarter()
    found = one(items.budget, units.JG1)
    assert (found.due_on, found.provisional) == (datetime.date(2027, 4, 14), True)


def test_without_a_rule_the_tenants_own_holds(items: SimpleNamespace, units: Any) -> None:
    opening.open_period(TimeMode.PERIODIC, Period(PeriodKind.MONTH, 2026, 12), on=datetime.date(2026, 12, 1))
    assert one(items.work, units.JG1).rule_text == "期后10个工作日内"


@pytest.mark.parametrize("words", ["适时更新", "自决定之日起5日内", "每月5日前"])
def test_words_that_do_not_fit_the_item_leave_the_tenants_rule(units: Any, words: str) -> None:
    version = write(units.QW)
    odd = add(version, "某项", time_mode=TimeMode.PERIODIC, period="quarter", due_rule=words)
    open_quarter()
    assert one(odd, units.QW).rule_text == "期后10个工作日内"


@pytest.mark.parametrize(
    ("own", "followed"), [("期后60个工作日内", "期后10个工作日内"), ("期后5个工作日内", "期后5个工作日内")]
)
def test_a_unit_cannot_loosen_the_tenants_rule_where_the_edition_says_nothing(
    own: str, followed: str, units: Any, cast: Any
) -> None:
    silent = add(write(units.QW), "某项", time_mode=TimeMode.PERIODIC, period="quarter")
    asked = catalog_actions.tighten(
        units.JG1, silent, data={"reason": "另定", "due_rule": own}, actor=cast.leader, at=morning(TODAY)
    )
    override_flow.perform("grant", asked, actor=cast.deputy, at=morning(TODAY), data={})
    open_quarter()
    assert one(silent, units.JG1).rule_text == followed
    assert one(silent, units.JG2).rule_text == "期后10个工作日内"


def test_made_once(items: SimpleNamespace, units: Any) -> None:
    assert open_quarter() > 0
    before = list(Obligation.objects.order_by("pk").values())
    assert open_quarter() == 0
    assert opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR) == 0
    assert list(Obligation.objects.order_by("pk").values()) == before


def test_only_within_a_subtree(items: SimpleNamespace, units: Any) -> None:
    assert open_quarter(within=units.JG) == 2 * 3
    assert set(of(items.dues).values_list("unit__code", flat=True)) == {"JG", "JG1", "JG2"}


def test_the_first_sweep_opens_the_present_rounds_and_nothing_overdue(items: SimpleNamespace, units: Any) -> None:
    opening.catch_up(on=TODAY)
    assert not of(items.dues).exists(), "the fourth quarter was due on 10 October, before there was a scheduler"
    assert not of(items.work).exists(), "the units were made in the middle of the month"
    assert one(items.duties, units.JG1).opened_on == TODAY
    assert not Obligation.objects.overdue(TODAY).exists()


def test_each_round_is_opened_when_it_begins(items: SimpleNamespace, units: Any) -> None:
    opening.catch_up(on=TODAY)
    opening.catch_up(on=datetime.date(2026, 12, 31))
    assert of(items.work, units.JG1).get().label == "2026年12月"
    opening.catch_up(on=NEW_YEAR)
    labels = set(Obligation.objects.filter(unit=units.JG1, period_start=NEW_YEAR).values_list("label", flat=True))
    assert labels == {"2027年1月", "2027年第一季度", "2027年"}
    assert one(items.plan, units.JG1).due_on == datetime.date(2027, 3, 31)
    assert DispatchMark.objects.count() == 5


def test_days_without_a_scheduler_are_made_up_for(items: SimpleNamespace, units: Any) -> None:
    opening.catch_up(on=datetime.date(2026, 12, 30))
    opening.catch_up(on=datetime.date(2027, 3, 5))
    months = of(items.work, units.JG1).order_by("period_start")
    assert [found.label for found in months] == ["2026年12月", "2027年1月", "2027年2月", "2027年3月"]
    assert [found.opened_on.day for found in months] == [30, 1, 1, 1], "the first from the day on which it was found"
    assert one(items.dues, units.JG1).opened_on == NEW_YEAR


def test_a_sweep_that_repeats_writes_nothing(items: SimpleNamespace, units: Any) -> None:
    for day in (TODAY, NEW_YEAR):
        opening.catch_up(on=day)
        assert opening.catch_up(on=day) == 0


def test_a_new_unit_owes_what_stands_at_once_and_periods_from_the_next_on(items: SimpleNamespace, units: Any) -> None:
    opening.catch_up(on=NEW_YEAR)
    founded = datetime.date(2027, 2, 15)
    unit = create_unit("JG3", units.JG, on=founded)
    assert opening.open_for_new_units([unit.pk], on=founded) == 1
    assert one(items.duties, unit).opened_on == founded
    opening.catch_up(on=founded)
    assert set(Obligation.objects.of_unit(unit).values_list("kind", flat=True)) == {"standing"}
    opening.catch_up(on=datetime.date(2027, 4, 1))
    labels = Obligation.objects.of_unit(unit).order_by("pk").values_list("label", flat=True)
    assert set(labels) == {"2027年", "2027年3月", "2027年4月", "2027年第二季度"}


def test_new_periods_follow_the_edition_of_their_first_day(items: SimpleNamespace, units: Any) -> None:
    opening.catch_up(on=NEW_YEAR)
    second = write(units.QW, number=2, on=datetime.date(2027, 2, 1))
    same = add(second, "党费收缴情况", time_mode=TimeMode.PERIODIC, period="quarter", lineage=items.dues.lineage)
    opening.catch_up(on=datetime.date(2027, 2, 1))
    assert one(items.dues, units.JG1).item == items.dues, "what is open keeps the edition that it arose under"
    opening.catch_up(on=datetime.date(2027, 4, 1))
    later = of(items.dues, units.JG1).get(period_start=datetime.date(2027, 4, 1))
    assert (later.item, later.rule_text) == (same, "期后10个工作日内")
    assert not of(items.budget, units.JG1).filter(period_start=datetime.date(2027, 4, 1)).exists()


def test_an_edition_dated_back_makes_nothing_overdue_at_birth(units: Any) -> None:
    opening.catch_up(on=NEW_YEAR)
    later = datetime.date(2027, 2, 20)
    version = write(units.QW, on=TODAY)
    past = add(version, "已过期限", time_mode=TimeMode.PERIODIC, period="quarter", due_rule="每季度首月10日前")
    ahead = add(version, "未到期限", time_mode=TimeMode.PERIODIC, period="quarter", due_rule="期后10个工作日内")
    opening.catch_up(on=later)
    assert not of(past).exists()
    assert of(ahead).count() == OPEN_UNITS


def test_queries_do_not_grow_with_the_units(items: SimpleNamespace, units: Any) -> None:
    with CaptureQueriesContext(connection) as few:
        open_quarter()
    Obligation.objects.all().delete()
    for number in range(12):
        create_unit(f"N{number}", units.JD, on=TODAY)
    with CaptureQueriesContext(connection) as many:
        assert open_quarter() == 2 * (OPEN_UNITS + 12)
    assert len(many) == len(few)


def test_a_closed_unit_owes_nothing_new(items: SimpleNamespace, units: Any) -> None:
    Unit.objects.filter(pk=units.SQ2.pk).update(closed_on=datetime.date(2026, 12, 31))
    open_quarter()
    assert not Obligation.objects.of_unit(units.SQ2).exists()


@pytest.mark.parametrize("reorganisation", ["moved", "of another sector"])
def test_a_reorganisation_within_a_period_changes_no_day_before_it(
    items: SimpleNamespace, units: Any, reorganisation: str
) -> None:
    write(units.JD, {"title": "街道季报", "time_mode": TimeMode.PERIODIC, "period": "quarter"})
    opening.catch_up(on=NEW_YEAR - datetime.timedelta(days=1))
    opening.catch_up(on=NEW_YEAR)
    january, day_d = datetime.date(2027, 1, 31), datetime.date(2027, 2, 10)
    year = Period(PeriodKind.YEAR, 2027, 1)
    before = roll_up.rates(units.QW, year, on=january)
    unit = Unit.objects.get(pk=units.JG2.pk)
    if reorganisation == "moved":
        hierarchy_actions.move_unit(unit, parent=units.JD, reason="调整", actor=actors.SYSTEM, at=morning(day_d))
    else:
        hierarchy_actions.change_kind(
            unit, kind=unit.kind, sector="rural", reason="调整", actor=actors.SYSTEM, at=morning(day_d)
        )
    opening.catch_up(on=day_d)
    [found] = Obligation.objects.of_unit(unit).filter(item__title__in=["街道季报", "村务"])
    assert (found.label, found.opened_on) == ("2027年第一季度", day_d), (
        "asked for besides, from the day of the change on"
    )
    assert roll_up.rates(units.QW, year, on=january) == before
