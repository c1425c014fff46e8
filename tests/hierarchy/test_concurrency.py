"""Do many writers at once leave the tree sound? Really committed, each writer on a connection of its own."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection
from django_tenants.utils import tenant_context

from core import errors, schemas
from hierarchy import actions, checker, locks
from hierarchy.models import Placement, Unit
from tenants.models import Tenant
from tests.hierarchy.conftest import AT, CHIEF

WRITERS = 8
OPERATIONS = 200


@contextmanager
def own_connection() -> Iterator[None]:
    """Work in the district on a connection of this thread, closed afterwards."""
    try:
        schemas.leave()
        with tenant_context(Tenant.objects.get(slug="district")):
            yield
    finally:
        connection.close()


def operate(chance: random.Random, label: str) -> bool:
    """Do one random thing to the tree; say whether it was accepted."""
    units = list(Unit.objects.open())
    unit, other = chance.choice(units), chance.choice(units)
    what = chance.choice(["create", "create", "move", "move", "move", "rename", "close", "discard"])
    try:
        if what == "create":
            actions.create_unit(
                parent=unit, code=label, name=f"单位{label}", kind="branch", sector="rural", actor=CHIEF, at=AT
            )
        elif what == "move":
            actions.move_unit(unit, parent=other, actor=CHIEF, at=AT, reason="调整")
        elif what == "rename":
            actions.rename_unit(unit, name=f"更名{label}", actor=CHIEF, at=AT, reason="更名")
        elif what == "close":
            actions.close_unit(unit, successor=other, actor=CHIEF, at=AT, reason="合并")
        else:
            actions.discard_unit(unit, actor=CHIEF, at=AT, reason="误设")
    except errors.Refusal:
        return False
    return True


def write(writer: int, start: threading.Barrier) -> tuple[int, list[str]]:
    """Do this writer's share; return how much was accepted and what broke."""
    chance = random.Random(writer)
    accepted, broken = 0, []
    with own_connection():
        start.wait()
        for number in range(OPERATIONS // WRITERS):
            try:
                accepted += operate(chance, f"W{writer}-{number}")
            except Exception as problem:
                broken.append(f"{type(problem).__name__}: {problem}"[:200])
    return accepted, broken


@pytest.mark.usefixtures("committed")
def test_eight_writers_leave_the_tree_sound() -> None:
    start = threading.Barrier(WRITERS)
    with ThreadPoolExecutor(WRITERS) as pool:
        outcomes = list(pool.map(write, range(WRITERS), [start] * WRITERS))
    assert [problem for _accepted, broken in outcomes for problem in broken] == []
    assert sum(accepted for accepted, _broken in outcomes) > OPERATIONS / 2
    assert checker.check() == []
    assert Unit.objects.open().count() == Placement.objects.filter(to_on__isnull=True).count()


@pytest.mark.usefixtures("committed")
def test_a_second_writer_waits_for_the_first_and_sees_what_it_did() -> None:
    entered, seen = threading.Event(), []

    def second() -> None:
        with own_connection():
            entered.set()
            with locks.tree_lock():
                seen.append(Unit.objects.get(code="JG").name)

    with locks.tree_lock():
        thread = threading.Thread(target=second)
        thread.start()
        entered.wait()
        unit = Unit.objects.get(code="JG")
        unit.name = "改名后的党总支"
        unit.save(update_fields=["name"])
        thread.join(timeout=0.5)
        assert thread.is_alive()
        assert seen == []
    thread.join(timeout=10)
    assert seen == ["改名后的党总支"]


@pytest.mark.usefixtures("committed")
def test_who_waits_too_long_is_told_and_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "WAIT_MILLISECONDS", 200)
    refusals: list[str] = []

    def second() -> None:
        with own_connection():
            root = Unit.objects.roots().get()
            try:
                actions.rename_unit(root, name="抢先", actor=CHIEF, at=AT, reason="更名")
            except errors.Unavailable as refusal:
                refusals.append(refusal.code)

    with locks.tree_lock():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(timeout=10)
    assert refusals == ["tree.busy"]
    assert not Unit.objects.filter(name="抢先").exists()


@pytest.mark.usefixtures("committed")
def test_another_tenant_does_not_wait() -> None:
    done: list[bool] = []

    def elsewhere() -> None:
        try:
            schemas.leave()
            with tenant_context(Tenant.objects.get(slug="college")), locks.tree_lock():
                done.append(True)
        finally:
            connection.close()

    with locks.tree_lock():
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join(timeout=10)
        assert done == [True]
