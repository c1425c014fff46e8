"""Does a whole year come out right? One tenant, day by day, by the tasks that the clock starts, with frozen time.

The catalog: 党费 by the 10th of each quarter, 经费 within ten working days after it, 要点 by 31 March, 分工 standing,
任免 prompt. Seven units; three of them draft: the first branch (two clerks), the second branch, the first community.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from catalogs.kinds import Level, TimeMode
from catalogs.models import Item
from core.notifications.models import Notification
from core.workdays import tables, years
from core.workdays.calendar import Day
from core.workdays.periods import Period, PeriodKind
from obligations import actions, roll_up, tasks
from obligations.flows import extension_flow
from obligations.models import Obligation, Reminder
from tests.obligations.conftest import ITEMS, add, close_unit, morning, newcomer, of, write

pytestmark = pytest.mark.django_db
ONE_DAY = datetime.timedelta(days=1)


def on(month: int, day: int) -> datetime.date:
    return datetime.date(2027, month, day)


class Year:
    """The clock of the test: runs the day's tasks for each day that passes."""

    def __init__(self) -> None:
        self.today = on(1, 1) - ONE_DAY
        self.texts = 0

    def until(self, day: datetime.date, *, scheduler: bool = True) -> datetime.date:
        """Let the days pass up to the morning of a day."""
        while self.today < day:
            self.today += ONE_DAY
            if scheduler:
                self.run(self.today)
        return self.today

    def run(self, day: datetime.date) -> None:
        """Run what the clock starts on a day."""
        with time_machine.travel(morning(day) - datetime.timedelta(hours=2), tick=False):
            tasks.open_due.run()
            tasks.remind.run()
            tasks.send_digests.run()

    def publish(self, item: Item, *units: Any) -> None:
        """Let units publish a text on an item today."""
        for unit in units:
            self.texts += 1
            actions.fulfil(self.texts, unit_id=unit.pk, lineage=item.lineage, at=morning(self.today))

    def overdue(self) -> Counter[str]:
        """Count what is overdue today, by item."""
        rows = Obligation.objects.overdue(self.today).values_list("item__title", flat=True)
        return Counter(rows)

    def rates(self, unit: Any, quarter: int) -> roll_up.Rates:
        """Return the rates of what falls due in a quarter, as they stand today."""
        return roll_up.rates(unit, Period(PeriodKind.QUARTER, 2027, quarter), on=self.today)[0].total


@pytest.fixture
def catalog(units: Any) -> SimpleNamespace:
    """The edition that is in force at the beginning of the year."""
    names = ("dues", "budget", "plan", "duties", "posts")
    by_title = {item.title: item for item in write(units.QW, *(ITEMS[name] for name in names)).items.all()}
    newcomer("community", units.SQ1, "clerk")
    return SimpleNamespace(**{name: by_title[ITEMS[name]["title"]] for name in names})


def told(kind: str) -> Counter[str]:
    """Count who was told of what, by person."""
    rows = Notification.objects.filter(kind=f"obligation.{kind}").values_list("recipient__username", flat=True)
    return Counter(rows)


@pytest.fixture
def calendar(db: None) -> Iterator[None]:
    """Leave no announced year behind in this process."""
    yield
    tables.forget()


def test_a_year_day_by_day(calendar: None, catalog: SimpleNamespace, units: Any, cast: Any) -> None:
    year = Year()
    _january(year, catalog, units, cast)
    _the_calendar_is_announced(year, catalog)
    _three_days_without_a_scheduler(year, catalog, units)
    _a_unit_is_merged(year, catalog, units, cast)
    _a_day_is_extended(year, catalog, units, cast)
    _a_new_edition(year, catalog, units)
    _december(year, units)


