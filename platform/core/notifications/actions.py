"""What may a person do with a notice?"""

from __future__ import annotations

import datetime

from core import errors, verdicts
from core.notifications.models import Notification


def mark_read(notification: Notification, *, actor: verdicts.Actor, at: datetime.datetime) -> None:
    """Note when the recipient first opened the notice; for anybody else there is no such notice."""
    own = Notification.objects.for_actor(actor).filter(pk=notification.pk)
    if own.unread().update(read_at=at) == 0 and not own.exists():
        raise errors.Missing


def mark_all_read(*, actor: verdicts.Actor, at: datetime.datetime) -> int:
    """Note that this person has seen all that was sent until now; return how many were new."""
    return Notification.objects.unread_of(actor).filter(created_at__lte=at).update(read_at=at)
