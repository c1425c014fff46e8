"""Which of a tenant's own days?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from core.closures.models import LocalSpan  # noqa: F401  (the type parameter of the queryset below)


class LocalSpanQuerySet(models.QuerySet["LocalSpan"]):
    """The spans, narrowed."""

    def holding(self) -> LocalSpanQuerySet:
        """Only what was not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def touching(self, first: datetime.date, last: datetime.date) -> LocalSpanQuerySet:
        """Only spans with a day from `first` to `last`."""
        return self.filter(first_on__lte=last, last_on__gte=first)

    def ahead(self, on: datetime.date) -> LocalSpanQuerySet:
        """Only what has a day today or later, the next first."""
        return self.filter(last_on__gte=on).order_by("first_on")
