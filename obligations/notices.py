"""Who is told of extensions, of days that moved, and of work taken over?"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _

from core import clock
from core.notifications import sending
from core.notifications.messages import Message
from core.workflow import Performed
from obligations import paths, recipients
from obligations.kinds import ExtensionState
from obligations.models import Extension, Obligation

SHOWN = 10
"""How many obligations a notice names; the rest stand in the list that it links to."""


def extension_asked(extension: Extension, *, at: datetime.datetime) -> Iterator[Message]:
    """Tell the superiors nearest above, unless they asked themselves."""
    obligation = extension.obligation
    told = recipients.superiors([obligation.unit_id], on=clock.local_date(at))
    with translation.override(settings.LANGUAGE_CODE):
        title = _("%(unit)s申请延期：%(task)s") % {"unit": obligation.unit.name, "task": str(obligation)}
        body = _("申请从%(former)s延至%(until)s，理由：%(reason)s") % {
            "former": day(extension.former_due_on),
            "until": day(extension.asked_until),
            "reason": extension.reason,
        }
    yield Message(
        recipient_ids=tuple(found.user_id for found in told if found.user_id not in extension.asker_ids),
        kind="extension.ask",
        title=title,
        body=body,
        path=paths.detail(obligation),
        cause=f"extension.ask:{extension.public_id}",
        by_mail=False,
    )


def extension_decided(extension: Extension, performed: Performed) -> Iterator[Message]:
    """Tell who asked what was decided, and why."""
    granted = extension.state == ExtensionState.GRANTED
    obligation = extension.obligation
    with translation.override(settings.LANGUAGE_CODE):
        title = (_("同意延期：%(task)s") if granted else _("不同意延期：%(task)s")) % {"task": str(obligation)}
        due_on = extension.asked_until if granted else extension.former_due_on
        body = _("%(who)s：%(opinion)s 期限%(day)s。") % {
            "who": extension.decided_by_name,
            "opinion": extension.decision_reason or _("没有补充意见。"),
            "day": day(due_on),
        }
    yield Message(
        recipient_ids=tuple(extension.asker_ids),
        kind=f"extension.{performed.verb}",
        title=title,
        body=body,
        path=paths.detail(obligation),
        cause=f"extension.{performed.verb}:{extension.public_id}",
        by_mail=not granted,
    )


def recomputed(obligation_ids: Sequence[int], *, on: datetime.date, at: datetime.datetime) -> None:
    """Tell who drafts which days moved with the calendar: one line each, without mail of its own."""
    with translation.override(settings.LANGUAGE_CODE):
        _tell_drafters(
            obligation_ids,
            "obligation.recomputed",
            _("%(count)d项公开任务的期限已按新的工作日历重新计算"),
            on=on,
            at=at,
        )


def taken_over(obligation_ids: Sequence[int], *, on: datetime.date, at: datetime.datetime) -> None:
    """Tell who drafts at the successor what came from merged units."""
    with translation.override(settings.LANGUAGE_CODE):
        _tell_drafters(
            obligation_ids,
            "obligation.taken_over",
            _("本单位承接了%(count)d项公开任务"),
            on=on,
            at=at,
            by_mail=True,
        )


def ended(obligation_ids: Sequence[int], *, on: datetime.date, at: datetime.datetime) -> None:
    """Tell who drafts what is owed no longer because its item was withdrawn, terminated or left out."""
    with translation.override(settings.LANGUAGE_CODE):
        _tell_drafters(
            obligation_ids,
            "obligation.ended",
            _("%(count)d项公开任务因公开事项取消而终结，不用再办"),
            on=on,
            at=at,
        )


def lines(obligations: Sequence[Obligation]) -> str:
    """Return obligations as a list for a notice, the first due first."""
    ordered = sorted(obligations, key=lambda found: (found.due_on, found.pk))
    shown = [
        _("%(day)s　%(unit)s　%(task)s") % {"day": day(found.due_on), "unit": found.unit.name, "task": str(found)}
        for found in ordered[:SHOWN]
    ]
    if len(ordered) > SHOWN:
        shown.append(_("等%(count)d项。") % {"count": len(ordered)})
    return "\n".join(shown)


def day(found: datetime.date) -> str:
    """Return a day as people write it."""
    return formats.date_format(found, _("Y年n月j日"))


def _tell_drafters(
    obligation_ids: Iterable[int],
    kind: str,
    title: str,
    *,
    on: datetime.date,
    at: datetime.datetime,
    by_mail: bool = False,
) -> None:
    ids = list(obligation_ids)
    if not ids:
        return
    by_unit: defaultdict[int, list[Obligation]] = defaultdict(list)
    for found in Obligation.objects.filter(pk__in=ids).for_list():
        by_unit[found.unit_id].append(found)
    by_person: defaultdict[int, list[Obligation]] = defaultdict(list)
    for recipient in recipients.drafters(by_unit, on=on):
        by_person[recipient.user_id] += by_unit[recipient.unit_id]
    messages = [
        Message(
            recipient_ids=(user_id,),
            kind=kind,
            title=title % {"count": len(found)},
            body=lines(found),
            path=paths.LIST,
            cause=f"{kind}:{at.isoformat()}",
            by_mail=by_mail,
        )
        for user_id, found in by_person.items()
    ]
    sending.send(*messages, at=at)
