"""Who is told of objections and of how notices close? Who wrote the text and who answers for it; the objector."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import clock, dates, errors
from core.errors import Text
from core.notifications.messages import Message
from core.workflow import Performed
from disclosures import paths
from disclosures.deciding import officers
from disclosures.models import Objection, PublicNotice

DRAFT, APPROVE = "disclosures.draft", "disclosures.approve"


def raised(objection: Objection, at: datetime.datetime) -> Iterator[Message]:
    """Tell the unit's clerks and leaders that somebody objects, and by when to answer; never who it was."""
    notice = objection.notice
    yield Message(
        recipient_ids=tuple(sorted(_unit(notice, at) - {objection.member_id or 0})),
        kind="objection.raised",
        title=format_lazy(_("收到异议：《{title}》"), title=notice.disclosure.title),
        path=paths.objection(objection),
        cause=f"objection.raised:{objection.public_id}",
        body=format_lazy(_("请在{day}以前答复，没有答复的，公示不能办结。"), day=_day(notice)),
    )


def answered(objection: Objection, performed: Performed) -> Iterator[Message]:
    """Tell a member who objected under her name what the unit answered."""
    if objection.member_id is None:
        return
    yield Message(
        recipient_ids=(objection.member_id,),
        kind="objection.answered",
        title=format_lazy(_("您的异议已答复：《{title}》"), title=objection.notice.disclosure.title),
        path=paths.portal(objection.notice.disclosure),
        cause=f"objection.answered:{objection.public_id}",
        body=objection.answer,
    )


def closed(notice: PublicNotice, performed: Performed) -> Iterator[Message]:
    """Tell the unit that the notice closed, with its result."""
    body: errors.Text = _("没有收到异议，可以公开结果。")
    if notice.objection_count:
        body = format_lazy(_("收到异议{count}件，都已答复，可以公开结果。"), count=notice.objection_count)
    yield _told(notice, performed.at, "closed", format_lazy(_("公示已结束：《{title}》"), title=_title(notice)), body)


def waiting(notice: PublicNotice, at: datetime.datetime) -> Iterator[Message]:
    """Tell the unit, once, that the days are over and the notice waits for an answer."""
    body = format_lazy(_("公示到{day}已满，还有异议没有答复，答复以后系统才能办结。"), day=_day(notice))
    yield _told(notice, at, "waiting", format_lazy(_("公示等待答复异议：《{title}》"), title=_title(notice)), body)


def reopened(notice: PublicNotice, performed: Performed) -> Iterator[Message]:
    """Tell the unit that an objection was missed and has to be answered."""
    body = _("补登了一件漏掉的异议，答复以后系统重新办结。")
    yield _told(notice, performed.at, "reopened", format_lazy(_("补登异议：《{title}》"), title=_title(notice)), body)


def _told(notice: PublicNotice, at: datetime.datetime, what: str, title: errors.Text, body: errors.Text) -> Message:
    return Message(
        recipient_ids=tuple(sorted(_unit(notice, at))),
        kind=f"notice.{what}",
        title=title,
        path=paths.notice(notice.disclosure),
        cause=f"notice.{what}:{notice.public_id}:{notice.revision}",
        body=body,
    )


def _unit(notice: PublicNotice, at: datetime.datetime) -> set[int]:
    on = clock.local_date(at)
    return {*officers.at_unit(DRAFT, notice.unit, on=on), *officers.at_unit(APPROVE, notice.unit, on=on)}


def _title(notice: PublicNotice) -> str:
    return notice.disclosure.title


def _day(notice: PublicNotice) -> Text:
    return dates.written(notice.last_on) if notice.last_on else ""
