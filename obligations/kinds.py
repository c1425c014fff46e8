"""By which words are obligations, extensions and reminders classified?

Why something is owed (`TimeMode`) is a word of catalogs. Whether it is done, late or overdue is no word that is stored:
`Standing` names what dates say on a day.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClosedReason(models.TextChoices):
    """Why an obligation is no longer owed though nobody fulfilled it."""

    MERGED = "merged", _("单位合并，由承接单位公开")
    ABOLISHED = "abolished", _("单位撤销")
    TERMINATED = "terminated", _("公开事项终止")
    WITHDRAWN = "withdrawn", _("公开事项撤回")
    EXEMPTED = "exempted", _("已豁免")


class Standing(models.TextChoices):
    """How an obligation stands on a day; computed from dates, never stored."""

    DONE = "done", _("按期公开")
    LATE = "late", _("逾期公开")
    OVERDUE = "overdue", _("已逾期")
    PENDING = "pending", _("未到期")


class ExtensionState(models.TextChoices):
    """Where a request for a later day is in its life."""

    ASKED = "asked", _("等待上级审批")
    GRANTED = "granted", _("同意延期")
    REFUSED = "refused", _("不同意延期")
    RECALLED = "recalled", _("已收回")


CLAIMING_STATES: tuple[ExtensionState, ...] = (ExtensionState.ASKED, ExtensionState.GRANTED)
"""States that use up the one extension of an obligation."""


class ReminderKind(models.TextChoices):
    """What a person is reminded of."""

    DUE_SOON = "due_soon", _("即将到期")
    OVERDUE = "overdue", _("已逾期")
    ASSIGNED = "assigned", _("交给您办理")
    ESCALATED = "escalated", _("下级逾期")
    URGED = "urged", _("上级催办")


class Frequency(models.TextChoices):
    """How often a person wants the digest."""

    DAILY = "daily", _("每天")
    WEEKLY = "weekly", _("每周")
    NEVER = "never", _("不接收")


class Weekday(models.IntegerChoices):
    """On which day the weekly digest goes out."""

    MONDAY = 0, _("星期一")
    TUESDAY = 1, _("星期二")
    WEDNESDAY = 2, _("星期三")
    THURSDAY = 3, _("星期四")
    FRIDAY = 4, _("星期五")
    SATURDAY = 5, _("星期六")
    SUNDAY = 6, _("星期日")
