"""What follows within catalogs from what happens there? Work in the background."""

from __future__ import annotations

import logging

from kombu.exceptions import OperationalError

from catalogs import tasks
from catalogs.events import CatalogPublished

logger = logging.getLogger(__name__)


def catalog_published(event: CatalogPublished) -> None:
    """Units whose stricter rules have no effect by the new edition are told."""
    try:
        tasks.tell_overtaken.delay(event.version_id)
    except (OperationalError, OSError) as problem:
        logger.warning("the broker does not answer, rules without effect are told of in the night: %s", problem)
