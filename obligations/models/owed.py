"""Which tables hold what each unit owes: for a period, for a stage of a matter, or after an event?"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalogs.kinds import Period, TimeMode
from core.models import PublicIdModel
from obligations import queries
from obligations.kinds import ClosedReason


class Matter(PublicIdModel):
    """A matter that is disclosed stage by stage (分期公开); its stages are obligations."""

    unit = models.ForeignKey("hierarchy.Unit", on_delete=models.PROTECT, related_name="matters", verbose_name=_("单位"))
    item = models.ForeignKey(
        "catalogs.Item", on_delete=models.PROTECT, related_name="matters", verbose_name=_("公开事项")
    )
    lineage = models.UUIDField(editable=False)
    title = models.CharField(_("事项名称"), max_length=200)
    started_on = models.DateField(_("开始日期"))
    begun_by_name = models.CharField(_("登记人"), max_length=200)
    created_at = models.DateTimeField(_("登记时间"))

    objects = queries.MatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("分期事项")
        ordering = ["-started_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "lineage", "title", "started_on"], name="matter_begun_once"),
            models.CheckConstraint(condition=~Q(title=""), name="matter_title_given"),
        ]

    def __str__(self) -> str:
        return self.title


class Event(PublicIdModel):
    """Something happened that is to be disclosed at once (即时公开): a decision was taken, a person appointed."""

    unit = models.ForeignKey("hierarchy.Unit", on_delete=models.PROTECT, related_name="events", verbose_name=_("单位"))
    item = models.ForeignKey(
        "catalogs.Item", on_delete=models.PROTECT, related_name="events", verbose_name=_("公开事项")
    )
    lineage = models.UUIDField(editable=False)
    title = models.CharField(_("事由"), max_length=200)
    happened_on = models.DateField(_("发生日期"))
    registered_by_name = models.CharField(_("登记人"), max_length=200)
    created_at = models.DateTimeField(_("登记时间"))

    objects = queries.EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("即时公开的事由")
        ordering = ["-happened_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "lineage", "title", "happened_on"], name="event_registered_once"),
            models.CheckConstraint(condition=~Q(title=""), name="event_title_given"),
        ]

    def __str__(self) -> str:
        return self.title


class Obligation(PublicIdModel):
    """One thing that one unit owes by one day (应公开任务), made once.

    What it followed is frozen: the version's item, the words of the rule, who answers for it, and the revision of the
    calendar. Done, late and overdue are no columns: `queries` tells them from dates.
    """

    unit = models.ForeignKey(
        "hierarchy.Unit",
        on_delete=models.CASCADE,  # only a unit made today is ever deleted, and not once work on these has begun
        related_name="obligations",
        db_index=False,  # the index by unit and due day begins with it
        verbose_name=_("单位"),
    )
    item = models.ForeignKey(
        "catalogs.Item", on_delete=models.PROTECT, related_name="obligations", verbose_name=_("公开事项")
    )
    lineage = models.UUIDField(editable=False)
    kind = models.CharField(_("公开时限"), max_length=20, choices=TimeMode)
    label = models.CharField(_("期次"), max_length=200)

    period_kind = models.CharField(_("公开周期"), max_length=20, choices=Period, default="", blank=True)
    period_start = models.DateField(_("本期开始日期"), null=True, blank=True)
    period_end = models.DateField(_("本期结束日期"), null=True, blank=True)
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="obligations", verbose_name=_("事由")
    )
    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="stages", verbose_name=_("分期事项")
    )
    stage_no = models.IntegerField(_("第几阶段"), null=True, blank=True)
    is_summary = models.BooleanField(_("终结小结"), default=False)

    opened_on = models.DateField(_("产生日期"))
    counted_from = models.DateField(
        _("起算日期"), null=True, blank=True, help_text=_("按天数计算的期限，从这一天的次日起算")
    )
    due_on = models.DateField(_("公开期限"))
    provisional = models.BooleanField(_("期限暂定"), default=False)
    rule_text = models.CharField(_("时限要求"), max_length=500, default="", blank=True)
    calendar_revision = models.IntegerField(_("所据日历的修订次数"), default=0)
    responsible = ArrayField(models.CharField(max_length=100), verbose_name=_("责任科室"), default=list, blank=True)

    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # never asked for without the unit
        verbose_name=_("承办人"),
    )
    taken_over_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # obligations are never deleted
        verbose_name=_("承接自"),
    )
    closed_on = models.DateField(_("终结日期"), null=True, blank=True)
    closed_reason = models.CharField(_("终结原因"), max_length=20, choices=ClosedReason, default="", blank=True)
    closed_note = models.TextField(_("终结说明"), default="", blank=True)

    objects = queries.ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = _("应公开任务")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "lineage", "period_kind", "period_start"],
                condition=Q(period_start__isnull=False),
                name="obligation_once_in_period",
            ),
            models.UniqueConstraint(
                fields=["matter", "stage_no", "unit"],
                condition=Q(matter__isnull=False),
                name="obligation_once_in_stage",
            ),
            models.UniqueConstraint(
                fields=["event", "unit"], condition=Q(event__isnull=False), name="obligation_once_after_event"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[TimeMode.STANDING, TimeMode.PERIODIC],
                    period_kind__in=Period.values,
                    period_start__isnull=False,
                    period_end__gt=F("period_start"),
                    event__isnull=True,
                    matter__isnull=True,
                    stage_no__isnull=True,
                )
                | Q(
                    kind=TimeMode.STAGED,
                    period_kind="",
                    period_start__isnull=True,
                    period_end__isnull=True,
                    event__isnull=True,
                    matter__isnull=False,
                    stage_no__gte=1,
                )
                | Q(
                    kind=TimeMode.PROMPT,
                    period_kind="",
                    period_start__isnull=True,
                    period_end__isnull=True,
                    event__isnull=False,
                    matter__isnull=True,
                    stage_no__isnull=True,
                ),
                name="obligation_for_period_stage_or_event",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_reason="")
                | Q(closed_on__isnull=False, closed_reason__in=ClosedReason.values),
                name="obligation_closed_with_reason",
            ),
            models.CheckConstraint(condition=~Q(taken_over_from=F("id")), name="obligation_not_taken_over_from_itself"),
        ]
        indexes = [
            models.Index(fields=["unit", "due_on"], name="obligation_by_unit_and_day"),
            models.Index(fields=["due_on"], name="obligation_by_day"),
            models.Index(
                fields=["calendar_revision"],
                condition=Q(provisional=True, closed_on__isnull=True),
                name="obligation_provisional",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.title}（{self.label}）"


class DispatchMark(models.Model):
    """How far the obligations of one rhythm have been opened: without it, days without a scheduler would be lost."""

    rhythm = models.CharField(_("周期"), max_length=20)
    opened_through = models.DateField(_("已产生到哪一期"), help_text=_("最后一期的第一天"), null=True)
    swept_on = models.DateField(_("最近核对日期"), null=True)

    objects = queries.DispatchMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("任务产生进度")
        constraints = [models.UniqueConstraint(fields=["rhythm"], name="dispatch_mark_one_for_rhythm")]

    def __str__(self) -> str:
        return f"{self.rhythm} {self.opened_through}"
