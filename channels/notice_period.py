"""What does the sheet of a text on public notice (公示) say of its days, and of how one objects?

It says what the public page says on the day of posting; the telephone and the place, which the page does not know, are
written by hand.
"""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import dates
from disclosures.models import Disclosure, PublicNotice
from disclosures.noticing import duties
from disclosures.noticing.kinds import CountedDays, NoticeState

BLANK = "＿" * 10


def of(disclosure: Disclosure, *, posted_on: datetime.date) -> list[dict[str, str]]:
    """Return the lines that a sheet posted on this day shows in a frame, each with its label; none of other texts."""
    notice = duties.of(disclosure)
    if notice is None or notice.counted_from is None or notice.last_on is None:
        return []
    lines = [(_("%s时间") % notice.get_kind_display(), _span(notice, notice.counted_from, notice.last_on))]
    if notice.state == NoticeState.RUNNING and posted_on <= notice.last_on:
        lines += _objecting(disclosure)
    else:
        lines.append((_("%s结果") % notice.get_kind_display(), _outcome(notice)))
    return [{"label": label, "text": text} for label, text in lines]


def last_day(disclosure: Disclosure, *, posted_on: datetime.date) -> datetime.date | None:
    """Return the day until which the sheet of a text on notice stays up at least; None where no notice runs."""
    notice = duties.of(disclosure)
    if notice is None or notice.last_on is None or notice.state != NoticeState.RUNNING:
        return None
    return notice.last_on if notice.last_on >= posted_on else None


def told_apart(disclosure: Disclosure) -> str:
    """Return what differs whenever the lines may: a notice is lengthened and closed without a change of its text."""
    notice = duties.of(disclosure)
    return f"{notice.state} {notice.revision} {notice.last_on}" if notice is not None else ""


def _span(notice: PublicNotice, first: datetime.date, last: datetime.date) -> str:
    days = notice.days or 0
    counted = (
        ngettext("%d个工作日", "%d个工作日", days)
        if notice.counted == CountedDays.WORKING
        else ngettext("%d天", "%d天", days)
    ) % days
    return _("%(first)s至%(last)s，从起始日的次日起算%(days)s") % {
        "first": dates.written(first),
        "last": dates.written(last),
        "days": counted,
    }


def _objecting(disclosure: Disclosure) -> list[tuple[str, str]]:
    where = _("受理电话：%(blank)s　受理地点：%(blank)s") % {"blank": BLANK}
    how = _(
        "有异议的，请在上述时间内扫描下方二维码打开公开页面提出，也可以写信、打电话或者当面向%(unit)s提出。"
        "署名、匿名都可以；姓名和联系方式只给公示单位看。"
    )
    return [(_("提出异议"), how % {"unit": disclosure.shown_unit_name}), ("", where)]


def _outcome(notice: PublicNotice) -> str:
    if notice.state == NoticeState.ENDED:
        return _("公示已中止，没有结果。")
    if notice.state == NoticeState.RUNNING:
        return _("已经期满，正在办结。")
    if not notice.objection_count:
        return _("没有收到异议。")
    return _("收到异议%d件，都已答复，答复见公开页面。") % notice.objection_count
