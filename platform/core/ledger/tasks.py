"""When are checkpoints made? Each night, if anything was recorded since the last one."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from core.ledger import chain

logger = logging.getLogger(__name__)


@shared_task(name="core.ledger.make_checkpoint")
def make_checkpoint() -> None:
    """Make this tenant's checkpoint; repeating it does nothing."""
    made = chain.make_checkpoint(at=timezone.now())
    if made is not None:
        logger.info("ledger: checkpoint %s after %s entries, %s", made.number, made.count, made.checkpoint_hash)
