"""Which notices are over, and what becomes of each? Closed by the clock, or waiting for an answer.

Each in a transaction of its own, found by what its row says: a run that was missed is made up by the next one, and
what was done is not done again.
"""

from __future__ import annotations

import datetime
import logging

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import actors
from core import clock, errors
from core.audit import trail
from core.notifications import sending
from disclosures.afterwards.on_time import Done
from disclosures.models import Disclosure, PublicNotice
from disclosures.noticing import duties, notices
from disclosures.noticing.flows import notice_flow

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 500


def close_due(*, at: datetime.datetime) -> Done:
    """Close every notice whose last full day has passed; one with open objections waits, and its unit is told once."""
    done = refused = 0
    for row in PublicNotice.objects.over(clock.local_date(at)).select_related("disclosure__unit")[:MOST_AT_ONCE]:
        try:
            done += _advance(row, at)
        except (errors.WrongState, errors.Missing, errors.Busy):
            continue  # somebody was faster or is at it, or its readers do not have it yet
        except errors.Conflict:
            refused += 1
            with transaction.atomic():
                sending.send(*notices.waiting(row, at), at=at)
        except Exception:
            refused += 1
            logger.exception("notices: %s could not be closed, the others go on", row.public_id)
    return Done(done, refused)


def _advance(row: PublicNotice, at: datetime.datetime) -> int:
    if duties.is_to_lengthen(row):
        _lengthen(row, at)
        return 0
    notice_flow.perform("close", row, actor=actors.SYSTEM, at=at)
    return 1


@transaction.atomic
def _lengthen(row: PublicNotice, at: datetime.datetime) -> None:
    """Move its last day on, and with it the last day on which its text is listed.

    The text is locked before its notice, as by whoever publishes or ends it.
    """
    text = Disclosure.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row.disclosure_id)
    lengthened = notice_flow.perform("lengthen", row, actor=actors.SYSTEM, at=at)
    before = text.display_until
    if not duties.list_until_over(text, lengthened):
        return
    text.revision += 1
    text.save(update_fields=["display_until", "revision"])
    trail.record(
        "disclosure.display_set",
        text,
        actor=actors.SYSTEM,
        at=at,
        label=_("设置展示日期"),
        before={"display_until": before},
        after={"display_until": text.display_until},
    )
