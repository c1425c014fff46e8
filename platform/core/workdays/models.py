"""What does the platform know of each day?

Both tables stand in the public schema: the calendar is the country's, not a tenant's. A year that is loaded has one
row for each of its days, so that a day without a row is visibly unknown rather than silently ordinary.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
