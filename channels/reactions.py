"""What follows for those who follow from what happens? Work in the background; the sweep would find it as well."""

from __future__ import annotations

import logging

from kombu.exceptions import OperationalError

from channels import tasks
from channels.events import LetterDue
from disclosures.events import DisclosurePublished

logger = logging.getLogger(__name__)


def published(event: DisclosurePublished) -> None:
    """Who wants to hear at once is written to."""
    _tell()


def letter_due(event: LetterDue) -> None:
    """Who asked to follow is written to while she waits for it."""
    _tell()


def _tell() -> None:
    try:
        tasks.tell.delay()
    except (OperationalError, OSError) as problem:
        logger.warning("the broker does not answer, letters wait for the next sweep: %s", problem)
