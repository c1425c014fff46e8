"""What is in the yearly box of a unit? Rows that are only ever inserted; nothing in a box can be edited (DOMAIN 6).

A box holds its records whole, as they stood when it was closed. What becomes of a disclosure later is said by its own
page and by the ledger; the box stays as it is.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archives import queries
from core.models import AppendOnlyModel, PublicIdModel

HASH_LENGTH = 64
FIRST_YEAR, LAST_YEAR = 2000, 2200


class Retention(models.TextChoices):
    """How long what is in a box is kept (保管期限), as offices classify."""

    PERMANENT = "permanent", _("永久")
    THIRTY_YEARS = "30_years", _("30年")
    TEN_YEARS = "10_years", _("10年")

    def ends_on(self, year: int) -> datetime.date | None:
        """Return the last day of retention of what a year left; it counts from the first day of the next year."""
        years = {Retention.THIRTY_YEARS: 30, Retention.TEN_YEARS: 10}.get(self)
        return datetime.date(year + years, 12, 31) if years else None


class Box(AppendOnlyModel, PublicIdModel):
    """What a unit published in one year, closed for good (归档)."""

    unit = models.ForeignKey(
        "hierarchy.Unit",
        on_delete=models.PROTECT,
        related_name="boxes",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("单位"),
    )
    year = models.IntegerField(_("年度"))
    unit_code = models.CharField(_("单位编码"), max_length=64)
    unit_name = models.CharField(_("归档时的单位名称"), max_length=200)
    retention = models.CharField(_("保管期限"), max_length=20, choices=Retention)
    count = models.IntegerField(_("件数"))
    manifest_hash = models.CharField(_("清单校验值"), max_length=HASH_LENGTH)
    closed_at = models.DateTimeField(_("归档时间"))
    closed_by_name = models.CharField(_("归档人"), max_length=200)

    objects = queries.BoxQuerySet.as_manager()

    class Meta:
        verbose_name = _("归档盒")
        ordering = ["-year", "unit_id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="box_once_in_year"),
            models.CheckConstraint(condition=Q(retention__in=Retention.values), name="box_retention_known"),
            models.CheckConstraint(condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="box_year_plausible"),
            models.CheckConstraint(condition=Q(count__gt=0), name="box_not_empty"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number of the box (档号): unit, year and retention."""
        return f"{self.unit_code}-{self.year}"

    @property
    def kept_until(self) -> datetime.date | None:
        """The last day of retention; None for ever."""
        return Retention(self.retention).ends_on(self.year)


class BoxCheck(AppendOnlyModel):
    """That a box was compared with what was put away, and what was found."""

    box = models.ForeignKey(Box, on_delete=models.PROTECT, related_name="checks", verbose_name=_("归档盒"))
    checked_at = models.DateTimeField(_("核对时间"))
    checked_by_name = models.CharField(_("核对人"), max_length=200)
    fault = models.TextField(_("与归档时不一致"), default="", blank=True)
    """What is not as it was put away; empty when all is."""

    class Meta:
        verbose_name = _("归档盒核对")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.box_id} {self.checked_at}"


class CheckRequest(PublicIdModel):
    """That somebody asked for a box to be compared, and how far that is; what was found is kept beside it for good."""

    box = models.ForeignKey(Box, on_delete=models.PROTECT, related_name="check_requests", verbose_name=_("归档盒"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("要求核对的账号"),
    )
    """Empty where it was the platform itself."""
    asked_by_name = models.CharField(_("要求核对的人"), max_length=200)
    asked_at = models.DateTimeField(_("要求核对的时间"))
    total = models.IntegerField(_("件数"))
    done = models.IntegerField(_("已核对件数"), default=0)
    moved_at = models.DateTimeField(_("最近进展的时间"))
    """When it last came on: what stands still for long is taken up again."""
    found = models.OneToOneField(
        BoxCheck, on_delete=models.PROTECT, null=True, related_name="request", verbose_name=_("核对结果")
    )

    objects = queries.CheckRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("归档盒核对要求")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["box"], condition=Q(found__isnull=True), name="box_checked_once_at_a_time"),
            models.CheckConstraint(condition=Q(done__gte=0, done__lte=F("total")), name="check_within_total"),
        ]

    def __str__(self) -> str:
        return f"{self.box_id} {self.asked_at}"

    @property
    def is_running(self) -> bool:
        """Whether the answer is still to come."""
        return self.found_id is None


class BoxEntry(AppendOnlyModel):
    """One record of a box, with the whole of its content."""

    box = models.ForeignKey(
        Box,
        on_delete=models.PROTECT,
        related_name="entries",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("归档盒"),
    )
    number = models.IntegerField(_("件号"))
    disclosure = models.OneToOneField(
        "disclosures.Disclosure", on_delete=models.PROTECT, related_name="box_entry", verbose_name=_("公开信息")
    )
    title = models.CharField(_("标题"), max_length=200)
    published_on = models.DateField(_("公开日期"))
    record: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("记录"))
    record_hash = models.CharField(_("记录校验值"), max_length=HASH_LENGTH)

    class Meta:
        verbose_name = _("归档件")
        ordering = ["box_id", "number"]
        constraints = [models.UniqueConstraint(fields=["box", "number"], name="box_entry_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
