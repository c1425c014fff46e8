"""How does every unit of the subtree get its row, once and only once?

Batch by batch, each in a transaction of its own under a lock on the rollout. Which units are still missing is told
from the rows, so a worker that is killed loses at most the batch it was at, two workers never make a row twice (a
constraint says so too), and units that come into being later are found by the same question.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import QuerySet

from core.notifications import sending
from hierarchy.models import Unit
from rollouts import notices
from rollouts.models import Rollout, RolloutUnit

BATCH = 2000
"""Each batch looks through the subtree once for who is missing, and a killed worker loses one at most."""


def take_in(rollout_id: int, *, at: datetime.datetime, batch: int = BATCH) -> int:
    """Give a row to every unit that has none, and return how many; stop where the rollout was paused meanwhile."""
    made = 0
    while found := _take_in_some(rollout_id, at=at, batch=batch):
        made += found
    return made


def expected(rollout: Rollout) -> QuerySet[Unit]:
    """Return the units to which the edition goes: all of the subtree that are open, but for its maker."""
    return Unit.objects.open().within(rollout.root).exclude(pk=rollout.version.catalog.unit_id)


def missing(rollout: Rollout) -> QuerySet[Unit]:
    """Return those of them that have no row yet, in the order of the tree.

    NOT IN is answered by one table of hashes; NOT EXISTS, while the rows are new to the planner, by looking at each
    row for each unit.
    """
    taken_in = RolloutUnit.objects.filter(rollout=rollout).order_by().values("unit")
    return expected(rollout).exclude(pk__in=taken_in).order_by("lft")


@transaction.atomic
def _take_in_some(rollout_id: int, *, at: datetime.datetime, batch: int) -> int:
    locked = Rollout.objects.select_for_update(of=("self",)).running()
    rollout = locked.select_related("version__catalog", "root").filter(pk=rollout_id).first()
    if rollout is None:
        return 0
    unit_ids = list(missing(rollout).values_list("pk", flat=True)[:batch])
    if not unit_ids:
        Rollout.objects.filter(pk=rollout_id, filled_at__isnull=True).update(filled_at=at)
        return 0
    rows = [RolloutUnit(rollout=rollout, unit_id=pk, since=rollout.started_at, moved_at=at) for pk in unit_ids]
    RolloutUnit.objects.bulk_create(rows, ignore_conflicts=True)
    sending.send(*notices.taken_in(rollout, rows, at=at), at=at)
    return len(rows)
