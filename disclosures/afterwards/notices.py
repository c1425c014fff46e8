"""Who is told what of a text after its approval? Who wrote it and who answers for it, of what others did to it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import clock, errors
from core.notifications.messages import Message
from core.workflow import Performed
from disclosures import notices, paths
from disclosures.deciding import officers
from disclosures.models import Disclosure

published = notices.published
PUBLISH, APPROVE, INSPECT = "disclosures.publish", "disclosures.approve", "disclosures.inspect"


def scheduled(disclosure: Disclosure, performed: Performed) -> Iterator[Message]:
    """Tell who wrote the text and who publishes when it will appear."""
    assert disclosure.publish_at is not None  # noqa: S101  (by constraint)
    when = clock.local(disclosure.publish_at).strftime("%Y-%m-%d %H:%M")
    yield _told(
        disclosure,
        performed,
        title=format_lazy(_("定时公开：《{title}》"), title=disclosure.title),
        body=format_lazy(_("{who}定于{when}公开。"), who=disclosure.signature, when=when),
        by_mail=False,
    )


def unscheduled(disclosure: Disclosure, performed: Performed) -> Iterator[Message]:
    """Tell who wrote the text and who publishes that the hour was taken back."""
    yield _told(
        disclosure,
        performed,
        title=format_lazy(_("已取消定时：《{title}》"), title=disclosure.title),
        body=format_lazy(_("{who}取消了定时，审批仍然有效，请另定时间或者直接公开。"), who=disclosure.signature),
    )


def opened_outside(disclosure: Disclosure, performed: Performed) -> Iterator[Message]:
    """Tell who wrote the text that society reads it now."""
    yield _told(
        disclosure,
        performed,
        title=format_lazy(_("已对社会公开：《{title}》"), title=disclosure.title),
        body=_("党内公开期满，已按规定对社会公开。"),
        path=paths.portal(disclosure),
        by_mail=False,
    )


def superseded(disclosure: Disclosure, performed: Performed) -> Iterator[Message]:
    """Tell who wrote the original that another text stands for it."""
    yield _told(
        disclosure,
        performed,
        title=format_lazy(_("已变更：《{title}》"), title=disclosure.title),
        body=format_lazy(_("变更后的公开信息已公开，理由：{reason}"), reason=disclosure.ended_reason),
        path=paths.portal(disclosure),
        by_mail=False,
    )


def withdrawn(disclosure: Disclosure, performed: Performed) -> Iterator[Message]:
    """Tell who wrote the text, and the unit's leaders when it was ordered, why it was withdrawn."""
    yield _ended(
        disclosure,
        performed,
        format_lazy(_("已撤回：《{title}》"), title=disclosure.title),
        disclosure.withdrawn_reason,
    )


def terminated(disclosure: Disclosure, performed: Performed) -> Iterator[Message]:
    """Tell the same people why the openness ended."""
    yield _ended(
        disclosure,
        performed,
        format_lazy(_("已终止公开：《{title}》"), title=disclosure.title),
        disclosure.ended_reason,
    )


def merged(disclosure: Disclosure, performed: Performed) -> Iterator[Message]:
    """Tell the same people which text stands for it now."""
    yield _ended(
        disclosure,
        performed,
        format_lazy(_("已并入另一件：《{title}》"), title=disclosure.title),
        disclosure.ended_reason,
    )


def taken_down(disclosure: Disclosure, performed: Performed) -> Iterator[Message]:
    """Tell the same people and those who audit, by the number alone: the title is out of sight as well."""
    on = clock.local_date(performed.at)
    inspectors = officers.at_unit(INSPECT, disclosure.unit, on=on)
    number = disclosure.index_no
    kind = f"disclosure.{performed.verb}"
    title = format_lazy(_("误发已撤下：索引号{number}"), number=number)
    cause = f"disclosure.{performed.verb}:{disclosure.public_id}:{disclosure.revision}"
    yield Message(
        recipient_ids=_without(performed, {*_concerned(disclosure, performed)} - set(inspectors)),
        kind=kind,
        title=title,
        path=paths.LIST,
        cause=cause,
        body=format_lazy(_("{who}撤下了这一件，公开页面、附件和列表里都不再显示。"), who=disclosure.signature),
    )
    yield Message(
        recipient_ids=_without(performed, set(inspectors)),
        kind=kind,
        title=title,
        path=paths.workspace(disclosure),
        cause=cause,
        body=format_lazy(_("{who}撤下，情况：{reason}"), who=disclosure.signature, reason=disclosure.ended_reason),
    )


def not_published(disclosure: Disclosure, reason: errors.Text, performed: Performed) -> Iterator[Message]:
    """Tell who wrote the text and who publishes why its hour passed without publication."""
    yield _told(
        disclosure,
        performed,
        title=format_lazy(_("没有按时公开：《{title}》"), title=disclosure.title),
        body=format_lazy(_("到了定好的时间，但没有公开。原因：{reason}"), reason=reason),
    )


def _ended(disclosure: Disclosure, performed: Performed, title: errors.Text, reason: str) -> Message:
    return _told(
        disclosure,
        performed,
        title=title,
        body=format_lazy(_("{who}办理，理由：{reason}"), who=disclosure.signature, reason=reason),
        leaders=True,
    )


def _told(
    disclosure: Disclosure,
    performed: Performed,
    *,
    title: errors.Text,
    body: errors.Text,
    path: str = "",
    leaders: bool = False,
    by_mail: bool = True,
) -> Message:
    concerned = _concerned(disclosure, performed) if leaders else set(disclosure.editor_ids)
    return Message(
        recipient_ids=_without(performed, concerned),
        kind=f"disclosure.{performed.verb}",
        title=title,
        path=path or paths.workspace(disclosure),
        cause=f"disclosure.{performed.verb}:{disclosure.public_id}:{disclosure.revision}",
        body=body,
        by_mail=by_mail,
    )


def _concerned(disclosure: Disclosure, performed: Performed) -> set[int]:
    on = clock.local_date(performed.at)
    return {*disclosure.editor_ids, *officers.at_unit(APPROVE, disclosure.unit, on=on)}


def _without(performed: Performed, people: set[int]) -> tuple[int, ...]:
    return tuple(sorted(people - {performed.actor.user_id}))
