"""What follows from what happens in the rooms below? Work in the background; the daily sweep would find it as well."""

from __future__ import annotations

import logging
from typing import Any

from celery import Task
from kombu.exceptions import OperationalError

from catalogs.events import CatalogPublished, ExemptionMoved, ItemsEnded
from core.closures.events import LocalDaysChanged
from core.workdays.events import CalendarChanged
from hierarchy.events import TreeImported, UnitClosed, UnitCreated
from obligations import tasks
from tenants.tasks import dispatch

logger = logging.getLogger(__name__)


def unit_created(event: UnitCreated) -> None:
    """A new unit owes what stands for the year."""
    _soon(tasks.open_for_units, [event.unit_id])


def tree_imported(event: TreeImported) -> None:
    """So do the units that came with a file."""
    _soon(tasks.open_for_units, list(event.unit_ids))


def unit_closed(event: UnitClosed) -> None:
    """Open work of a merged unit goes to its successor; an abolished unit owes nothing more."""
    _soon(tasks.settle)


def catalog_published(event: CatalogPublished) -> None:
    """An edition that is in force at once may owe what is not open yet."""
    _soon(tasks.open_due)


def items_ended(event: ItemsEnded) -> None:
    """What is still owed of items that left the catalog is closed, with the explanation."""
    _soon(tasks.settle)


def exemption_moved(event: ExemptionMoved) -> None:
    """What a unit owes of an item follows its exemption at once: closed while it holds, opened when it ends."""
    _soon(tasks.open_due)


def calendar_changed(event: CalendarChanged) -> None:
    """The country's calendar changed: days are computed anew in every tenant."""
    _soon(dispatch, "obligations.recompute")


def local_days_changed(event: LocalDaysChanged) -> None:
    """The tenant's own days changed: its days are computed anew."""
    _soon(tasks.recompute)


def _soon(task: Task[Any, Any], *arguments: Any) -> None:
    """Ask for the work; when the broker does not answer, the next sweep does it."""
    try:
        task.delay(*arguments)
    except (OperationalError, OSError) as problem:
        logger.warning("the broker does not answer, %s waits for the next sweep: %s", task.name, problem)
