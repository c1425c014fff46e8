"""Which table holds who reads what is owed in a calendar of her own?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicIdModel
from obligations import queries


class CalendarFeed(PublicIdModel):
    """An address at which a program reads what its owner has to do, or what one unit owes, without signing in.

    Whoever knows the address reads it, so only its digest is kept. It answers as its owner may see on that day.
    `content_digest` and `content_at` say since when it has answered the same.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,  # asked for among what is in use alone, whose constraint begins with it
        verbose_name=_("订阅人"),
    )
    unit = models.ForeignKey(
        "hierarchy.Unit",
        on_delete=models.CASCADE,  # only a unit made today is ever deleted
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("单位"),
    )
    digest = models.CharField(max_length=64, editable=False)
    issued_at = models.DateTimeField(_("创建时间"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    read_at = models.DateTimeField(_("最近更新时间"), null=True, blank=True)
    content_digest = models.CharField(max_length=64, default="", blank=True, editable=False)
    content_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = queries.CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("日历订阅")
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="calendar_feed_digest_unique"),
            models.UniqueConstraint(
                fields=["owner", "unit"],
                condition=Q(revoked_at__isnull=True),
                nulls_distinct=False,
                name="calendar_feed_once_in_use",
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit.name if self.unit else _("我的任务"))
