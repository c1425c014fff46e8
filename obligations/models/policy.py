"""Which table holds the numbers that a tenant sets for what its units owe?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogs.kinds import Consent
from obligations import queries
from obligations.kinds import Weekday


class ObligationPolicy(models.Model):
    """Terms where a catalog names none, and when people are reminded: one row, or none while the preset holds.

    The preset's terms for what is prompt are S2's (one week); the others are usual practice.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    standing_rule = models.CharField(_("长期公开的期限"), max_length=100, default="20个工作日内")
    periodic_rule = models.CharField(_("定期公开的期限"), max_length=100, default="期后10个工作日内")
    prompt_rule = models.CharField(_("即时公开的期限"), max_length=100, default="7日内")
    summary_rule = models.CharField(_("跨年度事项小结的期限"), max_length=100, default="20个工作日内")
    longest_extension_days = models.IntegerField(_("最多延期天数"), default=60)
    withholding_consent = models.CharField(
        _("暂不公开、不予公开的办理方式"), max_length=20, choices=Consent, default=Consent.APPROVAL
    )
    due_soon_days = models.IntegerField(_("提前几天提醒"), default=7)
    escalate_after_days = models.IntegerField(_("逾期几天后告知上级"), default=5)
    digest_weekday = models.IntegerField(_("每周汇总在星期几发出"), choices=Weekday, default=Weekday.MONDAY)
    source = models.CharField(_("依据"), max_length=200, default="", blank=True)

    objects = queries.ObligationPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("公开任务规则")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="obligation_policy_single_row"),
            models.CheckConstraint(
                condition=Q(withholding_consent__in=Consent.values), name="obligation_policy_consent_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    longest_extension_days__gte=1,
                    due_soon_days__gte=0,
                    escalate_after_days__gte=0,
                    digest_weekday__gte=0,
                    digest_weekday__lte=6,
                ),
                name="obligation_policy_sensible",
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
