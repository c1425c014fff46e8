"""What follows for boxes from what happens? Work in the background; the sweep would find it as well."""

from __future__ import annotations

import logging

from kombu.exceptions import OperationalError

from archives import tasks
from archives.events import CheckAsked

logger = logging.getLogger(__name__)


def check_asked(event: CheckAsked) -> None:
    """A large box is compared while nobody has to wait."""
    try:
        tasks.check.delay(event.request_id)
    except (OperationalError, OSError) as problem:
        logger.warning("the broker does not answer, the check waits for the next sweep: %s", problem)
