"""How does the mail of a notice go out once, also when workers are killed and servers are down?

Each mail: claim its row and commit; send; confirm. No transaction is open while a mail server is talked to.

* Two workers never take the same row: the claim locks it and skips what is locked.
* The server said no: it is not sent; the row waits again, longer each time, and is given up after `ATTEMPTS`.
* The worker died, or the line broke, between claim and confirmation: nobody can know whether the mail went out. The
  claim is a lease: after `LEASE` the mail is sent again **with the same Message-ID**, by which mail programs drop the
  double. A deadline that nobody heard of is worse than one that was perhaps told twice.
"""

from __future__ import annotations

import datetime
import logging
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from core.notifications import letters
from core.notifications.models import MailState, Notification

logger = logging.getLogger(__name__)

LEASE = datetime.timedelta(hours=6)
FIRST_RETRY = datetime.timedelta(minutes=5)
ATTEMPTS = 8
BATCH = 200
"""Mails of one run; a tenant with more is continued by the next sweep, so that others get their turn."""

NOT_SENT = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
    ValueError,  # an address or header that no mail can have
)
"""The server answered that it does not take the mail, or there was none. Anything else leaves open whether it did."""


@dataclass(frozen=True, slots=True)
class Post:
    """What one run sends with."""

    connection: BaseEmailBackend
    site: str
    clock: Callable[[], datetime.datetime]


def deliver_due(*, clock: Callable[[], datetime.datetime]) -> int:
    """Send what is due and return how many mails went out; stop quietly while the mail server is away."""
    if not Notification.objects.mail_due(clock()).exists():
        return 0
    with mail_server() as connection:
        return _deliver_batch(Post(connection, letters.site_address(), clock)) if connection else 0


def set_aside(*, at: datetime.datetime) -> int:
    """Send none of the mails that are open, ever, and return how many those are; the notices stay to be read.

    In a restored tenant: what waited when the backup was made has gone out since.
    """
    return Notification.objects.mail_open().update(mail_state=MailState.SET_ASIDE)


@contextmanager
def mail_server() -> Iterator[BaseEmailBackend | None]:
    """Give a connection for as many mails as are due; none while the mail server is away, and they wait."""
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as problem:
        logger.warning("the mail server does not answer, mails wait for the next sweep: %s", problem)
        yield None
        return
    try:
        yield connection
    finally:
        connection.close()


def claim_next(at: datetime.datetime) -> Notification | None:
    """Take the next due mail for this worker alone, for the length of the lease."""
    with transaction.atomic():
        due = Notification.objects.mail_due(at).select_related("recipient")
        claimed = due.select_for_update(skip_locked=True, of=("self",)).first()
        if claimed is not None:
            claimed.mail_state = MailState.CLAIMED
            claimed.mail_due_at = at + LEASE
            claimed.mail_attempts += 1
            claimed.save(update_fields=["mail_state", "mail_due_at", "mail_attempts"])
    return claimed


def _deliver_batch(post: Post) -> int:
    sent = 0
    for _turn in range(BATCH):
        claimed = claim_next(post.clock())
        if claimed is None:
            break
        try:
            sent += _deliver(claimed, post)
        except (OSError, smtplib.SMTPException):
            logger.exception("the line broke while notice %s was sent; its lease decides", claimed.public_id)
            break
    return sent


def _deliver(claimed: Notification, post: Post) -> bool:
    """Send one claimed mail and note what became of it; what the server left open is raised."""
    recipient = claimed.recipient
    if not recipient.email or not recipient.is_active:
        _settle(claimed, MailState.NO_ADDRESS)
        return False
    try:
        post.connection.send_messages([letters.compose(claimed, site=post.site)])
    except NOT_SENT as refusal:
        _retry_later(claimed, refusal, post.clock())
        return False
    _settle(claimed, MailState.SENT, mailed_at=post.clock())
    return True


def _retry_later(claimed: Notification, refusal: Exception, at: datetime.datetime) -> None:
    claimed.mail_problem = str(refusal)[:300]
    if claimed.mail_attempts >= ATTEMPTS:
        logger.error("the mail of notice %s is given up: %s", claimed.public_id, refusal)
        _settle(claimed, MailState.REFUSED)
        return
    claimed.mail_due_at = at + FIRST_RETRY * 2 ** (claimed.mail_attempts - 1)
    _settle(claimed, MailState.WAITING)


def _settle(claimed: Notification, state: MailState, *, mailed_at: datetime.datetime | None = None) -> None:
    claimed.mail_state = state
    claimed.mailed_at = mailed_at
    claimed.save(update_fields=["mail_state", "mailed_at", "mail_due_at", "mail_problem"])
