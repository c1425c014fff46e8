"""Which table holds what a maker changes about one published item between editions, or how it ends the item?

An amendment is carried out by an edition of its own, which differs from the one before in that item alone: what holds
is told by editions, and by nothing else.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogs import queries
from catalogs.kinds import AmendmentKind, AmendmentState, Consent
from catalogs.models.deviations import Request
from catalogs.models.editions import Catalog, CatalogVersion
from catalogs.models.items import Item


class Amendment(Request):
    """The change (变更), withdrawal (撤回) or termination (终止) of one item, proposed at the unit that made it.

    `reason` is the explanation that is published with it. `item` is the item as it stood when the amendment was
    proposed, `values` what a change makes otherwise about it, field by field; `version` is the edition that carries the
    amendment out. `from_on` is the first day of that edition, until it exists the day that is wanted.
    """

    kind = models.CharField(_("类别"), max_length=20, choices=AmendmentKind)
    consent = models.CharField(_("办理方式"), max_length=20, choices=Consent, default=Consent.APPROVAL)
    state = models.CharField(_("状态"), max_length=20, choices=AmendmentState, default=AmendmentState.PROPOSED)
    reason = models.TextField(_("公开说明"))
    from_on = models.DateField(_("施行日期"))
    catalog = models.ForeignKey(
        Catalog, on_delete=models.PROTECT, related_name="amendments", verbose_name=_("公开目录")
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name=_("公开事项"))
    values: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("变更内容"), default=dict, blank=True)
    version = models.OneToOneField(
        CatalogVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="amendment",
        verbose_name=_("施行的版本"),
    )

    objects = queries.AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("公开事项的变更、撤回和终止")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AmendmentKind.values), name="amendment_kind_known"),
            models.CheckConstraint(condition=Q(consent__in=Consent.values), name="amendment_consent_known"),
            models.CheckConstraint(condition=Q(state__in=AmendmentState.values), name="amendment_state_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="amendment_explained"),
            models.CheckConstraint(
                condition=Q(kind=AmendmentKind.CHANGE) | Q(values={}), name="amendment_ending_changes_nothing"
            ),
            models.CheckConstraint(
                condition=Q(state=AmendmentState.GRANTED, version__isnull=False)
                | (~Q(state=AmendmentState.GRANTED) & Q(version__isnull=True)),
                name="amendment_granted_with_edition",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AmendmentState.GRANTED, AmendmentState.REFUSED])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=models.F("asked_by"))),
                name="amendment_decided_by_another",
            ),
            models.UniqueConstraint(
                fields=["catalog", "lineage"],
                condition=Q(state=AmendmentState.PROPOSED),
                name="amendment_one_awaiting",
            ),
        ]
        indexes = [
            models.Index(fields=["lineage"], name="amendment_by_lineage"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.item_title}"

    @property
    def ends_item(self) -> bool:
        """Whether the item stands in no edition any more afterwards."""
        return self.kind != AmendmentKind.CHANGE
