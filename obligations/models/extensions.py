"""Which table holds who asked for more time, and what the superior decided?"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicIdModel
from hierarchy.models import Unit
from obligations import queries
from obligations.kinds import CLAIMING_STATES, ExtensionState
from obligations.models.owed import Obligation


class Extension(PublicIdModel):
    """A later day for one obligation: asked with a reason, decided by the superior, granted once.

    `asker_ids` are who asked and on whose behalf; none of them decides (DOMAIN section 1). `former_due_on` is the day
    that held when it was asked; the granted day stands in the obligation.
    """

    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, related_name="extensions", verbose_name=_("应公开任务")
    )
    state = models.CharField(_("状态"), max_length=20, choices=ExtensionState, default=ExtensionState.ASKED)
    revision = models.IntegerField(default=0)
    reason = models.TextField(_("延期理由"))
    former_due_on = models.DateField(_("原公开期限"))
    asked_until = models.DateField(_("申请延至"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("申请人")
    )
    asked_by_name = models.CharField(_("申请人署名"), max_length=200)
    asker_ids = ArrayField(models.BigIntegerField(), verbose_name=_("申请人及被代行人"))
    asked_at = models.DateTimeField(_("申请时间"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("审批人"),
    )
    decided_by_name = models.CharField(_("审批人署名"), max_length=200, default="", blank=True)
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    decision_reason = models.TextField(_("审批意见"), default="", blank=True)

    objects = queries.ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("延期申请")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(state__in=CLAIMING_STATES), name="extension_once"
            ),
            models.CheckConstraint(condition=Q(state__in=ExtensionState.values), name="extension_state_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_reason_given"),
            models.CheckConstraint(condition=Q(asked_until__gt=F("former_due_on")), name="extension_later"),
            models.CheckConstraint(
                condition=~Q(state__in=[ExtensionState.GRANTED, ExtensionState.REFUSED])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="extension_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=ExtensionState.REFUSED) | ~Q(decision_reason=""),
                name="extension_refused_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation}：{self.asked_until:%Y-%m-%d}"

    @property
    def unit(self) -> Unit:
        """The unit that owes."""
        return self.obligation.unit

    @property
    def unit_id(self) -> int:
        """The same by its key: where the trail looks for what concerns it."""
        return self.obligation.unit_id
