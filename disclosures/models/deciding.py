"""What does a disclosure carry of the round of decisions that it is in?

All of it on the row, so that every policy is answered from the row and every list of work by one filter.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disclosures.kinds import Decider


class Round(models.Model):
    """The columns that a disclosure has for the way it takes through its deciders: settled once, at submission."""

    route: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        _("本次办理的各环节"), default=list, blank=True
    )
    """Who decides each step of `chain`, within how many days, and what is checked: see `deciding.routes`."""
    route_source = models.CharField(_("审批链的来源"), max_length=200, default="", blank=True)
    """The name of the chain that holds for the round; empty for the preset."""
    turn_no = models.IntegerField(_("退回以前环节的次数"), default=0)
    """How often the round was sent back to an earlier step: each turn decides anew from there on."""
    decider = models.CharField(_("由谁办理"), max_length=20, choices=Decider, default="", blank=True)
    step_days = models.IntegerField(_("本环节的工作日"), null=True, blank=True)
    """Working days for the current step; None where it has no deadline. When it is due is computed, never stored."""
    maker = models.ForeignKey(
        "hierarchy.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # asked only of the few texts that wait
        verbose_name=_("目录制定单位"),
    )
    asked = ArrayField(models.CharField(max_length=40), verbose_name=_("还在征求意见的"), default=list, blank=True)
    """The parties whose opinion is open at this step: see `disclosures.deciding.parties`."""
    opinions_due = models.IntegerField(_("还缺的意见"), default=0)
    """How many of them the step waits for."""
    advised_ids = ArrayField(models.BigIntegerField(), verbose_name=_("已提出意见的人"), default=list, blank=True)
    """Everyone who spoke at this step, or on whose behalf somebody did."""
    consulted = ArrayField(models.CharField(max_length=40), verbose_name=_("征求意见的单位"), default=list, blank=True)
    """Units named by the chain that are asked in this round: their leaders see the text while it is decided."""

    all_spoke = False
    """Whether the opinion that was just given was the last for which the step waited."""

    class Meta:
        abstract = True


CONSTRAINTS: tuple[models.BaseConstraint, ...] = (
    models.CheckConstraint(
        condition=Q(step="", decider="") | (~Q(step="") & ~Q(decider="")), name="disclosure_step_has_decider"
    ),
    models.CheckConstraint(condition=Q(opinions_due__gte=0), name="disclosure_opinions_due_counted"),
)
