"""Who reads the trail, and of which units?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from core import errors
from core.audit.models import AuditEntry
from core.audit.queries import AuditQuerySet
from hierarchy.models import Unit

READ = "audit.read"


def readable_by(actor: Actor) -> AuditQuerySet:
    """Return what was done at the units whose trail the actor reads.

    Who reads none at all is told so, not shown an empty list.
    """
    if not actor.has(READ):
        raise errors.Denied("audit.not_a_reader", _("操作记录由管理员和纪检监督员查看。"))
    units = Unit.objects.filter(actor.reach(READ, prefix="")).order_by()
    return AuditEntry.objects.within(units.values_list("pk", flat=True))
