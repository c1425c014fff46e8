"""Who is told what? Whoever has the next step, and the drafter of what became of the text."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import clock, dates, errors
from core.notifications.messages import Message
from core.workflow import Performed
from disclosures import paths
from disclosures.deciding import officers
from disclosures.kinds import Step
from disclosures.models import Disclosure
from hierarchy.models import Unit

SHOWN = 10
"""Titles that a notice names."""


def submitted(disclosure: Disclosure, performed: Performed) -> Iterator[Message]:
    """Tell those who can take the first step, and whose opinion it takes."""
    yield from _step_begins(disclosure, performed)


def passed(disclosure: Disclosure, performed: Performed) -> Iterator[Message]:
    """Tell those who can take the next step; at the end of the chain, the drafter and who publishes."""
    if disclosure.step:
        yield from _step_begins(disclosure, performed)
        return
    on = clock.local_date(performed.at)
    publishers = officers.at_unit("disclosures.publish", disclosure.unit, on=on)
    yield _message(
        disclosure,
        performed,
        to=tuple(sorted({*publishers, *disclosure.editor_ids})),
        title=format_lazy(_("可以公开了：《{title}》"), title=disclosure.title),
        body=_("审批已经完成，请核对后公开。"),
    )


def advised(disclosure: Disclosure, performed: Performed) -> Iterator[Message]:
    """Tell those who decide once every opinion is there that the step waits for."""
    if disclosure.all_spoke:
        yield _your_turn(disclosure, performed)


def returned(disclosure: Disclosure, performed: Performed) -> Iterator[Message]:
    """Tell who wrote the text why it came back, at once; or who has to decide anew."""
    if disclosure.step:
        yield from _step_begins(disclosure, performed)
        return
    yield _message(
        disclosure,
        performed,
        to=tuple(disclosure.editor_ids),
        title=format_lazy(_("已退回：《{title}》"), title=disclosure.title),
        body=format_lazy(_("{who}退回，理由：{reason}"), who=disclosure.signature, reason=disclosure.returned_reason),
    )


def published(disclosure: Disclosure, performed: Performed) -> Iterator[Message]:
    """Tell who wrote the text that it can be read, unless she published it herself."""
    yield _message(
        disclosure,
        performed,
        to=tuple(disclosure.editor_ids),
        title=format_lazy(_("已公开：《{title}》"), title=disclosure.title),
        body=format_lazy(_("索引号{index_no}。"), index_no=disclosure.index_no),
        path=paths.portal(disclosure),
        by_mail=False,
    )


def withdrawn(disclosure: Disclosure, performed: Performed) -> Iterator[Message]:
    """Tell who wrote the text why it was withdrawn."""
    yield _message(
        disclosure,
        performed,
        to=tuple(disclosure.editor_ids),
        title=format_lazy(_("已撤回：《{title}》"), title=disclosure.title),
        body=format_lazy(_("{who}撤回，理由：{reason}"), who=disclosure.signature, reason=disclosure.withdrawn_reason),
    )


def handed_over(texts: Sequence[Disclosure], unit: Unit, heir: Unit, *, clerks: tuple[int, ...]) -> Iterator[Message]:
    """Tell the clerks of the successor what they carry on, and everyone else who wrote it where it went."""
    yield Message(
        recipient_ids=clerks,
        kind="disclosure.handed_over",
        title=format_lazy(
            _("{unit}已并入，{count}件未完成的公开信息转到{heir}"), unit=unit.name, count=len(texts), heir=heir.name
        ),
        path=paths.list_of(heir),
        cause=f"disclosure.handed_over:{unit.public_id}:{heir.public_id}:{texts[0].public_id}",
        body=format_lazy(_("原已提交或审批的回到草稿，请核对后重新提交：{titles}"), titles=_titles(texts)),
    )
    for text in texts:
        yield Message(
            recipient_ids=tuple(sorted(set(text.editor_ids) - set(clerks))),
            kind="disclosure.handed_over",
            title=format_lazy(_("《{title}》已转到{heir}"), title=text.title, heir=heir.name),
            path=paths.LIST,
            cause=f"disclosure.handed_over:{text.public_id}:{heir.public_id}",
            body=format_lazy(_("{unit}已并入{heir}，由{heir}的信息员继续办理。"), unit=unit.name, heir=heir.name),
        )


def left_behind(texts: Sequence[Disclosure], unit: Unit, *, superiors: tuple[int, ...]) -> Message:
    """Tell the nearest superior which texts of an abolished unit nobody carries on."""
    return Message(
        recipient_ids=superiors,
        kind="disclosure.left_behind",
        title=format_lazy(_("{unit}已撤销，{count}件公开信息没有完成"), unit=unit.name, count=len(texts)),
        path=paths.list_of(unit),
        cause=f"disclosure.left_behind:{unit.public_id}",
        body=format_lazy(_("没有承接单位，仍须公开的请安排其他单位起草：{titles}"), titles=_titles(texts)),
    )


def _titles(texts: Sequence[Disclosure]) -> str:
    shown = "、".join(f"《{text.title}》" for text in texts[:SHOWN])
    return shown if len(texts) <= SHOWN else f"{shown}……"


def step_late(disclosure: Disclosure, due_on: datetime.date, *, to: tuple[int, ...]) -> Message:
    """Remind those for whom the text waits that the step is overdue: once a turn, however often it is asked."""
    return Message(
        recipient_ids=to,
        kind="disclosure.step_late",
        title=format_lazy(_("已逾期：{step}《{title}》"), step=Step(disclosure.step).label, title=disclosure.title),
        path=paths.workspace(disclosure),
        cause=(
            f"disclosure.step_late:{disclosure.public_id}:{disclosure.round_no}:{disclosure.turn_no}:{disclosure.step}"
        ),
        body=format_lazy(
            _("{unit}提交，应于{day}办完，请尽快办理。"), unit=disclosure.shown_unit_name, day=dates.written(due_on)
        ),
    )


def _step_begins(disclosure: Disclosure, performed: Performed) -> Iterator[Message]:
    """Tell those whose opinion is asked; and those who decide, unless they have to wait for it."""
    if disclosure.asked:
        yield _message(
            disclosure,
            performed,
            to=officers.asked(disclosure, on=clock.local_date(performed.at)),
            title=format_lazy(_("请您提出意见：《{title}》"), title=disclosure.title),
            body=format_lazy(
                _("{unit}提交，起草人{name}。"), unit=disclosure.shown_unit_name, name=disclosure.drafted_by_name
            ),
            cause="opinion",
        )
    if not disclosure.opinions_due:
        yield _your_turn(disclosure, performed)


def _your_turn(disclosure: Disclosure, performed: Performed) -> Message:
    return _message(
        disclosure,
        performed,
        to=officers.next_in_line(disclosure, on=clock.local_date(performed.at)),
        title=format_lazy(_("等您{step}：《{title}》"), step=Step(disclosure.step).label, title=disclosure.title),
        body=format_lazy(
            _("{unit}提交，起草人{name}。"), unit=disclosure.shown_unit_name, name=disclosure.drafted_by_name
        ),
    )


def _message(
    disclosure: Disclosure,
    performed: Performed,
    *,
    to: tuple[int, ...],
    title: errors.Text,
    body: errors.Text,
    path: str = "",
    by_mail: bool = True,
    cause: str = "",
) -> Message:
    of_whom = f":{cause}" if cause else ""
    return Message(
        recipient_ids=tuple(person for person in to if person != performed.actor.user_id),
        kind=f"disclosure.{performed.verb}",
        title=title,
        path=path or paths.workspace(disclosure),
        cause=f"disclosure.{performed.verb}:{disclosure.public_id}:{disclosure.revision}{of_whom}",
        body=body,
        by_mail=by_mail,
    )
