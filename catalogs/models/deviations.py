"""Which tables hold what a unit has of its own about an inherited item: stricter, not chosen, or not applicable?

Each row names the item by its lineage, so that it goes on when the maker publishes a new edition. Days are half-open:
a row holds *from* `from_on` on and *no longer* on `ends_on`, and only if the superior agreed or it was filed.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalogs import queries
from catalogs.kinds import HELD_STATES, Consent, OverrideKind, Period, RequestState, Scope
from catalogs.models.days import DayRange
from catalogs.models.items import MAX_NOTICE_DAYS
from core.models import AskedModel, DecidedModel, PublicIdModel


class Request(AskedModel, DecidedModel, PublicIdModel):
    """What a unit asks of its superior about an item that it inherits.

    `asker_ids` are those who answer for the asking: who asked, and on whose behalf. None of them decides.
    """

    unit = models.ForeignKey("hierarchy.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"))
    lineage = models.UUIDField(editable=False)
    item_title = models.CharField(_("公开事项"), max_length=500)
    state = models.CharField(_("状态"), max_length=20, choices=RequestState, default=RequestState.REQUESTED)
    revision = models.IntegerField(default=0)
    reason = models.TextField(_("理由"))
    from_on = models.DateField(_("开始日期"))
    decision_reason = models.TextField(_("审批意见"), default="", blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.unit.name}：{self.item_title}"


class Override(Request):
    """What a unit makes stricter for itself and those below it, or an optional item that it does not choose.

    `consent` is what the tenant asked for when the unit asked. The neutral value of a field leaves it as inherited;
    `channels` are those *added*. A unit may make an item stricter and decline it at the same time: the one is for those
    below, the other for itself alone.
    """

    kind = models.CharField(_("类别"), max_length=20, choices=OverrideKind)
    consent = models.CharField(_("办理方式"), max_length=20, choices=Consent, default=Consent.APPROVAL)
    ends_on = models.DateField(_("终止日期"), null=True, blank=True)
    period = models.CharField(_("公开周期"), max_length=20, choices=Period, default="", blank=True)
    scopes = ArrayField(
        models.CharField(max_length=20, choices=Scope), verbose_name=_("公开范围"), default=list, blank=True
    )
    channels = ArrayField(models.CharField(max_length=60), verbose_name=_("增加的公开形式"), default=list, blank=True)
    departments = ArrayField(
        models.CharField(max_length=100), verbose_name=_("本单位责任科室"), default=list, blank=True
    )
    due_rule = models.CharField(_("时限要求"), max_length=500, default="", blank=True)
    notice_days = models.IntegerField(_("公示天数"), default=0)
    shows_process = models.BooleanField(_("过程和结果都公开"), default=False)

    objects = queries.OverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("本单位对上级事项的调整")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=OverrideKind.values), name="override_kind_known"),
            models.CheckConstraint(condition=Q(consent__in=Consent.values), name="override_consent_known"),
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="override_state_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="override_reason_given"),
            models.CheckConstraint(condition=Q(period__in=["", *Period.values]), name="override_period_known"),
            models.CheckConstraint(condition=Q(scopes__contained_by=Scope.values), name="override_scopes_known"),
            models.CheckConstraint(
                condition=Q(notice_days__gte=0, notice_days__lte=MAX_NOTICE_DAYS), name="override_notice_days_in_a_year"
            ),
            models.CheckConstraint(
                condition=Q(kind=OverrideKind.TIGHTEN)
                | Q(period="", scopes=[], channels=[], departments=[], due_rule="", notice_days=0, shows_process=False),
                name="override_decline_changes_nothing",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("from_on")), name="override_ends_after_begin"
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.ENDED) | Q(ends_on__isnull=False), name="override_ended_on_a_day"
            ),
            models.UniqueConstraint(
                fields=["unit", "lineage", "kind"],
                condition=Q(state=RequestState.REQUESTED),
                name="override_one_awaiting",
            ),
            ExclusionConstraint(
                name="override_days_apart",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("lineage", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (DayRange("from_on", "ends_on", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=HELD_STATES),
            ),
        ]


class Exemption(Request):
    """That a mandatory item does not apply at a unit, for a time: asked with a ground, decided by the superior.

    It frees the unit alone and none below it.
    """

    ends_on = models.DateField(_("恢复公开日期"))

    objects = queries.ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("豁免")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="exemption_state_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="exemption_ground_given"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("from_on")), name="exemption_ends_after_begin"),
            models.CheckConstraint(
                condition=~Q(state__in=[RequestState.GRANTED, RequestState.REFUSED])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="exemption_decided_by_another",
            ),
            models.UniqueConstraint(
                fields=["unit", "lineage"], condition=Q(state=RequestState.REQUESTED), name="exemption_one_awaiting"
            ),
            ExclusionConstraint(
                name="exemption_days_apart",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("lineage", RangeOperators.EQUAL),
                    (DayRange("from_on", "ends_on", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=HELD_STATES),
            ),
        ]
