"""What follows for disclosures from what happens in the rooms below? Work in the background; the sweep finds it too."""

from __future__ import annotations

import logging

from celery import Task
from kombu.exceptions import OperationalError

from disclosures import tasks
from disclosures.events import DisclosurePublished
from hierarchy.events import UnitClosed, UnitRenamed

logger = logging.getLogger(__name__)


def unit_closed(event: UnitClosed) -> None:
    """Unfinished texts of a merged unit go to its successor; those of an abolished one are told to the superior."""
    _start(tasks.hand_over)


def unit_renamed(event: UnitRenamed) -> None:
    """Texts of a renamed unit are found by its new name too."""
    _start(tasks.keep_words, event.unit_id)


def published(event: DisclosurePublished) -> None:
    """What was published is found by what its attachments say."""
    _start(tasks.read_attachments, event.disclosure_id)


def _start(task: Task[..., None], *arguments: int) -> None:
    try:
        task.delay(*arguments)
    except (OperationalError, OSError) as problem:
        logger.warning("the broker does not answer, %s waits for the next sweep: %s", task.name, problem)
