"""Which notices?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models

from core import verdicts

if TYPE_CHECKING:
    from core.notifications.models import Notification  # noqa: F401  (the type parameter of the queryset below)


class NotificationQuerySet(models.QuerySet["Notification"]):
    """The notices, narrowed."""

    def for_actor(self, actor: verdicts.Actor) -> NotificationQuerySet:
        """Only this person's own: nobody reads another's notices, whatever the role."""
        if actor.user_id is None:
            return self.none()
        return self.filter(recipient_id=actor.user_id)

    def unread(self) -> NotificationQuerySet:
        """Only what was not opened yet."""
        return self.filter(read_at__isnull=True)

    def unread_of(self, actor: verdicts.Actor) -> NotificationQuerySet:
        """Only what this person has not opened yet."""
        return self.for_actor(actor).unread()

    def newest(self) -> NotificationQuerySet:
        """Newest first."""
        return self.order_by("-created_at", "-id")

    def mail_due(self, at: datetime.datetime) -> NotificationQuerySet:
        """Mails to be sent by now, the longest overdue first: waiting ones, and claims whose lease has run out."""
        return self.mail_open().filter(mail_due_at__lte=at).order_by("mail_due_at", "id")

    def mail_open(self) -> NotificationQuerySet:
        """Mails that have yet to go out, whenever."""
        return self.filter(mail_state__in=self.model.OPEN_MAIL)
