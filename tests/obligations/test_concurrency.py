"""Do two who act at once make nothing twice? Really committed, on connections of their own."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from catalogs.kinds import TimeMode
from core import errors, schemas
from core.notifications.models import Notification
from obligations import actions, opening, reminders
from obligations.flows import extension_flow
from obligations.models import Extension, Obligation, Reminder
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
        lambda: actions.fulfil(1, unit_id=units.JG1.pk, lineage=dues.lineage, on=NEW_YEAR),
    )
    found = one(dues.item, units.JG1)
    granted = Extension.objects.get().state == "granted"
    assert found.due_on == (datetime.date(2027, 1, 25) if granted else DUE)
    assert found.fulfilments.count() == 1
    assert connection.in_atomic_block is False