def _january(year: Year, catalog: SimpleNamespace, units: Any, cast: Any) -> None:
    """The rounds of the year are opened, people are reminded once, and overdue begins on the next day."""
    year.until(on(1, 1))
    assert Obligation.objects.count() == 4 * 7
    assert set(of(catalog.dues).values_list("due_on", "provisional")) == {(on(1, 10), False)}
    assert set(of(catalog.budget).values_list("due_on", "provisional")) == {(on(4, 14), True)}
    assert set(of(catalog.duties).values_list("due_on", "provisional")) == {(on(1, 29), True)}
    once = Counter(clerk=1, second_clerk=1, neighbour=1, community=1)
    assert told("due_soon") == told("digest") == once, "the seventh day before, Sunday 3 January, is told on Friday"

    year.until(on(1, 7))
    assert told("due_soon") == told("digest") == once
    year.until(on(1, 8))
    year.publish(catalog.dues, units.JG1, units.SQ1)
    year.until(on(1, 10))
    assert year.overdue() == Counter()
    year.until(on(1, 11))
    assert year.overdue() == Counter({"党费收缴情况": 5})
    assert told("overdue") == Counter(neighbour=1), "the others published, or have nobody who drafts"
    year.until(on(1, 15))
    assert told("escalated") == Counter()
    year.until(on(1, 16))
    assert told("escalated") == Counter(deputy=1, superior=1)

    year.publish(catalog.dues, units.JG2)
    assert year.rates(units.QW, 1) == roll_up.Rates(done=2, late=1, overdue=4, pending=14)
    assert year.rates(units.JG, 1) == roll_up.Rates(done=1, late=1, overdue=1, pending=6)
    year.until(on(1, 28))
    year.publish(catalog.duties, *vars(units).values())
    assert not of(catalog.duties).open(year.today).exists()


def _the_calendar_is_announced(year: Year, catalog: SimpleNamespace) -> None:
    """The State Council announces 2027: what was provisional is computed anew, and who drafts is told once."""
    year.until(on(2, 1))
    first = on(1, 1)
    days = [first + n * ONE_DAY for n in range(365)]
    announced = {day: Day(working=day.weekday() < 5 and day != on(4, 5), name="") for day in days}
    years.load_year(2027, announced, source="国办发明电", confirmed=True, at=morning(year.today))
    tables.forget()  # as after the commit
    year.until(on(2, 2))
    assert set(of(catalog.budget).values_list("due_on", "provisional")) == {(on(4, 15), False)}
    assert told("recomputed") == Counter(clerk=1, second_clerk=1, neighbour=1, community=1)
    year.until(on(2, 4))
    assert told("recomputed").total() == 4


def _three_days_without_a_scheduler(year: Year, catalog: SimpleNamespace, units: Any) -> None:
    """From 31 March to 2 April nothing runs: the quarter is opened, and the overdue reminded of, all the same."""
    year.until(on(3, 30))
    year.publish(catalog.plan, units.JG1, units.SQ1)
    before = Obligation.objects.count()
    year.until(on(4, 2), scheduler=False)
    assert Obligation.objects.count() == before == 28
    overdue_mails = told("overdue")["neighbour"]

    year.until(on(4, 3))
    assert Obligation.objects.count() == 28 + 14
    second = of(catalog.dues).filter(period_start=on(4, 1))
    assert set(second.values_list("opened_on", "due_on")) == {(on(4, 1), on(4, 10))}
    assert year.overdue() == Counter({"党费收缴情况": 4, "年度工作要点": 5})
    assert told("overdue")["neighbour"] == overdue_mails + 1
    assert Reminder.objects.filter(kind="due_soon", obligation__in=second).count() == 4, "told though 3 April is late"

    year.publish(catalog.dues, units.JG1, units.SQ1, units.JG2)
    year.publish(catalog.budget, units.JG1, units.SQ1, units.JG2)
    year.until(on(4, 16))
    assert year.overdue() == Counter({"党费收缴情况": 8, "年度工作要点": 5, "经费使用情况": 4})


def _a_unit_is_merged(year: Year, catalog: SimpleNamespace, units: Any, cast: Any) -> None:
    """On 20 May the second branch is merged into the first: its open work goes over, its past stays as it was."""
    year.until(on(5, 19))
    data = {"item": str(catalog.posts.public_id), "title": "王某任职", "happened_on": "2027-05-18"}
    actions.register_event(unit=units.JG2, data=data, actor=cast.neighbour, at=morning(year.today))
    past = roll_up.rates(units.QW, Period(PeriodKind.QUARTER, 2027, 2), on=year.today)
    assert of(catalog.plan, units.JG2).overdue(year.today).exists()

    year.until(on(5, 20))
    close_unit(units.JG2, on=year.today, successor=units.JG1)
    tasks_of_the_day = year.today
    year.run(tasks_of_the_day)
    assert not Obligation.objects.of_unit(units.JG2).open(year.today).exists()
    taken = of(catalog.posts, units.JG1).get()
    assert (taken.due_on, taken.opened_on, taken.taken_over_from.unit) == (on(5, 25), on(5, 20), units.JG2)
    assert told("taken_over") == Counter(clerk=1, second_clerk=1)
    assert not of(catalog.plan, units.JG1).open(year.today).exists(), "its successor has done the same for the year"
    again = roll_up.rates(units.QW, Period(PeriodKind.QUARTER, 2027, 2), on=year.today - ONE_DAY)
    assert repr(again) == repr(past), "yesterday answers byte for byte as it did"
    year.until(on(5, 24))
    year.publish(catalog.posts, units.JG1)
    assert year.overdue() == Counter({"党费收缴情况": 8, "年度工作要点": 4, "经费使用情况": 4})


