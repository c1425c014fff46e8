"""Do two who act at once make nothing twice? Really committed, on connections of their own."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction

from catalogs.kinds import TimeMode
from catalogs.models import Item
from core import errors, schemas
from core.notifications.models import Notification
from obligations import actions, opening, reminders
from obligations.flows import extension_flow, withholding_flow
from obligations.kinds import WithholdingEnd, WithholdingState
from obligations.models import Extension, Obligation, Reminder, Withholding
from tenants.models import Tenant
from tests import world
from tests.obligations.conftest import FIRST_QUARTER, ITEMS, NEW_YEAR, morning, one, write

DUE = datetime.date(2027, 1, 10)


@pytest.fixture
def units(committed: None) -> Any:
    """The units of the world, with the root's catalog in force."""
    found = world.units()
    write(found.QW, *ITEMS.values())
    return found


def together(*works: Callable[[], Any]) -> list[Any]:
    """Run each on a connection of its own, all at the same moment; a refusal is an answer too."""
    barrier = threading.Barrier(len(works))
    answers: list[Any] = [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            schemas.enter(Tenant.objects.get(slug="district"))
            barrier.wait(timeout=20)
            answers[place] = work()
        except errors.Refusal as refusal:
            answers[place] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    schemas.enter(Tenant.objects.get(slug="district"))
    return answers


def test_two_sweeps_open_everything_once(units: Any) -> None:
    opening.catch_up(on=NEW_YEAR - datetime.timedelta(days=1))
    before = Obligation.objects.count()
    answers = together(*[lambda: opening.catch_up(on=NEW_YEAR)] * 3)
    assert sorted(answers)[:2] == [0, 0]
    assert Obligation.objects.count() == before + max(answers) > before


def test_two_openers_without_a_mark_open_everything_once(units: Any) -> None:
    def open_quarter() -> int:
        return opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True)

    answers = together(open_quarter, open_quarter)
    assert sum(answers) == Obligation.objects.count() == 14


def test_two_sweeps_remind_once(units: Any) -> None:
    opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True)
    late = DUE + datetime.timedelta(days=1)
    answers = together(*[lambda: reminders.remind(on=late, at=morning(late))] * 2)
    assert sum(answers) == Reminder.objects.count() > 0
    overdue = Notification.objects.filter(kind="obligation.overdue")
    assert sorted(overdue.values_list("recipient__username", flat=True)) == ["clerk", "neighbour", "second_clerk"]


def test_two_clerks_ask_for_one_extension(units: Any) -> None:
    opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True)
    cast = world.cast()
    dues = Obligation.objects.get(item__title="党费收缴情况", unit=units.JG1)
    data = {"asked_until": "2027-01-25", "reason": "数据尚未核实"}

    def ask(who: str) -> Extension:
        return actions.ask_extension(dues, data=data, actor=getattr(cast, who), at=morning(NEW_YEAR))

    answers = together(lambda: ask("clerk"), lambda: ask("second_clerk"))
    refused = [found for found in answers if isinstance(found, errors.Refusal)]
    assert [found.code for found in refused] == ["extension.once"]
    assert Extension.objects.count() == 1


def test_publishing_while_more_time_is_granted(units: Any) -> None:
    opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True)
    cast = world.cast()
    dues = Obligation.objects.get(item__title="党费收缴情况", unit=units.JG1)
    data = {"asked_until": "2027-01-25", "reason": "数据尚未核实"}
    asked = actions.ask_extension(dues, data=data, actor=cast.clerk, at=morning(NEW_YEAR))
    together(
        lambda: extension_flow.perform("grant", asked, actor=cast.deputy, at=morning(NEW_YEAR)),
        lambda: actions.fulfil(1, unit_id=units.JG1.pk, lineage=dues.lineage, at=morning(NEW_YEAR)),
    )
    found = one(dues.item, units.JG1)
    granted = Extension.objects.get().state == "granted"
    assert found.due_on == (datetime.date(2027, 1, 25) if granted else DUE)
    assert found.fulfilments.count() == 1
    assert connection.in_atomic_block is False


NOT_AT_ALL = {"kind": "not_at_all", "ground": "third_party", "reason": "涉及个人隐私"}


def signed(units: Any) -> tuple[Any, Obligation, Withholding]:
    """Return the cast, an obligation, and a request not to disclose it that the superior decides next."""
    opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True)
    cast = world.cast()
    dues = Obligation.objects.get(item__title="党费收缴情况", unit=units.JG1)
    asked = actions.ask_withholding(dues, data=NOT_AT_ALL, actor=cast.clerk, at=morning(NEW_YEAR))
    return cast, dues, withholding_flow.perform("endorse", asked, actor=cast.leader, at=morning(NEW_YEAR))


