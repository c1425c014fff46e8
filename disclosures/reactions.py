"""What follows for disclosures from what happens in the rooms below? Work in the background; the sweep finds it too."""

from __future__ import annotations

import logging

from kombu.exceptions import OperationalError

from disclosures import tasks
from hierarchy.events import UnitClosed

logger = logging.getLogger(__name__)


def unit_closed(event: UnitClosed) -> None:
    """Unfinished texts of a merged unit go to its successor; those of an abolished one are told to the superior."""
    try:
        tasks.hand_over.delay()
    except (OperationalError, OSError) as problem:
        logger.warning("the broker does not answer, %s waits for the next sweep: %s", tasks.hand_over.name, problem)
