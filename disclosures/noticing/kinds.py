"""By which words are public notices, their terms and the objections to them classified?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """For what a text is put before its readers first."""

    PUBLIC = "public", _("公示")
    APPOINTMENT = "appointment", _("任前公示")
    PRE = "pre", _("预公开")


class NoticeTerm(models.TextChoices):
    """Which rule says how long at least; for 预公开 it depends on who reads it."""

    PUBLIC = "public", _("公示")
    APPOINTMENT = "appointment", _("任前公示")
    PRE_INSIDE = "pre_inside", _("党内预公开")
    PRE_SOCIETY = "pre_society", _("社会预公开")


class CountedDays(models.TextChoices):
    """Which days a term counts; the values are those of `core.workdays.calendar.DayKind`."""

    CALENDAR = "calendar", _("自然日")
    WORKING = "working", _("工作日")


class NoticeState(models.TextChoices):
    """Where a notice is in its life."""

    PLANNED = "planned", _("公开后开始公示")
    RUNNING = "running", _("公示中")
    CLOSED = "closed", _("公示已结束")
    ENDED = "ended", _("公示已中止")


class ObjectionState(models.TextChoices):
    """Whether an objection was answered."""

    OPEN = "open", _("等待答复")
    ANSWERED = "answered", _("已答复")
