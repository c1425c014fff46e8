"""Who did what? For those who may read the trail, within their reach."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from api import filters
from api.endpoints.base import ListEndpoint, SignedIn
from api.shapes import audit as shapes
from core import errors
from core.audit.models import AuditEntry
from hierarchy.models import Unit

READ = "audit.read"


class Audit(ListEndpoint):
    """List what was done at the units whose trail this person reads, newest first."""

    operation = "audit_list"
    permission_classes = (SignedIn,)
    queryset = AuditEntry.objects.none()
    serializer_class = shapes.Entry
    filterset_class = filters.AuditFilters
    problems = (403,)

    def get_queryset(self) -> QuerySet[AuditEntry]:
        """Return the entries within reach; somebody without any reach is told so, not shown an empty list."""
        if not self.actor.has(READ):
            raise errors.Denied("audit.not_a_reader", _("操作记录由管理员和纪检监督员查看。"))
        units = Unit.objects.filter(self.actor.reach(READ, prefix="")).order_by()
        return AuditEntry.objects.within(units.values_list("pk", flat=True)).newest()
