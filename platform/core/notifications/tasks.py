"""When do mails go out? After each commit that made a notice, and by a sweep that beat starts every minute."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from core.notifications import delivery


@shared_task(name="core.notifications.deliver_due")
def deliver_due() -> int:
    """Send this tenant's due mails; running it twice, or at the same time elsewhere, sends nothing twice."""
    return delivery.deliver_due(clock=timezone.now)
