"""By which words are obligations, extensions, withholdings and reminders classified?

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
    WITHHELD = "withheld", _("不予公开")


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


class WithholdingKind(models.TextChoices):
    """Whether one obligation is disclosed later, or never."""

    NOT_NOW = "not_now", _("暂不公开")
    NOT_AT_ALL = "not_at_all", _("不予公开")


class WithholdingGround(models.TextChoices):
    """Why something that is owed is not disclosed: a closed list (S2; Regulation on Open Government, Art. 14 to 16)."""

    STATE_SECRET = "state_secret", _("涉及党和国家秘密")
    FORBIDDEN = "forbidden", _("法律法规或党内法规禁止公开")
    SECURITY = "security", _("可能危及国家安全、公共安全、经济安全或社会稳定")
    THIRD_PARTY = "third_party", _("涉及商业秘密、个人隐私等第三方权益")
    INTERNAL = "internal", _("内部事务信息")
    IN_PROCESS = "in_process", _("过程性信息")
    NOT_READY = "not_ready", _("条件尚不成熟")
    OTHER = "other", _("其他依照规定不宜公开的")


GROUNDS_FOR_ONE_KIND: dict[WithholdingGround, WithholdingKind] = {
    WithholdingGround.NOT_READY: WithholdingKind.NOT_NOW,
    WithholdingGround.FORBIDDEN: WithholdingKind.NOT_AT_ALL,
}
"""What is not ready will be; what the law forbids is no question of time."""
GROUNDS_WITH_BASIS: tuple[WithholdingGround, ...] = (WithholdingGround.FORBIDDEN, WithholdingGround.OTHER)
"""Grounds that say nothing without the provision on which they rest."""


class WithholdingState(models.TextChoices):
    """Where a request not to disclose is in its life. On which days it holds, its days say."""

    ASKED = "asked", _("等待本单位负责人签批")
    ENDORSED = "endorsed", _("等待上级审批")
    RETURNED = "returned", _("已退回")
    GRANTED = "granted", _("已同意")
    FILED = "filed", _("已报上级备案")
    NOTED = "noted", _("已备案")
    REFUSED = "refused", _("不同意")
    RECALLED = "recalled", _("已收回")
    ORDERED = "ordered", _("责令公开")
    ENDED = "ended", _("已终止")


OPEN_WITHHOLDINGS: tuple[WithholdingState, ...] = (
    WithholdingState.ASKED,
    WithholdingState.ENDORSED,
    WithholdingState.RETURNED,
)
"""States of what has not taken effect and still may; an obligation has one such at a time."""
HELD_WITHHOLDINGS: tuple[WithholdingState, ...] = (
    WithholdingState.GRANTED,
    WithholdingState.FILED,
    WithholdingState.NOTED,
)
"""States of what has taken effect and nobody has ended; whether its day has come, or its unit, its days say."""


class WithholdingEnd(models.TextChoices):
    """Why a withholding, or a request for one, ended before its day."""

    BY_UNIT = "by_unit", _("本单位提前终止")
    ORDERED = "ordered", _("上级责令公开")
    PUBLISHED = "published", _("已经公开")
    CLOSED = "closed", _("任务终结")
    UNIT_CLOSED = "unit_closed", _("单位撤并")


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
