"""Which entries, which checkpoints?"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from core.ledger.models import Checkpoint, Entry  # noqa: F401  (the type parameters of the querysets below)


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries, narrowed."""

    def about(self, subject_id: uuid.UUID) -> EntryQuerySet:
        """Only those of this record, oldest first."""
        return self.filter(subject_id=subject_id).order_by("number")

    def last_link(self) -> tuple[int, str] | None:
        """Return number and hash of the last entry."""
        return self.order_by("-number").values_list("number", "entry_hash").first()

    def after(self, number: int) -> EntryQuerySet:
        """Only later ones, in order."""
        return self.filter(number__gt=number).order_by("number")

    def in_spans(self, spans: Sequence[tuple[int, int]]) -> EntryQuerySet:
        """Only those in one of these spans of numbers, both ends included."""
        wanted = Q(pk__in=())
        for first, last in spans:
            wanted |= Q(number__gte=first, number__lte=last)
        return self.filter(wanted).order_by("number")

    def without_texts(self) -> EntryQuerySet:
        """Without the texts, for lists."""
        return self.defer("content")


class CheckpointQuerySet(models.QuerySet["Checkpoint"]):
    """Checkpoints, narrowed."""

    def latest_one(self) -> Checkpoint | None:
        """Return the last checkpoint."""
        return self.order_by("-number").first()

    def covering(self, number: int) -> CheckpointQuerySet:
        """Only those made when this entry stood, in order."""
        return self.filter(count__gte=number).order_by("number")
