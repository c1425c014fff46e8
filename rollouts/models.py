"""Which tables hold rollouts, their phases, and how far each unit is?"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogs.models import CatalogVersion
from core.models import PublicIdModel
from rollouts import queries
from rollouts.kinds import ONGOING_STATES, PhaseKind, RolloutState, UnitState


class Rollout(PublicIdModel):
    """One edition on its way into the units of a subtree.

    `filled_at` is the first moment at which every unit had its row; until then rows are still being made. Which units
    are missing is told from the rows themselves, so that a killed worker leaves nothing to repair.
    """

    version = models.ForeignKey(
        CatalogVersion, on_delete=models.PROTECT, related_name="rollouts", verbose_name=_("目录版本")
    )
    root = models.ForeignKey(
        "hierarchy.Unit", on_delete=models.PROTECT, related_name="rollouts", verbose_name=_("推行范围")
    )
    state = models.CharField(_("状态"), max_length=20, choices=RolloutState, default=RolloutState.RUNNING)
    revision = models.IntegerField(default=0)
    started_by_name = models.CharField(_("启动人"), max_length=200)
    started_at = models.DateTimeField(_("启动时间"))
    filled_at = models.DateTimeField(_("纳入完成时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    objects = queries.RolloutQuerySet.as_manager()

    class Meta:
        verbose_name = _("目录推行")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "root"], condition=Q(state__in=ONGOING_STATES), name="rollout_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(state__in=RolloutState.values), name="rollout_state_known"),
            models.CheckConstraint(
                condition=Q(state="finished", finished_at__isnull=False)
                | (~Q(state="finished") & Q(finished_at__isnull=True)),
                name="rollout_finished_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}：{self.root.name}"

    @property
    def unit_id(self) -> int:
        """The top of the subtree: where the trail looks for what concerns it."""
        return self.root_id

    @property
    def is_running(self) -> bool:
        """Whether units and administrators can take steps now."""
        return self.state == RolloutState.RUNNING

    @property
    def is_ongoing(self) -> bool:
        """Whether it has not been finished."""
        return self.state in ONGOING_STATES


class Phase(models.Model):
    """One phase of a rollout: how it is called here, and by when it is to be done."""

    rollout = models.ForeignKey(Rollout, on_delete=models.CASCADE, related_name="phases", verbose_name=_("目录推行"))
    kind = models.CharField(_("阶段"), max_length=20, choices=PhaseKind)
    position = models.IntegerField(_("次序"))
    name = models.CharField(_("阶段名称"), max_length=50)
    due_on = models.DateField(_("目标日期"))

    class Meta:
        verbose_name = _("推行阶段")
        ordering = ["rollout_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["rollout", "kind"], name="phase_once_in_rollout"),
            models.UniqueConstraint(fields=["rollout", "position"], name="phase_position_once_in_rollout"),
            models.CheckConstraint(condition=Q(kind__in=PhaseKind.values), name="phase_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="phase_name_given"),
        ]

    def __str__(self) -> str:
        return self.name


class RolloutUnit(PublicIdModel):
    """How far one unit is in one rollout.

    What the unit has of its own counts from `since` on: from the day on which it was taken in, or last sent back.
    `adopter_ids` answer for the adoption; none of them accepts it (DOMAIN section 1).
    """

    rollout = models.ForeignKey(Rollout, on_delete=models.PROTECT, related_name="units", verbose_name=_("目录推行"))
    unit = models.ForeignKey("hierarchy.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("党组织"))
    state = models.CharField(_("状态"), max_length=20, choices=UnitState, default=UnitState.NOT_STARTED)
    revision = models.IntegerField(default=0)
    since = models.DateTimeField(_("起算时间"))
    moved_at = models.DateTimeField(_("最近一步"))
    adopted_by_name = models.CharField(_("确认人署名"), max_length=200, default="", blank=True)
    adopter_ids = ArrayField(models.BigIntegerField(), verbose_name=_("确认人"), default=list, blank=True)
    decided_by_name = models.CharField(_("验收人署名"), max_length=200, default="", blank=True)
    returned_reason = models.TextField(_("退回理由"), default="", blank=True)

    objects = queries.RolloutUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位推行任务")
        ordering = ["rollout_id", "unit_id"]
        constraints = [
            models.UniqueConstraint(fields=["rollout", "unit"], name="rollout_unit_once"),
            models.CheckConstraint(condition=Q(state__in=UnitState.values), name="rollout_unit_state_known"),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(returned_reason=""), name="rollout_unit_returned_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="rollout_unit_by_unit")]

    def __str__(self) -> str:
        return f"{self.unit.name}：{self.rollout.version}"
