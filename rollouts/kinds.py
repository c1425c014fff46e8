"""By which words is a rollout described: where it is, which phase it is in, how far a unit is?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RolloutState(models.TextChoices):
    """Where a rollout is in its life."""

    RUNNING = "running", _("推行中")
    PAUSED = "paused", _("已暂停")
    FINISHED = "finished", _("已结束")


ONGOING_STATES: tuple[RolloutState, ...] = (RolloutState.RUNNING, RolloutState.PAUSED)
"""States in which an edition is still being rolled out: one such rollout for an edition and a subtree."""


class PhaseKind(models.TextChoices):
    """The four phases of a rollout, in their order; a rollout may call them otherwise."""

    MOBILISE = "mobilise", _("动员")
    COMPILE = "compile", _("编制目录")
    CARRY_OUT = "carry_out", _("实施")
    ACCEPT = "accept", _("检查验收")


class UnitState(models.TextChoices):
    """How far one unit is. Whether it is late follows from the day and the phases, and is stored nowhere."""

    NOT_STARTED = "not_started", _("未开始")
    LOCALISING = "localising", _("编制中")
    AWAITING_APPROVAL = "awaiting_approval", _("等待审批")
    ADOPTED = "adopted", _("已确认执行")
    ACCEPTED = "accepted", _("已验收")
    RETURNED = "returned", _("已退回")


OPEN_STATES: tuple[UnitState, ...] = (
    UnitState.NOT_STARTED,
    UnitState.LOCALISING,
    UnitState.AWAITING_APPROVAL,
    UnitState.RETURNED,
)
"""States in which the unit still has to do something before the administrator can look at it."""

ADOPTED_STATES: tuple[UnitState, ...] = (UnitState.ADOPTED, UnitState.ACCEPTED)
"""States in which the unit works by the edition."""
