"""What does the platform know of each day, and which year waits to be confirmed?

The tables stand in the public schema: the calendar is the country's, not a tenant's. A year that is loaded has one
row for each of its days, so that a day without a row is visibly unknown rather than silently ordinary.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import PublicIdModel


class CalendarYear(models.Model):
    """One year of the calendar, loaded as a whole from one source."""

    year = models.IntegerField(_("年份"))
    confirmed = models.BooleanField(_("已正式公布"), help_text=_("国务院办公厅已公布这一年的放假安排"))
    source = models.CharField(_("来源"), max_length=200)
    loaded_at = models.DateTimeField(_("载入时间"))
    revision = models.IntegerField(_("修订次数"), default=1)

    class Meta:
        verbose_name = _("日历年份")
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["year"], name="workdays_year_once")]

    def __str__(self) -> str:
        return f"{self.year} ({self.source})"


class CalendarDay(models.Model):
    """One day: working or not, with the occasion if it is not what its weekday says."""

    day = models.DateField(_("日期"))
    working = models.BooleanField(_("上班"))
    name = models.CharField(_("节日"), max_length=60, blank=True, default="")
    year = models.ForeignKey(
        CalendarYear,
        on_delete=models.CASCADE,
        related_name="days",
        db_index=False,  # read by day, and as a whole
        verbose_name=_("年份"),
    )

    class Meta:
        verbose_name = _("日历日期")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["day"], name="workdays_day_once")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}".rstrip()


class ProposalState(models.TextChoices):
    """Where an uploaded year is on its way into the calendar."""

    WAITING = "waiting", _("等待另一人确认")
    CONFIRMED = "confirmed", _("已确认")
    DISCARDED = "discarded", _("已放弃")
    REPLACED = "replaced", _("已被新上传的替代")


class CalendarProposal(PublicIdModel):
    """A year as one operator uploaded it, until a different one confirms it."""

    year = models.IntegerField(_("年份"))
    state = models.CharField(_("状态"), max_length=20, choices=ProposalState, default=ProposalState.WAITING)
    revision = models.IntegerField(default=0)
    source = models.CharField(_("来源"), max_length=200)
    source_sha256 = models.CharField(_("文件摘要"), max_length=64, blank=True, default="")
    days = models.JSONField(_("每一天"))
    """`[["2027-01-01", false, "元旦"], …]`, the whole year."""
    summary = models.JSONField(_("与现有日历的差别"))
    base_revision = models.IntegerField(_("上传时的修订次数"))
    """The revision of the year that the uploader compared with: what she saw is what is confirmed."""
    proposed_by = models.CharField(max_length=64)
    proposed_by_name = models.CharField(_("上传人"), max_length=200)
    proposed_at = models.DateTimeField(_("上传时间"))
    decided_by = models.CharField(max_length=64, blank=True, default="")
    decided_by_name = models.CharField(_("确认人"), max_length=200, blank=True, default="")
    decided_at = models.DateTimeField(_("办理时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("待确认的年度日历")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"], condition=models.Q(state="waiting"), name="workdays_one_waiting_a_year"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | ~models.Q(decided_by=models.F("proposed_by")),
                name="workdays_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} ({self.source})"
