"""Which tables hold catalogs, their versions and the headings of versions?

Days are half-open, as in the tree: a version holds *from* `effective_on` on and *no longer* on `ends_on`.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalogs import queries
from catalogs.kinds import EDITABLE_STATES, OPEN_STATES, Openness, VersionState
from catalogs.models.days import DayRange
from core.models import DecidedModel, PublicIdModel


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


class CatalogVersion(DecidedModel, PublicIdModel):
    """One edition of a catalog: a draft that can be edited, or a published one that stands as it is for ever.

    A draft that needs the superior's consent waits as submitted; sent back it is a draft again, with the reason.
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
    wanted_on = models.DateField(_("拟生效日期"), null=True, blank=True)
    editor_ids = ArrayField(models.BigIntegerField(), verbose_name=_("编制人"), default=list, blank=True)
    submitted_by_name = models.CharField(_("提交人"), max_length=200, default="", blank=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    returned_reason = models.TextField(_("退回理由"), default="", blank=True)
    filed_with = models.ForeignKey(
        "hierarchy.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("备案单位")
    )
    note = models.TextField(_("版本说明"), default="", blank=True)
    created_at = models.DateTimeField(_("建立时间"))

    objects = queries.CatalogVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("目录版本")
        ordering = ["catalog_id", F("number").desc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(fields=["catalog", "number"], name="version_number_once_in_catalog"),
            models.UniqueConstraint(fields=["catalog"], condition=Q(state__in=OPEN_STATES), name="version_one_draft"),
            models.CheckConstraint(
                condition=Q(
                    state__in=OPEN_STATES,
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
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(wanted_on__isnull=False, submitted_at__isnull=False),
                name="version_submitted_with_day",
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
            return str(VersionState(self.state).label)
        return str(_("第%(number)d版") % {"number": self.number})

    @property
    def unit_id(self) -> int:
        """The unit that made the catalog: where the trail looks for what concerns it."""
        return self.catalog.unit_id

    @property
    def is_draft(self) -> bool:
        """Whether the edition can still be edited; what awaits approval cannot."""
        return self.state in EDITABLE_STATES


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
