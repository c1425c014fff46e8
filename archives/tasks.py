"""Which work on boxes is done in the background, or by the clock?"""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from archives import checking
from tenants.tasks import TenantTask

logger = logging.getLogger(__name__)


@shared_task(base=TenantTask, name="archives.check", acks_late=True)
def check(request_id: int) -> None:
    """Compare a box with what was put away; repeating it does nothing once that is done."""
    checking.conclude(request_id, clock=timezone.now)


@shared_task(base=TenantTask, name="archives.take_up_checks")
def take_up_checks() -> None:
    """Compare the boxes whose message was lost or whose worker died."""
    if left := checking.take_up_again(clock=timezone.now):
        logger.info("archives: %d checks of boxes taken up again", left)
