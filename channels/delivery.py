"""How does each letter go out once, also when workers are killed and servers are down?

As notices do (`core.notifications.delivery`): claimed and committed, sent, confirmed. A refusal is tried again, later
each time; a line that broke leaves open whether the letter went, so it goes again with the same Message-ID when its
lease has run out. A letter is written when it is sent, so that it never says what has meanwhile been withdrawn, and
one whose follower has stopped is gone with her.
"""

from __future__ import annotations

import datetime
import logging
import smtplib
from collections.abc import Callable

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from channels import letters, telling
from channels.kinds import Frequency, LetterState
from channels.models import Letter
from core import clock as clocks
from core.notifications.delivery import NOT_SENT, mail_server
from tenants import current

logger = logging.getLogger(__name__)

LEASE = datetime.timedelta(hours=6)
FIRST_RETRY = datetime.timedelta(minutes=5)
ATTEMPTS = 8
BATCH = 200

Clock = Callable[[], datetime.datetime]


def deliver_due(*, clock: Clock) -> int:
    """Send what is due and return how many letters went out; stop quietly while the mail server is away."""
    if not Letter.objects.due(clock()).exists():
        return 0
    with mail_server() as connection:
        return _deliver_batch(connection, clock) if connection else 0


def set_aside(*, at: datetime.datetime) -> int:
    """Send none of the letters that are open or owed, ever, and return how many those are.

    In a restored tenant: of what was public when the backup was made, followers have been told since. What is owed is
    therefore written down as told first.
    """
    for frequency in Frequency:
        telling.tell(frequency, at=at)
    return Letter.objects.unsent().update(state=LetterState.SET_ASIDE)


def _deliver_batch(connection: BaseEmailBackend, clock: Clock) -> int:
    sent = 0
    for _turn in range(BATCH):
        claimed = _claim_next(clock())
        if claimed is None:
            break
        try:
            sent += _deliver(claimed, connection, clock())
        except (OSError, smtplib.SMTPException):
            logger.exception("the line broke while letter %s was sent; its lease decides", claimed.public_id)
            break
    return sent


def _claim_next(at: datetime.datetime) -> Letter | None:
    with transaction.atomic():
        due = Letter.objects.due(at).select_related("follower__unit")
        claimed = due.select_for_update(skip_locked=True, of=("self",)).first()
        if claimed is not None:
            claimed.state, claimed.due_at = LetterState.CLAIMED, at + LEASE
            claimed.attempts += 1
            claimed.save(update_fields=["state", "due_at", "attempts"])
    return claimed


def _deliver(claimed: Letter, connection: BaseEmailBackend, at: datetime.datetime) -> bool:
    mail = letters.compose(claimed, site=current.base_url(), on=clocks.local_date(at))
    if mail is None:
        _settle(claimed, LetterState.DROPPED)
        return False
    try:
        connection.send_messages([mail])
    except NOT_SENT as refusal:
        logger.warning("letter %s was refused: %s", claimed.public_id, type(refusal).__name__)
        given_up = claimed.attempts >= ATTEMPTS
        claimed.due_at = at + FIRST_RETRY * 2 ** (claimed.attempts - 1)
        _settle(claimed, LetterState.DROPPED if given_up else LetterState.WAITING)
        return False
    _settle(claimed, LetterState.SENT)
    return True


def _settle(claimed: Letter, state: LetterState) -> None:
    """Note what became of a letter; when its follower has stopped meanwhile, there is nothing to note it on."""
    Letter.objects.filter(pk=claimed.pk).update(state=state, due_at=claimed.due_at)
