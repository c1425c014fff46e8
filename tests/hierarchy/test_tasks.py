"""Does the clock apply what was planned, in its tenant only, and tell the rooms above?"""

from __future__ import annotations

import datetime

import pytest
import time_machine
from celery import Task
from pytest_django import DjangoCaptureOnCommitCallbacks

from core import events, schemas
from hierarchy import actions, tasks
from hierarchy.events import UnitClosed, UnitCreated, UnitMoved, UnitRenamed
from hierarchy.models import Unit
from tenants.models import Tenant
from tenants.tasks import HEADER
from tests.hierarchy.conftest import AT, CHIEF, TODAY, Tree


def run(task: Task[[], None], tenant: Tenant) -> None:
    """Run a task as a worker would, and come back into the district."""
    task.apply(headers={HEADER: str(tenant.public_id)}).get()
    schemas.enter(Tenant.objects.get(slug="district"))


def test_the_task_applies_what_is_due_once(tree: Tree, district: Tenant, college: Tenant) -> None:
    day = TODAY + datetime.timedelta(days=1)
    change = actions.rename_unit(tree.one, name="新名党支部", actor=CHIEF, at=AT, reason="更名", effective_on=day)
    with time_machine.travel(datetime.datetime(2026, 11, 21, 15, 59, tzinfo=datetime.UTC), tick=False):
        run(tasks.apply_due_changes, district)
    change.refresh_from_db()
    assert change.state == "planned", "23:59 in Shanghai: the day has not come"
    with time_machine.travel(datetime.datetime(2026, 11, 21, 16, 1, tzinfo=datetime.UTC), tick=False):
        for tenant in (college, district, district):
            run(tasks.apply_due_changes, tenant)
    change.refresh_from_db()
    assert change.state == "applied"
    assert tree.one.name == "新名党支部"


def test_the_nightly_check_says_what_is_wrong(tree: Tree, district: Tenant, caplog: pytest.LogCaptureFixture) -> None:
    run(tasks.check_tree, district)
    assert caplog.text == ""
    Unit.objects.filter(pk=tree.one.pk).update(lft=90, rght=91)
    run(tasks.check_tree, district)
    assert "tree.numbers" in caplog.text


def test_events_tell_what_took_effect(
    tree: Tree,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    heard: list[events.Event] = []
    monkeypatch.setattr(events, "_deliver", heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        created = actions.create_unit(
            parent=tree.root, code="N", name="新", kind="branch", sector="rural", actor=CHIEF, at=AT
        ).subject
        actions.rename_unit(created, name="新名", actor=CHIEF, at=AT, reason="更名")
        actions.move_unit(created, parent=tree.first, actor=CHIEF, at=AT, reason="调整")
        actions.close_unit(tree.first, successor=tree.second, actor=CHIEF, at=AT, reason="合并")
        later = TODAY + datetime.timedelta(days=1)
        actions.rename_unit(tree.two, name="以后", actor=CHIEF, at=AT, reason="更名", effective_on=later)
    first, second = tree.first.pk, tree.second.pk
    assert heard == [
        UnitCreated(created.pk, TODAY),
        UnitRenamed(created.pk, "新", "新名", TODAY),
        UnitMoved(created.pk, tree.root.pk, first, TODAY),
        UnitMoved(tree.one.pk, first, second, TODAY),
        UnitMoved(tree.two.pk, first, second, TODAY),
        UnitMoved(created.pk, first, second, TODAY),
        UnitClosed(first, second, TODAY),
    ]
