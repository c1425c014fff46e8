"""What becomes due by the clock: publication at the hour that was set, and opening to society what was held inside?

Each text in a transaction of its own, found by what its row says: a run that was missed or killed is made up by the
next one, and what was done is not done again.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from accounts import actors
from core import errors
from core.notifications import sending
from core.workflow import Performed
from disclosures.afterwards import notices
from disclosures.flows import disclosure_flow
from disclosures.models import Disclosure

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 500
"""Texts of one run; the rest is the next run's, a minute later."""


@dataclass(frozen=True, slots=True)
class Done:
    """How many texts were taken on, and how many had to stay as they were."""

    done: int
    refused: int


def publish_due(*, at: datetime.datetime) -> Done:
    """Publish every text whose hour has come; tell whoever is concerned, once, of one that cannot be published."""
    return _each("publish", Disclosure.objects.due_to_publish(at)[:MOST_AT_ONCE], at)


def open_due(*, at: datetime.datetime) -> Done:
    """Open to society every text whose days inside are over."""
    return _each("open_outside", Disclosure.objects.due_to_open(at)[:MOST_AT_ONCE], at)


def _each(verb: str, rows: Iterable[Disclosure], at: datetime.datetime) -> Done:
    done = refused = 0
    for row in rows:
        try:
            disclosure_flow.perform(verb, row, actor=actors.SYSTEM, at=at)
            done += 1
        except (errors.WrongState, errors.Missing, errors.Busy):
            continue  # somebody was faster, or is at it: the next minute sees
        except errors.Refusal as refusal:
            refused += 1
            _tell(row, refusal, at)
        except Exception:
            refused += 1
            logger.exception("disclosures: %s of %s failed, the others go on", verb, row.public_id)
    return Done(done, refused)


def _tell(row: Disclosure, refusal: errors.Refusal, at: datetime.datetime) -> None:
    logger.warning("disclosures: %s stays unpublished: %s", row.public_id, refusal.code)
    performed = Performed("not_published", actors.SYSTEM, at)
    with transaction.atomic():
        sending.send(*notices.not_published(row, refusal.reason, performed), at=at)
