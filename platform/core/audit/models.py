"""What stands in the trail?

Labels are frozen as they read on the day, and there is no foreign key: an entry outlives what it speaks of. Rows are
only ever inserted; the runtime role has no right to update or delete them (see tenants.grants).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import queries
from core.models import AppendOnlyModel


class AuditEntry(AppendOnlyModel):
    """One thing that somebody did."""

    at = models.DateTimeField(_("时间"))
    verb = models.CharField(_("动作代码"), max_length=80)
    label = models.CharField(_("动作"), max_length=120)
    actor_id = models.BigIntegerField(_("办理人编号"), null=True)
    actor_label = models.CharField(_("办理人"), max_length=200)
    subject_kind = models.CharField(_("对象类型"), max_length=80)
    subject_id = models.BigIntegerField(_("对象编号"), null=True)
    subject_label = models.CharField(_("对象"), max_length=400)
    unit_id = models.BigIntegerField(_("单位编号"), null=True)
    before = models.JSONField(_("办理前"), default=dict)
    after = models.JSONField(_("办理后"), default=dict)
    reason = models.TextField(_("理由"), default="", blank=True)
    note = models.TextField(_("说明"), default="", blank=True)
    request_id = models.CharField(_("请求编号"), max_length=64, default="", blank=True)

    objects = queries.AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("操作记录")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="audit_by_subject"),
            models.Index(fields=["unit_id", "id"], name="audit_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_label} {self.label} {self.subject_label}"
