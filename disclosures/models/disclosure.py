"""Which table holds disclosures?

A disclosure carries the round of decisions that it is in (`chain`, `step`, `editor_ids`, `last_decider_ids`, …), so
that every policy is answered from the row and every list of work by one filter.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalogs.kinds import Scope
from core.models import PublicIdModel
from disclosures import queries
from disclosures.kinds import EDITABLE_STATES, ISSUED_STATES, OFFERED_SCOPES, PUBLIC_STATES, State, Step
from disclosures.models import course, deciding

HASH_LENGTH = 64


class Disclosure(course.Course, deciding.Round, PublicIdModel):
    """One text that a unit discloses (公开信息), from draft to withdrawal.

    `unit_name`, `item_title` and `category_title` are frozen: the unit's at publication, so that the old name stays on
    old disclosures, the item's when it is chosen.
    """

    unit = models.ForeignKey(
        "hierarchy.Unit", on_delete=models.PROTECT, related_name="disclosures", verbose_name=_("单位")
    )
    item = models.ForeignKey(
        "catalogs.Item",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="disclosures",
        verbose_name=_("公开事项"),
    )
    plan = models.ForeignKey(
        "disclosures.OutsidePlan",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="disclosures",
        verbose_name=_("目录外公开方案"),
    )
    """What it follows where its catalog has no item for it; never beside an item."""
    item_title = models.CharField(_("公开事项"), max_length=500, default="", blank=True)
    category_title = models.CharField(_("一级目录"), max_length=200, default="", blank=True)
    unit_name = models.CharField(_("公开时的单位名称"), max_length=200, default="", blank=True)

    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("正文"), default="", blank=True)
    body_text = models.TextField(_("正文文字"), default="", blank=True, editable=False)
    scope = models.CharField(_("公开范围"), max_length=20, choices=Scope, default=Scope.UNIT)
    document_no = models.CharField(_("文号"), max_length=60, default="", blank=True)
    keywords = ArrayField(models.CharField(max_length=40), verbose_name=_("关键词"), default=list, blank=True)
    index_no = models.CharField(_("索引号"), max_length=100, null=True, blank=True)

    state = models.CharField(_("状态"), max_length=20, choices=State, default=State.DRAFT)
    revision = models.IntegerField(default=0)
    content_hash = models.CharField(_("内容校验值"), max_length=HASH_LENGTH, default="", blank=True)
    approved_hash = models.CharField(_("已审批内容的校验值"), max_length=HASH_LENGTH, default="", blank=True)

    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafted", verbose_name=_("起草人")
    )
    drafted_by_name = models.CharField(_("起草人姓名"), max_length=60)
    edited_by_name = models.CharField(_("最近修改人姓名"), max_length=60, default="", blank=True)
    editor_ids = ArrayField(models.BigIntegerField(), verbose_name=_("起草和修改人"), default=list, blank=True)

    round_no = models.IntegerField(_("第几次提交"), default=0)
    chain = ArrayField(
        models.CharField(max_length=20, choices=Step), verbose_name=_("办理环节"), default=list, blank=True
    )
    step = models.CharField(_("当前环节"), max_length=20, choices=Step, default="", blank=True)
    last_decider_ids = ArrayField(models.BigIntegerField(), verbose_name=_("上一环节办理人"), default=list, blank=True)
    may_join = models.BooleanField(_("可以合并办理"), default=False)
    joined = models.BooleanField(_("与上一环节合并办理"), default=False)
    returned_reason = models.TextField(_("退回理由"), default="", blank=True)
    withdrawn_reason = models.TextField(_("撤回理由"), default="", blank=True)

    created_at = models.DateTimeField(_("起草时间"))
    updated_at = models.DateTimeField(_("最近修改时间"))
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    moved_at = models.DateTimeField(_("进入当前状态的时间"))
    approved_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    published_at = models.DateTimeField(_("公开时间"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    signature = ""
    """How the step that was just taken is signed, for its entry in the trail; kept there and in `Decision`."""
    checked_content: dict[str, Any] | None = None
    """What was found to be as approved when it was published: the same goes into the ledger, read once."""

    objects = queries.DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("公开信息")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["index_no"], name="disclosure_index_no_unique"),
            models.CheckConstraint(condition=~Q(title=""), name="disclosure_title_given"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="disclosure_state_known"),
            models.CheckConstraint(condition=Q(scope__in=OFFERED_SCOPES), name="disclosure_scope_offered"),
            models.CheckConstraint(
                condition=Q(state__in=EDITABLE_STATES)
                | (
                    (Q(item__isnull=False) | Q(plan__isnull=False))
                    & Q(submitted_at__isnull=False, round_no__gte=1)
                    & ~Q(content_hash="")
                ),
                name="disclosure_submitted_complete",
            ),
            models.CheckConstraint(
                condition=Q(item__isnull=True) | Q(plan__isnull=True), name="disclosure_item_or_plan"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.APPROVED, State.SCHEDULED, *ISSUED_STATES])
                | (Q(approved_at__isnull=False, approved_hash=F("content_hash")) & ~Q(approved_hash="")),
                name="disclosure_stands_as_approved",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=ISSUED_STATES, published_at__isnull=False, index_no__isnull=False) & ~Q(unit_name="")
                )
                | (~Q(state__in=ISSUED_STATES) & Q(published_at__isnull=True, index_no__isnull=True)),
                name="disclosure_numbered_when_published",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=[State.SUBMITTED, State.SECRECY_CHECKED]) & ~Q(step=""))
                | (~Q(state__in=[State.SUBMITTED, State.SECRECY_CHECKED]) & Q(step="")),
                name="disclosure_step_while_deciding",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RETURNED) | ~Q(returned_reason=""), name="disclosure_returned_with_reason"
            ),
            models.CheckConstraint(
                condition=(Q(state=State.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""))
                | (~Q(state=State.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
                name="disclosure_withdrawn_with_reason",
            ),
            *course.CONSTRAINTS,
            *deciding.CONSTRAINTS,
        ]
        indexes = [
            models.Index(
                F("published_at").desc(),
                F("id").desc(),
                condition=Q(state=State.PUBLISHED),
                name="disclosure_newest",
            ),
            models.Index(fields=["unit", "state"], name="disclosure_by_unit_and_state"),
            models.Index(
                fields=["state", "step"],
                condition=~Q(state__in=ISSUED_STATES),
                name="disclosure_in_work",
            ),
            *course.INDEXES,
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_unit_name(self) -> str:
        """The unit's name as it read at publication, or as it reads now while nothing is published."""
        return self.unit_name or self.unit.name

    @property
    def is_public(self) -> bool:
        """Whether the scope says who reads it."""
        return self.state in PUBLIC_STATES

    @property
    def is_editable(self) -> bool:
        """Whether the text can be edited as it stands."""
        return self.state in EDITABLE_STATES
