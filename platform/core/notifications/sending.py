"""How is somebody told?

The notice is a row, written in the transaction of what it tells of: it exists exactly when that happened. Its mail is
work derived from the row, so that neither a broker that is down nor a lost message loses it.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.utils import translation
from kombu.exceptions import OperationalError

from core.notifications import tasks
from core.notifications.messages import Message
from core.notifications.models import TITLE_LENGTH, MailState, Notification

logger = logging.getLogger(__name__)


def send(*messages: Message, at: datetime.datetime) -> None:
    """Tell each recipient once per cause, whatever the number of calls; one query for all, none without recipients.

    The mails are asked for after commit. When the broker does not answer, the sweep that beat starts finds the rows.
    """
    with translation.override(settings.LANGUAGE_CODE):  # the recipient's words are not those of the sender's browser
        rows = [row for message in messages for row in _rows(message, at)]
    if not rows:
        return
    rows.sort(key=lambda row: (row.recipient_id, row.cause))  # two senders of the same causes wait, never deadlock
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    if any(row.mail_state == MailState.WAITING for row in rows):
        transaction.on_commit(_ask_for_mails, robust=True)  # what is committed does not fail for want of a mail


def _rows(message: Message, at: datetime.datetime) -> Iterator[Notification]:
    for recipient_id in message.recipient_ids:
        yield Notification(
            recipient_id=recipient_id,
            kind=message.kind,
            title=_cut(str(message.title)),
            body=str(message.body),
            path=message.path,
            cause=message.cause,
            created_at=at,
            mail_state=MailState.WAITING if message.by_mail else MailState.UNWANTED,
            mail_due_at=at,
        )


def _cut(title: str) -> str:
    """Return the title cut to what its column holds: a long one must not undo the decision that it tells of."""
    return title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…"


def _ask_for_mails() -> None:
    try:
        tasks.deliver_due.delay()
    except OperationalError as problem:
        logger.warning("the broker does not answer, mails wait for the next sweep: %s", problem)