def _a_day_is_extended(year: Year, catalog: SimpleNamespace, units: Any, cast: Any) -> None:
    """The superior grants the first branch more time for the second quarter; it publishes within it."""
    year.until(on(7, 5))
    assert Obligation.objects.filter(period_start=on(7, 1)).count() == 2 * 6, "a closed unit owes nothing new"
    budget = of(catalog.budget, units.JG1).get(period_start=on(4, 1))
    assert (budget.due_on, budget.provisional) == (on(7, 14), False)
    asked = actions.ask_extension(
        budget,
        data={"asked_until": "2027-07-30", "reason": "合并后账目核对"},
        actor=cast.clerk,
        at=morning(year.today),
    )
    extension_flow.perform("grant", asked, actor=cast.deputy, at=morning(year.today))
    year.until(on(7, 28))
    assert of(catalog.budget, units.JG1).overdue(year.today).count() == 0
    year.publish(catalog.budget, units.JG1)
    year.publish(catalog.dues, units.JG1)
    assert budget.fulfilments.get().published_on <= on(7, 30)
    assert year.rates(units.JG1, 3) == roll_up.Rates(done=1, late=1, overdue=0, pending=0)


def _a_new_edition(year: Year, catalog: SimpleNamespace, units: Any) -> None:
    """From 1 August another edition is in force: open work keeps its own, the fourth quarter follows the new one."""
    year.until(on(7, 31))
    second = write(units.QW, number=2, on=on(8, 1))
    quarterly: dict[str, Any] = {"time_mode": TimeMode.PERIODIC, "period": "quarter"}
    dues = add(second, "党费收缴情况", lineage=catalog.dues.lineage, due_rule="每季度首月20日前", **quarterly)
    awards = add(second, "表彰情况", obligation_level=Level.MANDATORY, **quarterly)
    add(second, "领导班子分工", lineage=catalog.duties.lineage, time_mode=TimeMode.STANDING)
    before = list(Obligation.objects.order_by("pk").values_list("pk", "item", "due_on"))
    year.until(on(9, 30))
    assert list(Obligation.objects.order_by("pk").values_list("pk", "item", "due_on")) == before

    year.until(on(10, 1))
    fourth = Obligation.objects.filter(period_start=on(10, 1))
    assert fourth.count() == 2 * 6
    assert set(of(dues).filter(period_start=on(10, 1)).values_list("item", "due_on")) == {(dues.pk, on(10, 20))}
    assert set(of(awards).values_list("rule_text", flat=True)) == {"期后10个工作日内"}
    assert set(of(catalog.budget).filter(period_start=on(7, 1)).values_list("due_on", flat=True)) == {on(10, 14)}
    year.until(on(10, 20))
    year.publish(dues, *(getattr(units, code) for code in ("QW", "JG", "JG1", "JD", "SQ1", "SQ2")))


def _december(year: Year, units: Any) -> None:
    """At the end every row has been counted once, everybody told once, and nothing is left to do."""
    year.until(on(12, 31))
    for quarter in (1, 2, 3, 4):
        found = year.rates(units.QW, quarter)
        rows = Obligation.objects.standing(year.today).due_between(
            on(quarter * 3 - 2, 1), Period(PeriodKind.QUARTER, 2027, quarter).last
        )
        living = rows.exclude(unit=units.JG2)
        assert found.total == living.count()
        assert 0 <= (found.share_published or 0) <= 1
    ledger = Counter(Reminder.objects.values_list("recipient", "obligation", "kind", "cause"))
    assert set(ledger.values()) == {1}
    once = Counter(Obligation.objects.values_list("unit", "lineage", "period_kind", "period_start", "event"))
    assert set(once.values()) == {1}

    rows = (Obligation.objects.count(), Reminder.objects.count(), Notification.objects.count())
    year.run(year.today)
    assert (Obligation.objects.count(), Reminder.objects.count(), Notification.objects.count()) == rows
