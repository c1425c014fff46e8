"""Which work on rollouts is done in the background, or by the clock?"""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from rollouts import deriving, filling
from rollouts.models import Rollout
from tenants.tasks import TenantTask

logger = logging.getLogger(__name__)


@shared_task(base=TenantTask, name="rollouts.take_in", acks_late=True)
def take_in(rollout_id: int) -> None:
    """Give every unit of the subtree its row; repeating it does nothing, stopping it loses at most one batch."""
    made = filling.take_in(rollout_id, at=timezone.now())
    logger.info("rollouts: %d units taken in", made)


@shared_task(base=TenantTask, name="rollouts.derive")
def derive(unit_id: int | None = None) -> None:
    """Move units to where their own catalogs put them."""
    deriving.derive(at=timezone.now(), unit_id=unit_id)


@shared_task(base=TenantTask, name="rollouts.sweep")
def sweep() -> None:
    """Take in units that came meanwhile or were left out by a worker that died, then look where each unit is."""
    at = timezone.now()
    for rollout_id in Rollout.objects.running().values_list("pk", flat=True):
        filling.take_in(rollout_id, at=at)
    deriving.derive(at=at)
