"""Which work on obligations is done by the clock, or soon after something happened?"""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from core import clock
from obligations import digests, opening, recomputing, reminders, resuming, sweeping
from tenants.tasks import TenantTask

logger = logging.getLogger(__name__)


@shared_task(base=TenantTask, name="obligations.open_due")
def open_due() -> None:
    """Sweep the tenant: what has come round is opened, missed days are caught up; repeating it does nothing."""
    at = timezone.now()
    swept = sweeping.sweep(on=clock.local_date(at), at=at)
    logger.info("obligations: %s", swept)


@shared_task(base=TenantTask, name="obligations.open_for_units")
def open_for_units(unit_ids: list[int]) -> None:
    """Open what stands for the year at new units."""
    opening.open_for_new_units(unit_ids, on=clock.local_date(timezone.now()))


@shared_task(base=TenantTask, name="obligations.settle")
def settle() -> None:
    """Let work of closed units go to their successors, and close what is owed no longer."""
    at = timezone.now()
    sweeping.settle(on=clock.local_date(at), at=at)


@shared_task(base=TenantTask, name="obligations.recompute")
def recompute() -> None:
    """Compute days anew after the calendar changed."""
    at = timezone.now()
    recomputing.recompute(on=clock.local_date(at), at=at)


@shared_task(base=TenantTask, name="obligations.remind")
def remind() -> None:
    """Remind people of what is near or has passed, once for each cause, and of what was withheld until today."""
    at = timezone.now()
    resuming.tell(on=clock.local_date(at), at=at)
    reminders.remind(on=clock.local_date(at), at=at)


@shared_task(base=TenantTask, name="obligations.send_digests")
def send_digests() -> None:
    """Write the digests of the day."""
    at = timezone.now()
    digests.send(on=clock.local_date(at), at=at)
