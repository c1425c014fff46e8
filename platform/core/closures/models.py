"""On which days does this tenant close, or work, against the country's calendar?"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.closures import queries
from core.models import PublicIdModel


class SpanKind(models.TextChoices):
    """What the tenant does on these days."""

    OFF = "off", _("不办公")
    WORKED = "worked", _("调休上班")


class LocalSpan(PublicIdModel):
    """Days from `first_on` to `last_on`, both included, of which the tenant decided otherwise than the country.

    Spans that hold never overlap, so that no day is both off and worked. A span that is withdrawn before it begins
    holds on no day; one that is ended early keeps the days that have gone by.
    """

    kind = models.CharField(_("安排"), max_length=10, choices=SpanKind)
    first_on = models.DateField(_("第一天"))
    last_on = models.DateField(_("最后一天"))
    occasion = models.CharField(_("事由"), max_length=60)
    reason = models.CharField(_("依据和理由"), max_length=400)
    unit_id = models.BigIntegerField(_("作出决定的单位"))
    """The root that decided; no foreign key, for units live above this app."""
    revision = models.IntegerField(default=0)
    declared_at = models.DateTimeField(_("登记时间"))
    declared_by_name = models.CharField(_("登记人"), max_length=200)
    withdrawn_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)

    objects = queries.LocalSpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("本单位日历安排")
        ordering = ["first_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")), name="closures_span_has_a_day"
            ),
            ExclusionConstraint(
                name="closures_spans_apart",
                expressions=[
                    (
                        models.Func(
                            "first_on",
                            "last_on",
                            models.Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        "&&",
                    )
                ],
                condition=models.Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on:%Y-%m-%d}—{self.last_on:%Y-%m-%d} {self.get_kind_display()} {self.occasion}"
