"""Which work on the tree is done by the clock?"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _

from hierarchy import changes, checker
from tenants.tasks import TenantTask

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Clockwork:
    """The system, acting because a day has come."""

    user_id: None = None

    @property
    def label(self) -> str:
        """What the audit trail names."""
        return _("系统（按生效日期）")


@shared_task(base=TenantTask, name="hierarchy.apply_due_changes")
def apply_due_changes() -> None:
    """Apply the planned changes of the tenant whose day has come; repeating it does nothing."""
    outcome = changes.apply_due(actor=Clockwork(), at=timezone.now())
    if outcome.refused:
        logger.warning("planned changes of the tree could not be applied: %s", outcome.refused)


@shared_task(base=TenantTask, name="hierarchy.check_tree")
def check_tree() -> None:
    """Prove the tree of the tenant sound, or say in the log what is wrong with it."""
    for finding in checker.check():
        logger.error("tree: %s unit=%s %s", finding.code, finding.unit_id, finding.reason)
