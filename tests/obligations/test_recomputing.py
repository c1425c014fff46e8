"""Do days follow the calendar, where a rule and not a person set them, and never into the past?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalogs.kinds import TimeMode
from core.notifications.models import Notification
from core.workdays import tables, years
from core.workdays.calendar import Day
from obligations import actions, notices, opening, recomputing, terms
from obligations.flows import extension_flow
from obligations.models import Obligation
from tests.obligations.conftest import FIRST_QUARTER, NEW_YEAR, add, morning, newcomer, of, one, write

pytestmark = pytest.mark.django_db
ASKED_ON = datetime.date(2027, 2, 1)
HOLIDAY = datetime.date(2027, 4, 5)


@pytest.fixture
def announce() -> Iterator[Any]:
    """Announce 2027 with days off on which it would otherwise be worked; forgotten afterwards."""

    def announce(*off: datetime.date, confirmed: bool = True) -> None:
        days = [NEW_YEAR + datetime.timedelta(days=n) for n in range(365)]
        found = {day: Day(working=day.weekday() < 5 and day not in off, name="") for day in days}
        years.load_year(2027, found, source="国办发明电", confirmed=confirmed, at=morning(ASKED_ON))
        tables.forget()

    yield announce
    tables.forget()


@pytest.fixture
def budget(items: SimpleNamespace, units: Any) -> Obligation:
    """Due ten working days after the first quarter, provisionally on 14 April."""
    opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True)
    return one(items.budget, units.JG1)


def recompute(on: datetime.date = ASKED_ON) -> int:
    return recomputing.recompute(on=on, at=morning(on))


def test_a_provisional_day_moves_when_the_year_is_announced(budget: Obligation, announce: Any, cast: Any) -> None:
    assert recompute() == 0
    announce(HOLIDAY)
    assert recompute() == 7
    budget.refresh_from_db()
    assert (budget.due_on, budget.provisional) == (datetime.date(2027, 4, 15), False)
    assert budget.calendar_revision == tables.calendar_revision()
    told = Notification.objects.filter(kind="obligation.recomputed")
    assert set(told.values_list("recipient__username", flat=True)) == {"clerk", "second_clerk", "neighbour"}
    assert recompute() == 0
    assert told.count() == 3


def test_however_many_are_told_each_is_told_once_of_all_that_moved(
    budget: Obligation, announce: Any, units: Any, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "PEOPLE_AT_ONCE", 1)
    both = newcomer("both", units.JG1, "clerk")
    User.objects.get(pk=both.user_id).posts.create(unit=units.SQ1, role="clerk", from_on=ASKED_ON)
    announce(HOLIDAY)
    with CaptureQueriesContext(connection) as asked:
        assert recompute() == 7
    rows = [each["sql"] for each in asked if "catalogs_category" in each["sql"] and "obligation" in each["sql"]]
    told = Notification.objects.filter(kind="obligation.recomputed")
    titles = dict(told.values_list("recipient__username", "title"))
    assert titles["both"].startswith("2项"), "one notice, of both units"
    assert {titles[name][:2] for name in ("clerk", "second_clerk", "neighbour")} == {"1项"}
    assert len(rows) == told.count() == 4, "no more than one portion of people's rows is ever held"


def test_a_day_that_only_becomes_certain_is_no_news(budget: Obligation, announce: Any) -> None:
    announce()
    assert recompute() == 0
    budget.refresh_from_db()
    assert (budget.due_on, budget.provisional) == (datetime.date(2027, 4, 14), False)
    assert not Notification.objects.filter(kind="obligation.recomputed").exists()


def test_a_day_explains_itself(budget: Obligation, announce: Any) -> None:
    announce(HOLIDAY)
    recompute()
    budget.refresh_from_db()
    deadline = terms.deadline_of(budget, tables.load_table())
    assert deadline is not None
    assert (deadline.due_on, deadline.counted) == (budget.due_on, 10)
    assert deadline.explanation[0].day == datetime.date(2027, 3, 31)


def test_what_a_person_set_is_not_overruled(budget: Obligation, announce: Any, cast: Any) -> None:
    asked = actions.ask_extension(
        budget,
        data={"asked_until": "2027-04-30", "reason": "账目核对"},
        actor=cast.clerk,
        at=morning(ASKED_ON),
    )
    extension_flow.perform("grant", asked, actor=cast.deputy, at=morning(ASKED_ON))
    announce(HOLIDAY)
    assert recompute() == 6
    budget.refresh_from_db()
    assert budget.due_on == datetime.date(2027, 4, 30)


def test_the_past_stays_and_no_day_moves_into_it(budget: Obligation, announce: Any, items: SimpleNamespace) -> None:
    announce(HOLIDAY)
    recompute()
    announce()
    assert recompute(datetime.date(2027, 4, 16)) == 0, "it was due on 15 April, and is overdue"
    assert set(of(items.budget).values_list("due_on", flat=True)) == {datetime.date(2027, 4, 15)}
    Obligation.objects.update(provisional=True)
    assert recompute(datetime.date(2027, 4, 15)) == 7
    assert set(of(items.budget).values_list("due_on", flat=True)) == {datetime.date(2027, 4, 15)}


def test_events_count_from_their_own_day(items: SimpleNamespace, units: Any, announce: Any, cast: Any) -> None:
    item = add(write(units.QW, number=2), "处分决定", due_rule="自决定之日起5个工作日内")
    data = {"item": str(item.public_id), "title": "决定", "happened_on": "2027-01-29"}
    actions.register_event(unit=units.JG1, data=data, actor=cast.clerk, at=morning(ASKED_ON))
    assert one(item, units.JG1).due_on == datetime.date(2027, 2, 5)
    announce(datetime.date(2027, 2, 3))
    assert recompute() == 1
    assert one(item, units.JG1).due_on == datetime.date(2027, 2, 8)
