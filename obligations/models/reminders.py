"""Which tables hold what each person was reminded of, and how often they want to be?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from obligations import reminder_queries
from obligations.kinds import Frequency, ReminderKind
from obligations.models.owed import Obligation


class Reminder(models.Model):
    """One line of the ledger: this person is reminded of this obligation for this cause, once.

    `told_at`: the line in the workspace was written. `digested_at`: the digest's mail that holds it was written.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("收件人"),
    )
    obligation = models.ForeignKey(
        Obligation,
        on_delete=models.PROTECT,
        related_name="reminders",
        db_index=False,  # obligations are never deleted
        verbose_name=_("应公开任务"),
    )
    kind = models.CharField(_("类别"), max_length=20, choices=ReminderKind)
    cause = models.CharField(_("原因"), max_length=60)
    made_on = models.DateField(_("产生日期"))
    told_at = models.DateTimeField(_("站内提醒时间"), null=True, blank=True)
    digested_at = models.DateTimeField(_("汇总邮件时间"), null=True, blank=True)

    objects = reminder_queries.ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("提醒记录")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "obligation", "kind", "cause"], name="reminder_once"),
            models.CheckConstraint(condition=Q(kind__in=ReminderKind.values), name="reminder_kind_known"),
        ]
        indexes = [
            models.Index(fields=["recipient"], condition=Q(told_at__isnull=True), name="reminder_untold"),
            models.Index(fields=["recipient"], condition=Q(digested_at__isnull=True), name="reminder_undigested"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.obligation_id} → {self.recipient_id}"


class DigestPreference(models.Model):
    """How often a person wants the digest; without a row, every day.

    `last_on` is the day through which the last one looked ahead: its own, or the last of the days off that followed.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("收件人")
    )
    frequency = models.CharField(_("汇总频率"), max_length=10, choices=Frequency, default=Frequency.DAILY)
    last_on = models.DateField(_("上次汇总日期"), null=True, blank=True)

    objects = reminder_queries.DigestPreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("汇总提醒设置")
        constraints = [
            models.CheckConstraint(condition=Q(frequency__in=Frequency.values), name="digest_frequency_known")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.frequency}"
