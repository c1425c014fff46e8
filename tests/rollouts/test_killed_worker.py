"""What is left when a real worker is killed while it takes units in? What it had committed, and the rest comes once."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest
from django.db import transaction

from accounts import actors
from core.notifications.models import Notification
from hierarchy.imports import import_units
from hierarchy.models import Unit
from rollouts import filling, tasks
from rollouts.models import Rollout, RolloutUnit
from tests import world
from tests.databases import AT
from tests.rollouts.conftest import begin, publish
from tests.tenants import worker
from tests.tenants.test_tasks import is_waiting

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.tasks]

MORE_THAN_A_BATCH = filling.BATCH + 50


def test_a_killed_worker_neither_doubles_nor_misses_a_unit(tmp_path: Path) -> None:
    """It dies in its second batch, waiting for a row that another is making; the sweep finds what is missing."""
    lines = ["单位编码,单位名称,上级单位,组织类型,领域"]
    lines += [f"ZZ{number},第{number}联合党支部,QW,党支部,社区" for number in range(MORE_THAN_A_BATCH)]
    import_units(io.BytesIO("\n".join(lines).encode()), "units.csv", actor=actors.SYSTEM, at=AT)
    root = Unit.objects.get(code="QW")
    rollout = begin(publish(root), root, world.cast().admin)
    last = filling.missing(rollout).last()
    assert last is not None
    with transaction.atomic():
        RolloutUnit.objects.create(rollout=rollout, unit=last, since=AT, moved_at=AT)
        with worker.running(tmp_path / "first") as running:
            worker.eventually(is_waiting, running.said)
            running.kill()
        transaction.set_rollback(True)
    rollout.refresh_from_db()
    assert RolloutUnit.objects.count() == filling.BATCH, "the batch that it was at is gone as a whole"
    assert rollout.filled_at is None

    tasks.sweep.delay()
    tasks.take_in.delay(rollout.pk)
    with worker.running(tmp_path / "second") as running:
        worker.eventually(is_filled, running.said)
    taken_in = list(RolloutUnit.objects.values_list("unit", flat=True))
    assert len(taken_in) == len(set(taken_in))
    assert set(taken_in) == set(Unit.objects.exclude(pk=root.pk).values_list("pk", flat=True))
    told = Counter(Notification.objects.filter(kind="rollout.begin").values_list("recipient__username", flat=True))
    assert told == {"clerk": 1, "second_clerk": 1, "leader": 1, "neighbour": 1, "leader_above": 1}


def is_filled() -> bool:
    """Whether the rollout was complete once."""
    return Rollout.objects.get().filled_at is not None
