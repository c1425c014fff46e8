"""Which table holds what a unit means to disclose outside its catalog, and whether the catalog's maker agreed?"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import DecidedModel, PublicIdModel
from disclosures.kinds import OFFERED_SCOPE_CHOICES, OFFERED_SCOPES, PlanState
from disclosures.plans import queries


class OutsidePlan(DecidedModel, PublicIdModel):
    """A plan to disclose outside the catalog (目录外公开工作方案): what, why, to whom, by which means and when.

    `maker` is the unit that made the catalog by which the unit discloses; `editor_ids` are who wrote the plan and on
    whose behalf, none of whom decides on it (DOMAIN section 1). Days are inclusive.
    """

    unit = models.ForeignKey(
        "hierarchy.Unit", on_delete=models.PROTECT, related_name="outside_plans", verbose_name=_("单位")
    )
    maker = models.ForeignKey(
        "hierarchy.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("目录制定单位")
    )
    title = models.CharField(_("公开事项"), max_length=200)
    content = models.TextField(_("公开内容"))
    reason = models.TextField(_("公开理由"))
    scope = models.CharField(_("公开范围"), max_length=20, choices=OFFERED_SCOPE_CHOICES)
    channels = ArrayField(models.CharField(max_length=60), verbose_name=_("公开形式"))
    from_on = models.DateField(_("最早公开日期"))
    until_on = models.DateField(_("最晚公开日期"))

    state = models.CharField(_("状态"), max_length=20, choices=PlanState, default=PlanState.DRAFT)
    revision = models.IntegerField(default=0)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("起草人")
    )
    drafted_by_name = models.CharField(_("起草人署名"), max_length=200)
    editor_ids = ArrayField(models.BigIntegerField(), verbose_name=_("起草和修改人"), default=list)
    created_at = models.DateTimeField(_("起草时间"))
    moved_at = models.DateTimeField(_("进入当前状态的时间"))
    decision_reason = models.TextField(_("审批意见"), default="", blank=True)
    withdrawn_reason = models.TextField(_("撤销理由"), default="", blank=True)

    objects = queries.OutsidePlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("目录外公开方案")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="outside_plan_state_known"),
            models.CheckConstraint(condition=Q(scope__in=OFFERED_SCOPES), name="outside_plan_scope_offered"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(content="") & ~Q(reason="") & Q(channels__len__gte=1),
                name="outside_plan_complete",
            ),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="outside_plan_days_in_order"),
            models.CheckConstraint(
                condition=~Q(state__in=[PlanState.APPROVED, PlanState.RETURNED, PlanState.REFUSED])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("drafted_by"))),
                name="outside_plan_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PlanState.RETURNED, PlanState.REFUSED]) | ~Q(decision_reason=""),
                name="outside_plan_sent_back_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.WITHDRAWN) | ~Q(withdrawn_reason=""),
                name="outside_plan_withdrawn_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["state"], name="outside_plan_by_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_editable(self) -> bool:
        """Whether it can be written anew as it stands."""
        return self.state in (PlanState.DRAFT, PlanState.RETURNED)
