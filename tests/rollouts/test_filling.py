"""Does every unit get its row once and only once, whatever happens to the worker?"""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import actors
from core import schemas
from core.notifications import sending
from core.notifications.models import Notification
from hierarchy import actions as hierarchy_actions
from hierarchy.models import Unit
from rollouts import filling, tasks
from rollouts.flows import rollout_flow
from rollouts.models import Rollout, RolloutUnit
from tenants.models import Tenant
from tenants.tasks import HEADER
from tests import world
from tests.databases import AT
from tests.rollouts.conftest import LATER, begin, publish

EVERYBODY = {"JG", "JG1", "JG2", "JD", "SQ1", "SQ2"}


def codes() -> list[str]:
    return sorted(RolloutUnit.objects.values_list("unit__code", flat=True))


def test_all_below_the_maker_and_not_the_maker(rollout: Rollout) -> None:
    assert set(codes()) == EVERYBODY
    assert rollout.filled_at == AT


def test_only_the_subtree(version: Any, units: Any, cast: Any) -> None:
    rollout = begin(version, units.JG, cast.admin)
    assert filling.take_in(rollout.pk, at=AT) == 3
    assert codes() == ["JG", "JG1", "JG2"]


@pytest.mark.parametrize("dies_at", [1, 2, 3])
def test_a_worker_that_dies_half_way_leaves_nothing_to_repair(
    dies_at: int, version: Any, units: Any, cast: Any, monkeypatch: Any
) -> None:
    rollout = begin(version, units.QW, cast.admin)
    real, batches = sending.send, Counter[str]()

    def killed(*messages: Any, at: Any) -> None:
        batches["begun"] += 1
        real(*messages, at=at)
        if batches["begun"] == dies_at:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sending, "send", killed)
        with pytest.raises(KeyboardInterrupt):
            filling.take_in(rollout.pk, at=AT, batch=2)
    assert RolloutUnit.objects.count() == 2 * (dies_at - 1)  # the batch that it was at is gone as a whole
    rollout.refresh_from_db()
    assert rollout.filled_at is None
    assert filling.take_in(rollout.pk, at=LATER, batch=2) == 6 - 2 * (dies_at - 1)
    assert filling.take_in(rollout.pk, at=LATER, batch=2) == 0
    assert set(codes()) == EVERYBODY
    assert len(codes()) == 6
    told = Counter(Notification.objects.filter(kind="rollout.begin").values_list("recipient__username", flat=True))
    assert told == {"clerk": 1, "second_clerk": 1, "leader": 1, "neighbour": 1, "leader_above": 1}


def test_a_paused_one_takes_nobody_in_and_goes_on_where_it_stopped(version: Any, units: Any, cast: Any) -> None:
    rollout = begin(version, units.QW, cast.admin)
    assert filling._take_in_some(rollout.pk, at=AT, batch=2) == 2
    rollout_flow.perform("pause", rollout, actor=cast.admin, at=AT)
    assert filling.take_in(rollout.pk, at=AT) == 0
    assert len(codes()) == 2
    rollout_flow.perform("resume", rollout, actor=cast.admin, at=AT)
    assert filling.take_in(rollout.pk, at=AT) == 4


def test_the_sweep_takes_in_units_that_came_meanwhile(rollout: Rollout, units: Any, district: Tenant) -> None:
    hierarchy_actions.create_unit(
        parent=units.JD,
        code="SQ3",
        name="第三社区党支部",
        kind="branch",
        sector="community",
        actor=actors.SYSTEM,
        at=LATER,
    )
    for _twice in range(2):
        tasks.sweep.apply(headers={HEADER: str(district.public_id)}, throw=True)
        schemas.enter(district)
        assert codes().count("SQ3") == 1
    assert len(codes()) == 7


def test_a_batch_costs_the_same_for_few_and_for_many(version: Any, units: Any, cast: Any) -> None:
    few = begin(version, units.JG, cast.admin)
    many = begin(publish(units.QW, "另一目录"), units.QW, cast.admin)
    spent = []
    for rollout in (few, many):
        with CaptureQueriesContext(connection) as queries:
            filling._take_in_some(rollout.pk, at=AT, batch=filling.BATCH)
        spent.append(len(queries))
    assert spent[0] == spent[1]


@pytest.mark.usefixtures("committed")
def test_two_workers_at_once_make_no_row_twice() -> None:
    rollout = begin(publish(Unit.objects.get(code="QW")), Unit.objects.get(code="QW"), world.cast().admin)
    made: list[int] = []

    def work() -> None:
        schemas.enter(Tenant.objects.get(slug="district"))
        made.append(filling.take_in(rollout.pk, at=AT, batch=1))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(made) == 6
    assert len(codes()) == 6
