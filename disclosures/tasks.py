"""Which work on disclosures is done by the clock, or soon after something happened?"""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from core import clock
from disclosures import handing_over
from tenants.tasks import TenantTask

logger = logging.getLogger(__name__)


@shared_task(base=TenantTask, name="disclosures.hand_over")
def hand_over() -> None:
    """Let unfinished texts of closed units go to their successors; repeating it does nothing."""
    at = timezone.now()
    done = handing_over.hand_over(on=clock.local_date(at), at=at)
    logger.info("disclosures: %s", done)
