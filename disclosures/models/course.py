"""What does a disclosure carry of its course after approval: when and to whom it appears, and what replaced it?

Whether it is held inside is a column that a task clears, not a comparison with the clock: every reader, list, feed and
file then asks the row alone, and a task that is late opens late, never early.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogs.kinds import Scope
from disclosures.kinds import ISSUED_STATES, Relation, State

ENDED_WITH_REASON = (State.TERMINATED, State.MERGED, State.IN_ERROR)


class Course(models.Model):
    """The columns that a disclosure has for what happens between its approval and the archive."""

    publish_at = models.DateTimeField(_("定时公开时间"), null=True, blank=True)
    outside_from = models.DateTimeField(_("对社会公开的时间"), null=True, blank=True)
    """When society may read it; None once it may, and where nothing was held inside."""
    opened_outside_at = models.DateTimeField(_("实际对社会公开的时间"), null=True, blank=True)
    display_until = models.DateField(_("展示到哪一天"), null=True, blank=True)
    """The last day in lists, on boards and screens; None means without end. It stays readable by its address."""

    refers_to = models.ForeignKey(
        "disclosures.Disclosure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referred_by",
        verbose_name=_("原公开信息"),
    )
    relation = models.CharField(_("与原公开信息的关系"), max_length=20, choices=Relation, default="", blank=True)
    relation_reason = models.TextField(_("变更或再次公开的理由"), default="", blank=True)
    former_index_nos = ArrayField(
        models.CharField(max_length=100), verbose_name=_("原索引号"), default=list, blank=True
    )
    """Index numbers of the texts that this one changed, the first one first."""

    merged_into = models.ForeignKey(
        "disclosures.Disclosure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name=_("并入"),
    )
    ended_at = models.DateTimeField(_("变更、终止、合并或撤下的时间"), null=True, blank=True)
    ended_reason = models.TextField(_("变更、终止、合并或撤下的理由"), default="", blank=True)

    class Meta:
        abstract = True


CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(
        condition=Q(state=State.SCHEDULED, publish_at__isnull=False)
        | (~Q(state=State.SCHEDULED) & Q(publish_at__isnull=True)),
        name="disclosure_scheduled_with_time",
    ),
    models.CheckConstraint(
        condition=Q(outside_from__isnull=True)
        | Q(state__in=ISSUED_STATES, scope=Scope.SOCIETY, opened_outside_at__isnull=True),
        name="disclosure_held_inside_before_society",
    ),
    models.CheckConstraint(
        condition=(Q(refers_to__isnull=True) & Q(relation="") & Q(former_index_nos=[]))
        | (Q(refers_to__isnull=False) & Q(relation__in=Relation.values)),
        name="disclosure_refers_in_some_way",
    ),
    models.CheckConstraint(
        condition=Q(state=State.MERGED, merged_into__isnull=False)
        | (~Q(state=State.MERGED) & Q(merged_into__isnull=True)),
        name="disclosure_merged_into_another",
    ),
    models.CheckConstraint(
        condition=~Q(state__in=ENDED_WITH_REASON) | (Q(ended_at__isnull=False) & ~Q(ended_reason="")),
        name="disclosure_ended_with_reason",
    ),
    models.UniqueConstraint(
        fields=["refers_to"],
        condition=Q(relation=Relation.AMENDS) & ~Q(state__in=ISSUED_STATES),
        name="disclosure_one_change_at_a_time",
    ),
]

INDEXES: list[models.Index] = [
    models.Index(fields=["publish_at"], condition=Q(state=State.SCHEDULED), name="disclosure_due_to_publish"),
    models.Index(
        fields=["outside_from"],
        condition=Q(state=State.PUBLISHED, outside_from__isnull=False),
        name="disclosure_due_to_open",
    ),
]
"""Where the tasks look every minute: rows of what waits for its hour alone."""
