"""What was put before whom, and how was it decided? Rows of their own that are only ever inserted."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalogs.kinds import Scope
from core.models import AppendOnlyModel
from disclosures import queries
from disclosures.kinds import Outcome, Stance, Step
from disclosures.models.disclosure import HASH_LENGTH, Disclosure


class Submission(AppendOnlyModel):
    """The text as it was put before the deciders in one round; what a later round is compared with."""

    disclosure = models.ForeignKey(
        Disclosure,
        on_delete=models.PROTECT,
        related_name="submissions",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("公开信息"),
    )
    round_no = models.IntegerField(_("第几次提交"))
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("正文"))
    scope = models.CharField(_("公开范围"), max_length=20, choices=Scope)
    item_title = models.CharField(_("公开事项"), max_length=500)
    document_no = models.CharField(_("文号"), max_length=60, default="", blank=True)
    keywords = ArrayField(models.CharField(max_length=40), verbose_name=_("关键词"), default=list, blank=True)
    attachments: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        _("附件"), default=list, blank=True
    )
    readers: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        _("读者"), default=list, blank=True
    )
    content_hash = models.CharField(_("内容校验值"), max_length=HASH_LENGTH)
    submitted_by_name = models.CharField(_("提交人"), max_length=200)
    submitted_at = models.DateTimeField(_("提交时间"))

    objects = queries.SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("提交稿")
        ordering = ["disclosure_id", "round_no"]
        constraints = [models.UniqueConstraint(fields=["disclosure", "round_no"], name="submission_once_in_round")]

    def __str__(self) -> str:
        return f"{self.title} #{self.round_no}"


class Decision(AppendOnlyModel):
    """What was decided on a submitted text at one step, by whom, and on which content."""

    disclosure = models.ForeignKey(
        Disclosure,
        on_delete=models.PROTECT,
        related_name="decisions",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("公开信息"),
    )
    round_no = models.IntegerField(_("第几次提交"))
    turn_no = models.IntegerField(_("退回以前环节的次数"), default=0)
    step = models.CharField(_("环节"), max_length=20, choices=Step)
    outcome = models.CharField(_("结果"), max_length=20, choices=Outcome)
    reason = models.TextField(_("意见或理由"), default="", blank=True)
    checklist = models.JSONField(_("核对项"), default=list, blank=True)
    remarks: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(
        _("未勾选的说明"), default=dict, blank=True
    )
    """What was said to a point that was not ticked, by point."""
    sent_back_to = models.CharField(_("退回到哪个环节"), max_length=20, choices=Step, default="", blank=True)
    """The step from which the round goes on; empty when a returned text goes to its drafter."""
    content_hash = models.CharField(_("内容校验值"), max_length=HASH_LENGTH)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("办理人")
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("被代行人"),
    )
    decided_by_name = models.CharField(_("署名"), max_length=200)
    joined = models.BooleanField(_("与上一环节合并办理"), default=False)
    decided_at = models.DateTimeField(_("办理时间"))

    class Meta:
        verbose_name = _("办理意见")
        ordering = ["disclosure_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "round_no", "turn_no", "step"], name="decision_once_in_turn"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.RETURNED) | ~Q(reason=""), name="decision_returned_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(on_behalf_of=F("decided_by")), name="decision_not_on_behalf_of_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.get_outcome_display()} {self.decided_by_name}"


class Opinion(AppendOnlyModel):
    """What a party thinks that was asked beside the decider; the step is decided when all asked have spoken."""

    disclosure = models.ForeignKey(
        Disclosure,
        on_delete=models.PROTECT,
        related_name="opinions",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("公开信息"),
    )
    round_no = models.IntegerField(_("第几次提交"))
    turn_no = models.IntegerField(_("退回以前环节的次数"), default=0)
    step = models.CharField(_("环节"), max_length=20, choices=Step)
    party = models.CharField(_("征求谁的意见"), max_length=40)
    stance = models.CharField(_("态度"), max_length=20, choices=Stance)
    reason = models.TextField(_("意见"), default="", blank=True)
    content_hash = models.CharField(_("内容校验值"), max_length=HASH_LENGTH)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("提出人")
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("被代行人"),
    )
    given_by_name = models.CharField(_("署名"), max_length=200)
    given_at = models.DateTimeField(_("提出时间"))

    class Meta:
        verbose_name = _("征求的意见")
        ordering = ["disclosure_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "round_no", "turn_no", "step", "party"], name="opinion_once_of_party"
            ),
            models.UniqueConstraint(
                fields=["disclosure", "round_no", "turn_no", "step", "given_by"], name="opinion_once_of_person"
            ),
            models.CheckConstraint(
                condition=~Q(stance=Stance.OBJECTS) | ~Q(reason=""), name="opinion_objects_with_reason"
            ),
            models.CheckConstraint(condition=~Q(on_behalf_of=F("given_by")), name="opinion_not_on_behalf_of_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.get_stance_display()} {self.given_by_name}"
