"""Which lists of readers, and which lines of them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from accounts.actors import Actor
from disclosures import visibility

if TYPE_CHECKING:
    # Named in the type parameters of the querysets below.
    from disclosures.models import Audience, Reader  # noqa: F401
    from hierarchy.models import Unit


class AudienceQuerySet(models.QuerySet["Audience"]):
    """Lists that units keep."""

    def visible_to(self, actor: Actor) -> AudienceQuerySet:
        """Only those of units that the actor works for or supervises: the same rule as `policies.view_audience`."""
        return self.filter(visibility.working_for(actor))

    def of_unit(self, unit: Unit) -> AudienceQuerySet:
        """Only this unit's own, by name."""
        return self.filter(unit=unit).order_by("name")

    def for_list(self) -> AudienceQuerySet:
        """With unit and lines: two queries whatever the number."""
        return self.select_related("unit").prefetch_related("readers")


class ReaderManager(models.Manager["Reader"]):
    """Lines of lists, always with the person and the unit: a line without them says nothing."""

    def get_queryset(self) -> models.QuerySet[Reader]:
        """Return the lines in the order in which they were added."""
        return super().get_queryset().select_related("user", "unit")
