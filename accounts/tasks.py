"""Which traces of signing in are swept away by the clock?

Old failures to sign in are removed by django-axes itself, whenever the next one happens.
"""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts.models import Session
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="accounts.sweep_sessions")
def sweep_sessions() -> None:
    """Remove sessions that have run out."""
    Session.objects.expired(timezone.now()).delete()
