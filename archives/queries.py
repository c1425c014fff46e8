"""Which boxes? Only those whose records the reader works on or supervises."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models

from disclosures import visibility
from hierarchy.models import Unit

if TYPE_CHECKING:
    from accounts.actors import Actor

    # Named in the type parameters of the querysets below.
    from archives.models import Box, CheckRequest  # noqa: F401


class BoxQuerySet(models.QuerySet["Box"]):
    """Boxes, narrowed."""

    def visible_to(self, actor: Actor) -> BoxQuerySet:
        """Only those of units whose disclosures the actor inspects or drafts: the same rule as `policies.view`."""
        return self.filter(visibility.working_for(actor))

    def within(self, unit: Unit) -> BoxQuerySet:
        """Only those of this unit and of the units below it."""
        return self.filter(unit__tree_id=unit.tree_id, unit__lft__gte=unit.lft, unit__rght__lte=unit.rght)


class CheckRequestQuerySet(models.QuerySet["CheckRequest"]):
    """Requests to compare boxes, narrowed."""

    def running(self) -> CheckRequestQuerySet:
        """Only those whose answer is still to come."""
        return self.filter(found__isnull=True)

    def standing_still(self, since: datetime.datetime) -> CheckRequestQuerySet:
        """Only those that have not come on since: their message was lost, or their worker died."""
        return self.running().filter(moved_at__lt=since)
