"""Who did what? For those who may read the trail, within their reach."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts import auditing
from api import filters
from api.endpoints.base import ListEndpoint, SignedIn
from api.shapes import audit as shapes
from core.audit.models import AuditEntry


class Audit(ListEndpoint):
    """List what was done at the units whose trail this person reads, newest first."""

    operation = "audit_list"
    permission_classes = (SignedIn,)
    queryset = AuditEntry.objects.none()
    serializer_class = shapes.Entry
    filterset_class = filters.AuditFilters
    problems = (403,)

    def get_queryset(self) -> QuerySet[AuditEntry]:
        """Return the entries within reach."""
        return auditing.readable_by(self.actor).newest()
