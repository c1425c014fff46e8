"""Which table holds what the tenant has settled about catalogs?"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogs import queries
from catalogs.kinds import Consent

ONLY = 1
"""The key of the one row."""


class CatalogPolicy(models.Model):
    """What the units below the root need from their superior for what they decide about catalogs themselves.

    One row for the whole tenant, and none until somebody settles it: then approval is needed.
    """

    consent = models.CharField(_("下级目录的办理方式"), max_length=20, choices=Consent, default=Consent.APPROVAL)

    objects = queries.CatalogPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("目录管理规则")
        constraints = [
            models.CheckConstraint(condition=Q(pk=ONLY), name="catalog_policy_only_one"),
            models.CheckConstraint(condition=Q(consent__in=Consent.values), name="catalog_policy_consent_known"),
        ]

    def __str__(self) -> str:
        return str(self.get_consent_display())

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the one row."""
        self.pk = ONLY
        super().save(*args, **kwargs)
