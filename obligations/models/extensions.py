"""Which table holds who asked for more time, and what the superior decided?"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import AskedModel, DecidedModel, PublicIdModel
from hierarchy.models import Unit
from obligations import queries
from obligations.kinds import CLAIMING_STATES, ExtensionState
from obligations.models.owed import Obligation


class Extension(AskedModel, DecidedModel, PublicIdModel):
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
