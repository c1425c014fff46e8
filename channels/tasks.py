"""Which work for followers is done by the clock?"""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from channels import delivery, following, telling
from channels.kinds import Frequency
from tenants.tasks import TenantTask

logger = logging.getLogger(__name__)


@shared_task(base=TenantTask, name="channels.tell")
def tell() -> None:
    """Write to those who want to hear at once, and send what is due."""
    telling.tell(Frequency.AT_ONCE, at=timezone.now())
    delivery.deliver_due(clock=timezone.now)


@shared_task(base=TenantTask, name="channels.tell_daily")
def tell_daily() -> None:
    """Write the letters of the day, and forget who never confirmed."""
    at = timezone.now()
    made = telling.tell(Frequency.DAILY, at=at)
    forgotten = following.forget_unconfirmed(at=at)
    logger.info("followers: %d daily letters, %d forgotten", made, forgotten)
    delivery.deliver_due(clock=timezone.now)