def test_two_superiors_decide_on_one_withholding(units: Any) -> None:
    cast, dues, asked = signed(units)

    def decide(verb: str, who: str, **data: str) -> Withholding:
        actor = getattr(cast, who)
        return withholding_flow.perform(
            verb, asked, actor=actor, at=morning(NEW_YEAR), revision=asked.revision, data=data
        )

    answers = together(lambda: decide("grant", "deputy"), lambda: decide("refuse", "superior", reason="应当公开"))
    late = [found for found in answers if isinstance(found, errors.Refusal)]
    assert [(found.code, found.status) for found in late] == [(errors.Stale.default_code, 409)]
    found = Withholding.objects.get()
    is_granted = found.state == WithholdingState.GRANTED
    assert one(dues.item, units.JG1).closed_reason == ("withheld" if is_granted else "")
    assert (found.filing_no == 1) is is_granted


def test_two_clerks_ask_not_to_disclose(units: Any) -> None:
    opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True)
    cast = world.cast()
    dues = Obligation.objects.get(item__title="党费收缴情况", unit=units.JG1)

    def ask(who: str) -> Withholding:
        return actions.ask_withholding(dues, data=NOT_AT_ALL, actor=getattr(cast, who), at=morning(NEW_YEAR))

    answers = together(lambda: ask("clerk"), lambda: ask("second_clerk"))
    assert [found.code for found in answers if isinstance(found, errors.Refusal)] == ["withholding.once"]


def test_publishing_while_it_is_granted_leaves_it_done_and_nothing_withheld(units: Any) -> None:
    cast, dues, asked = signed(units)
    pledged = {"obligations": [dues.public_id]}
    actions.pledge(1, unit_id=units.JG1.pk, lineage=dues.lineage, data=pledged, on=NEW_YEAR)
    answers = together(
        lambda: withholding_flow.perform("grant", asked, actor=cast.deputy, at=morning(NEW_YEAR)),
        lambda: actions.fulfil(1, unit_id=units.JG1.pk, lineage=dues.lineage, at=morning(NEW_YEAR)),
    )
    assert answers[1] == 1
    found, owed = Withholding.objects.get(), one(dues.item, units.JG1)
    assert (found.state, found.end_cause) == (WithholdingState.ENDED, WithholdingEnd.PUBLISHED)
    assert (owed.closed_on, owed.fulfilments.count()) == (None, 1)


def test_filings_that_take_effect_at_once_have_numbers_of_their_own(units: Any) -> None:
    cast, _dues, first = signed(units)
    budget = Obligation.objects.get(item__title="经费使用情况", unit=units.JG1)
    asked = actions.ask_withholding(budget, data=NOT_AT_ALL, actor=cast.clerk, at=morning(NEW_YEAR))
    second = withholding_flow.perform("endorse", asked, actor=cast.leader, at=morning(NEW_YEAR))

    def grant(found: Withholding) -> Any:
        return withholding_flow.perform("grant", found, actor=cast.deputy, at=morning(NEW_YEAR)).filing_no

    assert sorted(together(lambda: grant(first), lambda: grant(second))) == [1, 2]


def test_the_year_closes_while_stages_are_added(units: Any) -> None:
    cast, project, new_year = world.cast(), Item.objects.get(title="重大项目"), datetime.date(2028, 1, 5)
    stages = ["2027-12-20 立项"]
    data = {"item": str(project.public_id), "title": "大修", "started_on": "2027-01-10", "stages": stages}
    matter = actions.begin_matter(unit=units.JG1, data=data, actor=cast.clerk, at=morning(datetime.date(2027, 1, 10)))
    added = threading.Event()

    def add() -> int:
        with transaction.atomic():
            actions.add_stages(matter, data={"stages": ["2028-03-01 验收"]}, actor=cast.clerk, at=morning(new_year))
            added.set()
            return until_somebody_waits()

    def close() -> int:
        assert added.wait(timeout=20)
        return actions.close_year(on=new_year)

    waited, closed = together(add, close)
    assert (waited, closed) == (1, 1)
    summary = Obligation.objects.get(matter=matter, is_summary=True)
    assert summary.counted_from == datetime.date(2028, 3, 1), "after the stage that was added"


def until_somebody_waits() -> int:
    """Return how many wait for a lock in this database, as soon as somebody does."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    for _turn in range(2000):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            found = int(cursor.fetchone()[0])
            if found:
                return found
            cursor.execute("SELECT pg_sleep(0.01)")
    return 0
