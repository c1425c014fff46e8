"""Does what happens in the rooms below have its consequences, and does each task that the clock starts exist?"""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery, current_app
from django.conf import settings
from kombu.exceptions import OperationalError

from accounts import actors
from catalogs.events import CatalogPublished, ExemptionMoved, ItemsEnded
from core import errors, events
from core.closures.events import LocalDaysChanged
from core.workdays.events import CalendarChanged
from hierarchy import actions as hierarchy_actions
from hierarchy.events import TreeImported, UnitClosed, UnitCreated
from hierarchy.models import Unit
from obligations import actions, opening, reactions, tasks
from obligations.models import Obligation
from tests.obligations.conftest import TODAY, create_unit, morning, one, refused

pytestmark = pytest.mark.django_db
EVENTS = {
    UnitCreated(1, TODAY): (reactions.unit_created, "obligations.open_for_units"),
    TreeImported((1, 2), TODAY): (reactions.tree_imported, "obligations.open_for_units"),
    UnitClosed(1, None, TODAY): (reactions.unit_closed, "obligations.settle"),
    CatalogPublished(1, 1, 1, TODAY): (reactions.catalog_published, "obligations.open_due"),
    ItemsEnded(1, 1, (uuid.UUID(int=1),), TODAY): (reactions.items_ended, "obligations.settle"),
    ExemptionMoved(1, uuid.UUID(int=1), TODAY, TODAY): (reactions.exemption_moved, "obligations.open_due"),
    CalendarChanged(1, TODAY, TODAY): (reactions.calendar_changed, "tenants.dispatch"),
    LocalDaysChanged(TODAY, TODAY): (reactions.local_days_changed, "obligations.recompute"),
}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_each_event_asks_for_its_work(event: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    subscriber, name = EVENTS[event]
    assert subscriber in events.subscriptions()[type(event)]
    asked: list[str] = []
    monkeypatch.setattr(Celery, "send_task", lambda _app, name, *_args, **_options: asked.append(name))
    subscriber(event)
    assert asked == [name]


def test_a_broker_that_is_down_undoes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_args: Any, **_options: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(Celery, "send_task", down)
    reactions.unit_closed(UnitClosed(1, None, TODAY))


def test_the_clock_starts_tasks_that_exist() -> None:
    dispatched = [row["args"][0] for row in settings.CELERY_BEAT_SCHEDULE.values() if row.get("args")]
    wanted = {name for name in dispatched if str(name).startswith("obligations.")}
    assert wanted == {"obligations.open_due", "obligations.remind", "obligations.send_digests"}
    assert wanted <= set(current_app.tasks)


def test_new_units_owe_what_stands_one_by_one_or_all_at_once(items: SimpleNamespace, units: Any) -> None:
    few = create_unit("N0", units.JD, on=TODAY)
    assert opening.open_for_new_units([few.pk], on=TODAY) == 1
    many = [create_unit(f"N{number}", units.JD, on=TODAY).pk for number in range(1, opening.FEW + 2)]
    opening.open_for_new_units(many, on=TODAY)
    assert Obligation.objects.filter(unit__in=many, kind="standing").count() == len(many)


def test_a_unit_made_by_mistake_is_taken_back_with_what_it_owed(items: SimpleNamespace, units: Any) -> None:
    unit = create_unit("N0", units.JD, on=TODAY)
    opening.open_for_new_units([unit.pk], on=TODAY)
    hierarchy_actions.discard_unit(unit, actor=actors.SYSTEM, at=morning(TODAY), reason="误设")
    assert not Unit.objects.filter(code="N0").exists()


def test_a_unit_that_has_begun_its_work_is_not_taken_back(items: SimpleNamespace, units: Any) -> None:
    unit = create_unit("N0", units.JD, on=TODAY)
    opening.open_for_new_units([unit.pk], on=TODAY)
    actions.fulfil(1, unit_id=unit.pk, lineage=items.duties.lineage, at=morning(TODAY))
    with refused(errors.Conflict, "unit.in_use"):
        hierarchy_actions.discard_unit(unit, actor=actors.SYSTEM, at=morning(TODAY), reason="误设")
    assert one(items.duties, unit)


@pytest.mark.parametrize("task", [tasks.open_due, tasks.settle, tasks.recompute, tasks.remind, tasks.send_digests])
def test_each_task_runs_in_an_empty_tenant(task: Any, cast: Any) -> None:
    task.run()
    assert not Obligation.objects.exists()
