"""Does the nightly sweep run as a task of the tenant, and is it on the schedule?"""

from __future__ import annotations

from django.conf import settings

from core.files import tasks
from tenants.models import Tenant


def test_the_sweep_is_scheduled_for_every_tenant() -> None:
    scheduled = [entry["args"][0] for entry in settings.CELERY_BEAT_SCHEDULE.values() if entry.get("args")]
    assert tasks.sweep_orphans.name in scheduled


def test_a_sweep_of_nothing_removes_nothing(district: Tenant) -> None:
    assert tasks.sweep_orphans.run() == 0
