"""Which tables hold catalogs, their versions, and the items that units owe?

Days are half-open, as in the tree: a version holds *from* `effective_on` on and *no longer* on `ends_on`.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from catalogs import queries
from catalogs.kinds import PUBLIC_STATES, Level, Openness, Period, Scope, TimeMode, VersionState
from core.models import PublicIdModel
from hierarchy.kinds import Sector, UnitKind

__all__ = [
    "Catalog",
    "CatalogVersion",
    "Category",
    "Item",
    "Level",
    "Openness",
    "Period",
    "Scope",
    "TimeMode",
    "VersionState",
]

MAX_NOTICE_DAYS = 365


class Catalog(PublicIdModel):
    """What one unit says that it and the units below it disclose (公开目录); the saying itself is in versions."""

    unit = models.ForeignKey(
        "hierarchy.Unit", on_delete=models.PROTECT, related_name="catalogs", verbose_name=_("制定单位")
    )
    name = models.CharField(_("目录名称"), max_length=200)
    openness = models.CharField(_("公开类别"), max_length=20, choices=Openness, default=Openness.PARTY_AFFAIRS)
    created_at = models.DateTimeField(_("建立时间"))

    objects = queries.CatalogQuerySet.as_manager()

    class Meta:
        verbose_name = _("公开目录")
        ordering = ["unit_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="catalog_name_once_in_unit"),
            models.CheckConstraint(condition=~Q(name=""), name="catalog_name_given"),
            models.CheckConstraint(condition=Q(openness__in=Openness.values), name="catalog_openness_known"),
        ]

    def __str__(self) -> str:
        return self.name


class DayRange(Func):
    """The days on which a version holds as a range of PostgreSQL."""

    function = "DATERANGE"
    output_field = DateRangeField()


class CatalogVersion(PublicIdModel):
    """One edition of a catalog: a draft that can be edited, or a published one that stands as it is for ever.

    `state` says which edition is the latest; which one *holds* on a day is said by its days alone, so that an edition
    published in advance leaves its predecessor in force until its own first day.
    """

    catalog = models.ForeignKey(Catalog, on_delete=models.PROTECT, related_name="versions", verbose_name=_("公开目录"))
    number = models.IntegerField(_("版次"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=VersionState, default=VersionState.DRAFT)
    revision = models.IntegerField(default=0)
    effective_on = models.DateField(_("生效日期"), null=True, blank=True)
    ends_on = models.DateField(_("失效日期"), null=True, blank=True)
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    note = models.TextField(_("版本说明"), default="", blank=True)
    created_at = models.DateTimeField(_("建立时间"))

    objects = queries.CatalogVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("目录版本")
        ordering = ["catalog_id", F("number").desc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(fields=["catalog", "number"], name="version_number_once_in_catalog"),
            models.UniqueConstraint(fields=["catalog"], condition=Q(state="draft"), name="version_one_draft"),
            models.CheckConstraint(
                condition=Q(
                    state="draft",
                    number__isnull=True,
                    effective_on__isnull=True,
                    ends_on__isnull=True,
                    published_at__isnull=True,
                )
                | Q(
                    state="published",
                    number__isnull=False,
                    effective_on__isnull=False,
                    ends_on__isnull=True,
                    published_at__isnull=False,
                )
                | Q(
                    state="superseded",
                    number__isnull=False,
                    effective_on__isnull=False,
                    ends_on__gte=F("effective_on"),
                    published_at__isnull=False,
                ),
                name="version_dated_when_published",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=1), name="version_number_counts_from_one"
            ),
            # A published edition holds without an end, so this also keeps a catalog from having two of them.
            ExclusionConstraint(
                name="version_days_apart",
                expressions=[
                    ("catalog", RangeOperators.EQUAL),
                    (DayRange("effective_on", "ends_on", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(effective_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.catalog.name} {self.label}"

    @property
    def label(self) -> str:
        """How people call the edition: its number, or that it is a draft."""
        if self.number is None:
            return str(VersionState.DRAFT.label)
        return str(_("第%(number)d版") % {"number": self.number})

    @property
    def unit_id(self) -> int:
        """The unit that made the catalog: where the trail looks for what concerns it."""
        return self.catalog.unit_id

    @property
    def is_draft(self) -> bool:
        """Whether the edition can still be edited."""
        return self.state not in PUBLIC_STATES


class Category(PublicIdModel):
    """A heading of an edition (一级目录)."""

    version = models.ForeignKey(
        CatalogVersion, on_delete=models.CASCADE, related_name="categories", verbose_name=_("目录版本")
    )
    title = models.CharField(_("一级目录"), max_length=200)
    sort_no = models.IntegerField(_("排序"), default=0)

    objects = queries.CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("一级目录")
        ordering = ["version_id", "sort_no", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "title"], name="category_title_once_in_version"),
            models.CheckConstraint(condition=~Q(title=""), name="category_title_given"),
        ]

    def __str__(self) -> str:
        return self.title


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
