"""Which tables hold the chains of approval of a tenant?

A chain holds for a kind of unit, a sector and an item, or for all where one is left open; of several that fit a text
the most specific holds (`disclosures.deciding.settling`).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicIdModel
from disclosures import queries
from disclosures.kinds import Applies, Decider, Step
from hierarchy.kinds import Sector, UnitKind

MOST_DAYS = 60


class ApprovalChain(PublicIdModel):
    """Through whose hands texts go, for some units and some item."""

    name = models.CharField(_("名称"), max_length=100)
    unit_kind = models.CharField(_("组织类型"), max_length=20, choices=UnitKind, default="", blank=True)
    sector = models.CharField(_("领域"), max_length=20, choices=Sector, default="", blank=True)
    lineage = models.UUIDField(_("公开事项"), null=True, blank=True)
    item_title = models.CharField(_("公开事项名称"), max_length=500, default="", blank=True)
    revision = models.IntegerField(default=0)
    updated_at = models.DateTimeField(_("最近修改时间"))
    updated_by_name = models.CharField(_("最近修改人"), max_length=200)

    objects = queries.ApprovalChainQuerySet.as_manager()

    class Meta:
        verbose_name = _("审批链")
        ordering = ["lineage", "unit_kind", "sector", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit_kind", "sector", "lineage"], name="approval_chain_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~Q(name=""), name="approval_chain_named"),
        ]

    def __str__(self) -> str:
        return self.name


class ApprovalStep(models.Model):
    """One step of a chain; each kind of step at most once."""

    chain = models.ForeignKey(
        ApprovalChain,
        on_delete=models.CASCADE,
        related_name="steps",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("审批链"),
    )
    position = models.IntegerField(_("顺序"))
    step = models.CharField(_("环节"), max_length=20, choices=Step)
    decider = models.CharField(_("由谁办理"), max_length=20, choices=Decider)
    applies = models.CharField(_("哪些信息要办"), max_length=20, choices=Applies, default=Applies.ALWAYS)
    days = models.IntegerField(_("几个工作日内"), null=True, blank=True)
    checklist = ArrayField(models.CharField(max_length=100), verbose_name=_("核对项"), default=list, blank=True)
    asks = ArrayField(models.CharField(max_length=40), verbose_name=_("必须征求意见的"), default=list, blank=True)
    invites = ArrayField(models.CharField(max_length=40), verbose_name=_("可以提意见的"), default=list, blank=True)

    class Meta:
        verbose_name = _("审批环节")
        ordering = ["chain", "position"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "step"], name="approval_step_once_in_chain"),
            models.UniqueConstraint(fields=["chain", "position"], name="approval_step_place_once"),
            models.CheckConstraint(
                condition=Q(days__isnull=True) | Q(days__gte=1, days__lte=MOST_DAYS), name="approval_step_days_sensible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.get_step_display()}"
