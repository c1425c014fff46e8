"""When do files go that nothing refers to? By a sweep at night, a day after they came."""

from __future__ import annotations

import datetime

from celery import shared_task
from django.utils import timezone

from core.files import shelf

MARGIN = datetime.timedelta(hours=24)
"""A file is older than any form that may still come to refer to it."""


@shared_task(name="core.files.sweep_orphans")
def sweep_orphans() -> int:
    """Remove this tenant's files that no row refers to; running it twice does nothing more."""
    return shelf.sweep_orphans(timezone.now() - MARGIN)
