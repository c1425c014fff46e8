"""What follows for rollouts from what happens? Work in the background; the sweep would find it as well."""

from __future__ import annotations

import logging
from typing import Any

from celery import Task
from kombu.exceptions import OperationalError

from catalogs.events import CatalogPublished, OverrideAsked, OwnCatalogMoved
from rollouts import tasks
from rollouts.events import RolloutRuns

logger = logging.getLogger(__name__)


def rollout_runs(event: RolloutRuns) -> None:
    """Units of a rollout that starts or goes on get their rows."""
    _soon(tasks.take_in, event.rollout_id)


def catalog_published(event: CatalogPublished) -> None:
    """A unit that published a catalog of its own has done its part."""
    _soon(tasks.derive, event.unit_id)


def own_work_moved(event: OwnCatalogMoved | OverrideAsked) -> None:
    """A unit that writes, hands in or makes stricter stands elsewhere in the rollouts that reached it."""
    _soon(tasks.derive, event.unit_id)


def _soon(task: Task[Any, Any], *arguments: Any) -> None:
    """Ask for the work; when the broker does not answer, the next sweep does it."""
    try:
        task.delay(*arguments)
    except (OperationalError, OSError) as problem:
        logger.warning("the broker does not answer, %s waits for the next sweep: %s", task.name, problem)
