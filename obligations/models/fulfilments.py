"""Which tables hold by which disclosures obligations are, and are to be, fulfilled?

Disclosures stand above this app, so they are named by their key alone. Both tables are written in the transaction of
what happens to the disclosure.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from obligations import queries
from obligations.models.owed import Obligation


class Pledge(models.Model):
    """That a draft, once published, is to fulfil an obligation."""

    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, related_name="pledges", verbose_name=_("应公开任务")
    )
    disclosure_id = models.BigIntegerField(_("公开信息编号"))

    objects = queries.PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("起草中的公开信息")
        constraints = [models.UniqueConstraint(fields=["disclosure_id", "obligation"], name="pledge_once")]

    def __str__(self) -> str:
        return f"{self.obligation_id} ← {self.disclosure_id}"


class Fulfilment(models.Model):
    """That a published disclosure fulfils an obligation, from the day of publication until it is withdrawn."""

    obligation = models.ForeignKey(
        Obligation,
        on_delete=models.PROTECT,
        related_name="fulfilments",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("应公开任务"),
    )
    disclosure_id = models.BigIntegerField(_("公开信息编号"))
    published_on = models.DateField(_("公开日期"))
    withdrawn_on = models.DateField(_("撤回日期"), null=True, blank=True)

    objects = queries.FulfilmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("任务完成情况")
        constraints = [
            models.UniqueConstraint(fields=["obligation", "disclosure_id"], name="fulfilment_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("published_on")),
                name="fulfilment_withdrawn_after_publication",
            ),
        ]
        indexes = [models.Index(fields=["disclosure_id"], name="fulfilment_by_disclosure")]

    def __str__(self) -> str:
        return f"{self.obligation_id} ← {self.disclosure_id}"
