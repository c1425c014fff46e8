"""What has a unit settled about its disclosures: how it decides, which number comes next?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from disclosures import queries


class ApprovalPolicy(models.Model):
    """How a unit decides: whether one officer may take two adjacent decisions, for units with few officers.

    Without a row no two adjacent decisions are joined. What holds at submission holds for the round.
    """

    unit = models.OneToOneField(
        "hierarchy.Unit", on_delete=models.PROTECT, related_name="approval_policy", verbose_name=_("单位")
    )
    may_join = models.BooleanField(_("人员少，可以合并办理相邻两个环节"), default=False)

    objects = queries.ApprovalPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("审批规则")

    def __str__(self) -> str:
        return str(self.unit)


class IndexSerial(models.Model):
    """The last serial number that a unit gave out in a year."""

    unit = models.ForeignKey(
        "hierarchy.Unit",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("单位"),
    )
    year = models.IntegerField(_("年度"))
    last = models.IntegerField(_("最后一个序号"), default=0)

    objects = queries.IndexSerialQuerySet.as_manager()

    class Meta:
        verbose_name = _("索引序号")
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="index_serial_once_in_year")]

    def __str__(self) -> str:
        return f"{self.unit_id}-{self.year}-{self.last}"
