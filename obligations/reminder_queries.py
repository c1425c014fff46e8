"""Which lines of the ledger of reminders, and how often does each person want the digest?"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    # Named in the type parameters of the querysets below.
    from obligations.models import DigestPreference, Reminder  # noqa: F401


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """The ledger of reminders."""

    def untold(self) -> ReminderQuerySet:
        """Only those of which no line stands in the workspace yet."""
        return self.filter(told_at__isnull=True)

    def undigested(self) -> ReminderQuerySet:
        """Only those that no digest has held yet."""
        return self.filter(digested_at__isnull=True)

    def due_by(self, last: datetime.date) -> ReminderQuerySet:
        """Only those of what is due on this day or before."""
        return self.filter(obligation__due_on__lte=last)

    def recipients_by(self, size: int) -> Iterator[list[int]]:
        """Give those who are reminded, so many at a time: a district's whole ledger fits no memory."""
        found = list(self.order_by("recipient_id").values_list("recipient_id", flat=True).distinct())
        return (found[start : start + size] for start in range(0, len(found), size))

    def of_kinds(self, *kinds: str) -> ReminderQuerySet:
        """Only those of these kinds."""
        return self.filter(kind__in=kinds)


class DigestPreferenceQuerySet(models.QuerySet["DigestPreference"]):
    """How often people want the digest."""

    def of(self, user_ids: Iterable[int]) -> dict[int, DigestPreference]:
        """Return what these people have said, by person; who has said nothing is left out."""
        return {found.user_id: found for found in self.filter(user_id__in=list(user_ids))}
