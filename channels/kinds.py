"""Which ways lead to people, and how often do those who follow hear?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """A way beside the portal by which a text was made public."""

    BOARD = "board", _("公开栏")
    MEETING = "meeting", _("会议")
    DOCUMENT = "document", _("文件")
    BROADCAST = "broadcast", _("广播")
    SCREEN = "screen", _("电子屏")


class Frequency(models.TextChoices):
    """How often a follower is written to."""

    AT_ONCE = "at_once", _("有新的公开就发")
    DAILY = "daily", _("每天早上汇总一次")


class LetterKind(models.TextChoices):
    """What a letter to a follower is about."""

    CONFIRM = "confirm", _("请确认订阅")
    NEWS = "news", _("新公开的信息")


class LetterState(models.TextChoices):
    """How far a letter has come."""

    WAITING = "waiting", _("等待发送")
    CLAIMED = "claimed", _("正在发送")
    SENT = "sent", _("已发送")
    DROPPED = "dropped", _("没有发送")
    SET_ASIDE = "set_aside", _("恢复备份时搁置")
