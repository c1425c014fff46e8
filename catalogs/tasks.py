"""Which work on catalogs is done in the background?"""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from catalogs import overtaking
from catalogs.models import CatalogVersion
from tenants.tasks import TenantTask

logger = logging.getLogger(__name__)


@shared_task(base=TenantTask, name="catalogs.tell_overtaken")
def tell_overtaken(version_id: int) -> None:
    """Tell units whose stricter rules a new edition leaves without effect; repeating it tells nobody twice."""
    version = CatalogVersion.objects.select_related("catalog__unit").get(pk=version_id)
    told = overtaking.tell(version, at=timezone.now())
    logger.info("catalogs: %d stricter rules without effect", told)


@shared_task(base=TenantTask, name="catalogs.tell_of_recent")
def tell_of_recent() -> None:
    """Find the editions of the last days of which nobody was told, because the broker or a worker was away."""
    told = overtaking.tell_of_recent(at=timezone.now())
    logger.info("catalogs: %d stricter rules without effect by recent editions", told)
