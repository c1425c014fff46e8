"""Which table holds the matters that units owe?"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogs import queries
from catalogs.kinds import Level, Openness, Period, Scope, TimeMode
from catalogs.models.editions import CatalogVersion, Category
from core.models import PublicIdModel
from hierarchy.kinds import Sector, UnitKind

MAX_NOTICE_DAYS = 365


class Item(PublicIdModel):
    """One matter that is to be disclosed (二级目录/公开事项).

    `lineage` stays the same from edition to edition, `public_id` is of this edition's row. In a draft the way of
    disclosure may be incomplete; publishing asks for it. `needs_person` lists what an import could not read with
    certainty, each entry with field, column, value, code and reason, until somebody has decided it.
    """

    version = models.ForeignKey(
        CatalogVersion, on_delete=models.CASCADE, related_name="items", verbose_name=_("目录版本")
    )
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="items", verbose_name=_("一级目录"))
    lineage = models.UUIDField(default=uuid.uuid4, editable=False)
    revision = models.IntegerField(default=0)
    sort_no = models.IntegerField(_("排序"), default=0)

    title = models.CharField(_("公开事项"), max_length=500)
    elements = models.TextField(_("内容要素"), default="", blank=True)
    basis = models.TextField(_("公开依据"), default="", blank=True)
    index_no = models.CharField(_("索引号"), max_length=60, default="", blank=True)
    openness = models.CharField(_("公开类别"), max_length=20, choices=Openness, default=Openness.PARTY_AFFAIRS)

    scopes = ArrayField(
        models.CharField(max_length=20, choices=Scope), verbose_name=_("公开范围"), default=list, blank=True
    )
    channels = ArrayField(models.CharField(max_length=60), verbose_name=_("公开形式"), default=list, blank=True)
    departments = ArrayField(models.CharField(max_length=100), verbose_name=_("责任科室"), default=list, blank=True)
    time_mode = models.CharField(_("公开时限"), max_length=20, choices=TimeMode, default="", blank=True)
    period = models.CharField(_("公开周期"), max_length=20, choices=Period, default="", blank=True)
    due_rule = models.CharField(_("时限要求"), max_length=500, default="", blank=True)

    unit_kinds = ArrayField(
        models.CharField(max_length=32, choices=UnitKind), verbose_name=_("适用组织类型"), default=list, blank=True
    )
    sectors = ArrayField(
        models.CharField(max_length=32, choices=Sector), verbose_name=_("适用领域"), default=list, blank=True
    )
    obligation_level = models.CharField(_("公开要求"), max_length=20, choices=Level, default=Level.MANDATORY)
    shows_process = models.BooleanField(_("过程和结果都公开"), default=False)
    inside_first = models.BooleanField(_("先党内后党外"), default=False)
    superior_approval = models.BooleanField(_("须经上级审批"), default=False)
    notice_days = models.IntegerField(_("公示天数"), default=0)
    needs_person: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        _("待核对"), default=list, blank=True
    )

    objects = queries.ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("公开事项")
        ordering = ["version_id", "category__sort_no", "category_id", "sort_no", "id"]
        constraints = [
            models.UniqueConstraint(fields=["category", "title"], name="item_title_once_in_category"),
            models.UniqueConstraint(fields=["version", "lineage"], name="item_lineage_once_in_version"),
            models.CheckConstraint(condition=~Q(title=""), name="item_title_given"),
            models.CheckConstraint(
                condition=Q(time_mode="periodic", period__in=Period.values) | (~Q(time_mode="periodic") & Q(period="")),
                name="item_period_when_periodic",
            ),
            models.CheckConstraint(condition=Q(time_mode__in=["", *TimeMode.values]), name="item_time_mode_known"),
            models.CheckConstraint(condition=Q(obligation_level__in=Level.values), name="item_level_known"),
            models.CheckConstraint(condition=Q(openness__in=Openness.values), name="item_openness_known"),
            models.CheckConstraint(condition=Q(scopes__contained_by=Scope.values), name="item_scopes_known"),
            models.CheckConstraint(condition=Q(unit_kinds__contained_by=UnitKind.values), name="item_unit_kinds_known"),
            models.CheckConstraint(condition=Q(sectors__contained_by=Sector.values), name="item_sectors_known"),
            models.CheckConstraint(
                condition=Q(notice_days__gte=0, notice_days__lte=MAX_NOTICE_DAYS), name="item_notice_days_in_a_year"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def unit_id(self) -> int:
        """The unit that made the catalog."""
        return self.version.unit_id

    @property
    def is_complete(self) -> bool:
        """Whether the item says when and to whom, without which nobody can owe it."""
        return bool(self.scopes and self.time_mode)
