"""Which table says for how long texts are held inside before society reads them, and how long they are shown?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disclosures import queries

LONGEST = 3660


class PublicationRule(models.Model):
    """Terms of publication: one row for the tenant (without `lineage`), one for each item that says it otherwise.

    What a row leaves open is said by the tenant's row, and what that leaves open by the preset.
    """

    lineage = models.UUIDField(_("公开事项"), null=True, blank=True)
    inside_days = models.IntegerField(_("先在党内公开几天"), null=True, blank=True)
    display_days = models.IntegerField(_("公开后展示几天"), null=True, blank=True)

    objects = queries.PublicationRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("公开规则")
        constraints = [
            models.UniqueConstraint(fields=["lineage"], nulls_distinct=False, name="publication_rule_once"),
            models.CheckConstraint(
                condition=(Q(inside_days__isnull=True) | Q(inside_days__gte=1, inside_days__lte=LONGEST))
                & (Q(display_days__isnull=True) | Q(display_days__gte=1, display_days__lte=LONGEST)),
                name="publication_rule_sensible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lineage or self._meta.verbose_name}"
