"""What do tables of several apps share?"""

from __future__ import annotations

import uuid
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicIdModel(models.Model):
    """A row that is addressed from outside: by a UUID that says nothing of how many rows there are."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class AppendOnlyModel(models.Model):
    """A row that is inserted once; the runtime role has no right to change it either (see tenants.grants)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; refuse to change what stands."""
        if self.pk is not None:
            raise TypeError(f"{self._meta.label} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError(f"{self._meta.label} is append-only")


class AskedModel(models.Model):
    """A request: who asked, in whose place, and when. Whoever had a hand in it does not decide it."""

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("申请人")
    )
    asked_by_name = models.CharField(_("申请人署名"), max_length=200)
    asker_ids = ArrayField(models.BigIntegerField(), verbose_name=_("申请人及被代行人"))
    asked_at = models.DateTimeField(_("申请时间"))

    class Meta:
        abstract = True


class DecidedModel(models.Model):
    """What somebody decides: who did, under which name, and when; empty before."""

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

    class Meta:
        abstract = True
