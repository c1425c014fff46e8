"""Which table holds the texts that drafts begin with?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicIdModel
from disclosures.writing import template_queries


class TextTemplate(PublicIdModel):
    """What a draft on an item begins with (范文), at a unit and below it; without a lineage on any item.

    The item is named by its lineage, so that the template goes on when a new edition holds.
    """

    unit = models.ForeignKey(
        "hierarchy.Unit",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("单位"),
    )
    lineage = models.UUIDField(null=True, blank=True, editable=False)
    item_title = models.CharField(_("公开事项"), max_length=500, default="", blank=True)
    body = models.TextField(_("范文"))
    revision = models.IntegerField(default=0)
    updated_at = models.DateTimeField(_("最近修改时间"))
    updated_by_name = models.CharField(_("最近修改人姓名"), max_length=60)

    objects = template_queries.TextTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("范文")
        ordering = ["unit__lft", "item_title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "lineage"], name="text_template_one_of_an_item", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~Q(body=""), name="text_template_not_empty"),
        ]

    def __str__(self) -> str:
        return self.item_title or str(_("所有事项"))
