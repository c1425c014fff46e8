"""Which work on disclosures is done by the clock, or soon after something happened?"""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from core import clock
from disclosures import handing_over, searching
from disclosures.afterwards import on_time
from disclosures.deciding import deadlines
from disclosures.noticing import closing
from disclosures.recording import agreement, stored
from tenants.tasks import TenantTask

logger = logging.getLogger(__name__)


@shared_task(base=TenantTask, name="disclosures.hand_over")
def hand_over() -> None:
    """Let unfinished texts of closed units go to their successors; repeating it does nothing."""
    at = timezone.now()
    done = handing_over.hand_over(on=clock.local_date(at), at=at)
    logger.info("disclosures: %s", done)


@shared_task(base=TenantTask, name="disclosures.remind_deciders")
def remind_deciders() -> None:
    """Remind whoever is late with a decision, once a cause; repeating it sends nothing more."""
    at = timezone.now()
    done = deadlines.remind(on=clock.local_date(at), at=at)
    logger.info("disclosures: %d steps are late", done)


@shared_task(base=TenantTask, name="disclosures.read_attachments")
def read_attachments(disclosure_id: int | None = None) -> None:
    """Let a published text, or every one, be found by what its attachments say; each is read once."""
    done = searching.read_attachments(at=timezone.now(), disclosure_id=disclosure_id)
    logger.info("disclosures: attachments of %d texts were read", done)


@shared_task(base=TenantTask, name="disclosures.keep_words")
def keep_words(unit_id: int | None = None) -> None:
    """Keep the words of texts that have none, or of a unit that was renamed; repeating it changes nothing."""
    done = searching.refresh() if unit_id is None else searching.refresh_unit(unit_id)
    logger.info("disclosures: words of %d texts were kept", done)


@shared_task(base=TenantTask, name="disclosures.publish_due")
def publish_due() -> None:
    """Publish what is scheduled, open to society what was held inside, close notices that are over; in this order.

    Repeating it does nothing.
    """
    at = timezone.now()
    for done in (on_time.publish_due(at=at), on_time.open_due(at=at), closing.close_due(at=at)):
        if done.done or done.refused:
            logger.info("disclosures: %s", done)


@shared_task(base=TenantTask, name="disclosures.check_ledger")
def check_ledger() -> None:
    """Verify the ledger and every public record against it, and tell those who read the trail of what is wrong."""
    fault = agreement.watch(at=timezone.now())
    if fault is not None:
        logger.error("ledger: %s", fault)


@shared_task(base=TenantTask, name="disclosures.check_files")
def check_files() -> None:
    """Read a night's portion of the files of public texts, and tell those who read the trail what is damaged."""
    for file in stored.watch(at=timezone.now()):
        logger.error("file damaged: %s", file.storage_key)
