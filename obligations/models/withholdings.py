"""Which tables hold what is not disclosed for now, or at all, on which ground and number, and what bore it before?"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from catalogs.kinds import Consent
from core.models import AppendOnlyModel, AskedModel, DecidedModel, PublicIdModel
from hierarchy.models import Unit
from obligations import queries
from obligations.kinds import (
    GROUNDS_WITH_BASIS,
    HELD_WITHHOLDINGS,
    OPEN_WITHHOLDINGS,
    WithholdingEnd,
    WithholdingGround,
    WithholdingKind,
    WithholdingState,
)
from obligations.models.owed import Obligation

_NOT_NOW, _NOT_AT_ALL = WithholdingKind.NOT_NOW, WithholdingKind.NOT_AT_ALL


class Withholding(AskedModel, DecidedModel, PublicIdModel):
    """That one obligation is not disclosed before a day, or at all: asked, signed by the unit, decided or filed above.

    `asker_ids` are who asked and on whose behalf, `party_ids` these and who signed for the unit: none of them decides
    above it (DOMAIN section 1). `obligation` is the one that bears it now: after a merger the successor's. It holds
    from `effective_on` until the day before `until` or `ended_on`. `consent` is what the tenant had settled when it was
    asked. Decided by, at and why are those of the latest answer.
    """

    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, related_name="withholdings", verbose_name=_("应公开任务")
    )
    kind = models.CharField(_("种类"), max_length=20, choices=WithholdingKind)
    ground = models.CharField(_("不公开事由"), max_length=20, choices=WithholdingGround)
    basis = models.CharField(_("依据"), max_length=300, default="", blank=True)
    reason = models.TextField(_("理由"))
    until = models.DateField(_("暂不公开至"), null=True, blank=True)
    consent = models.CharField(_("办理方式"), max_length=20, choices=Consent, default=Consent.APPROVAL)
    state = models.CharField(_("状态"), max_length=20, choices=WithholdingState, default=WithholdingState.ASKED)
    revision = models.IntegerField(default=0)

    unit_name = models.CharField(_("申请单位"), max_length=200)
    endorsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("签批人"),
    )
    endorsed_by_name = models.CharField(_("签批人署名"), max_length=200, default="", blank=True)
    endorsed_at = models.DateTimeField(_("签批时间"), null=True, blank=True)
    party_ids = ArrayField(models.BigIntegerField(), verbose_name=_("经手人"))
    decision_reason = models.TextField(_("审批意见"), default="", blank=True)

    effective_on = models.DateField(_("生效日期"), null=True, blank=True)
    former_due_on = models.DateField(_("原公开期限"))
    filing_year = models.IntegerField(_("备案年度"), null=True, blank=True)
    filing_no = models.IntegerField(_("备案序号"), null=True, blank=True)
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)
    end_cause = models.CharField(_("终止原因"), max_length=20, choices=WithholdingEnd, default="", blank=True)
    end_reason = models.TextField(_("终止理由"), default="", blank=True)
    foretold_at = models.DateTimeField(_("到期预告时间"), null=True, blank=True)
    resumed_at = models.DateTimeField(_("恢复公开通知时间"), null=True, blank=True)

    objects = queries.WithholdingQuerySet.as_manager()

    class Meta:
        verbose_name = _("暂不公开、不予公开")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"],
                condition=Q(state__in=OPEN_WITHHOLDINGS),
                name="withholding_one_open",
            ),
            models.UniqueConstraint(fields=["filing_year", "filing_no"], name="withholding_filing_number_once"),
            models.CheckConstraint(condition=Q(state__in=WithholdingState.values), name="withholding_state_known"),
            models.CheckConstraint(
                condition=Q(kind=_NOT_NOW, until__isnull=False) | Q(kind=_NOT_AT_ALL, until__isnull=True),
                name="withholding_not_now_until_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(ground=WithholdingGround.NOT_READY, kind=_NOT_AT_ALL)
                & ~Q(ground=WithholdingGround.FORBIDDEN, kind=_NOT_NOW)
                & Q(ground__in=WithholdingGround.values),
                name="withholding_ground_fits_kind",
            ),
            models.CheckConstraint(
                condition=~Q(ground__in=GROUNDS_WITH_BASIS) | ~Q(basis=""), name="withholding_basis_named"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="withholding_reason_given"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("former_due_on")), name="withholding_until_later"
            ),
            models.CheckConstraint(
                condition=(Q(endorsed_by__isnull=True) | ~Q(endorsed_by=F("asked_by")))
                & (Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by"))),
                name="withholding_decided_by_another",
            ),
            models.CheckConstraint(
                condition=(Q(effective_on__isnull=True) & ~Q(state__in=HELD_WITHHOLDINGS))
                | Q(effective_on__isnull=False, endorsed_by__isnull=False, filing_no__isnull=False),
                name="withholding_in_force_signed_and_filed",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_cause="")
                | Q(ended_on__isnull=False, end_cause__in=WithholdingEnd.values),
                name="withholding_ended_with_cause",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[WithholdingState.RETURNED, WithholdingState.REFUSED]) | ~Q(decision_reason=""),
                name="withholding_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(end_cause__in=[WithholdingEnd.BY_UNIT, WithholdingEnd.ORDERED]) | ~Q(end_reason=""),
                name="withholding_ended_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["effective_on"], name="withholding_by_day"),
            models.Index(
                fields=["until"],
                condition=Q(state__in=HELD_WITHHOLDINGS, resumed_at__isnull=True, until__isnull=False),
                name="withholding_to_resume",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation}：{self.get_kind_display()}"

    @property
    def unit(self) -> Unit:
        """The unit that owes."""
        return self.obligation.unit

    @property
    def unit_id(self) -> int:
        """The same by its key: where the trail looks for what concerns it."""
        return self.obligation.unit_id

    @property
    def former_units(self) -> list[Unit]:
        """The units that bore it before, who asked first of all: merged units, with their successor in `unit`."""
        if self.pk is None:
            return []
        bearings = self.bearings.select_related("obligation__unit").order_by("pk")
        return [bearing.obligation.unit for bearing in bearings]

    @property
    def filing_label(self) -> str:
        """The filing number as it is written: 备〔2027〕12号; empty before it has taken effect."""
        if self.filing_no is None:
            return ""
        return _t("备〔%(year)d〕%(number)d号") % {"year": self.filing_year, "number": self.filing_no}

    def holds(self, on: datetime.date) -> bool:
        """Say whether it holds on a day: the same as `queries.WithholdingQuerySet.held`."""
        if self.effective_on is None or self.effective_on > on:
            return False
        return all(end is None or end > on for end in (self.until, self.ended_on))


class Bearing(AppendOnlyModel):
    """That an obligation bore a withholding until its unit was merged: what is asked of days before stays the same."""

    withholding = models.ForeignKey(
        Withholding,
        on_delete=models.PROTECT,
        related_name="bearings",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("暂不公开、不予公开"),
    )
    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, related_name="bearings", verbose_name=_("应公开任务")
    )

    class Meta:
        verbose_name = _("合并前承担的任务")
        constraints = [models.UniqueConstraint(fields=["withholding", "obligation"], name="bearing_once")]

    def __str__(self) -> str:
        return f"{self.withholding_id} {self.obligation_id}"
