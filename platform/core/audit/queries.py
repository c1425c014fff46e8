"""Which entries of the trail?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from core.audit.models import AuditEntry  # noqa: F401  (the type parameter of the queryset below)


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """The trail, narrowed."""

    def about(self, subject: models.Model) -> AuditQuerySet:
        """Only what happened to this row, oldest first."""
        return self.filter(subject_kind=subject._meta.label_lower, subject_id=subject.pk).order_by("id")

    def within(self, unit_ids: Iterable[int]) -> AuditQuerySet:
        """Only what concerns one of these units."""
        return self.filter(unit_id__in=unit_ids)

    def search(self, text: str) -> AuditQuerySet:
        """Only entries whose actor, subject, label, reason or note contains the text."""
        text = text.strip()
        if not text:
            return self
        columns = ("actor_label", "subject_label", "label", "reason", "note", "verb")
        wanted = models.Q()
        for column in columns:
            wanted |= models.Q(**{f"{column}__icontains": text})
        return self.filter(wanted)

    def newest(self) -> AuditQuerySet:
        """Newest first."""
        return self.order_by("-id")
