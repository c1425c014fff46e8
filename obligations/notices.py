"""Who is told of extensions, of what is withheld, of days that moved, and of work taken over?"""

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
from obligations.kinds import ExtensionState, WithholdingState
from obligations.models import Extension, Obligation, Withholding

SHOWN = 10
"""How many obligations a notice names; the rest stand in the list that it links to."""
PEOPLE_AT_ONCE = 500
"""How many people's obligations are held in memory: a calendar moves days at every unit of a district at once."""


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


def withholding_asked(found: Withholding, *, at: datetime.datetime) -> Iterator[Message]:
    """Tell the unit's leaders that something waits for their signature, unless they asked themselves."""
    told = recipients.leaders([found.unit_id], on=clock.local_date(at))
    with translation.override(settings.LANGUAGE_CODE):
        title = _("%(kind)s待签批：%(task)s") % {"kind": found.get_kind_display(), "task": str(found.obligation)}
        body = _grounds(found)
    yield _about(found, "ask", title, body, [one.user_id for one in told if one.user_id not in found.asker_ids])


def withholding_resubmitted(found: Withholding, performed: Performed) -> Iterator[Message]:
    """Tell the unit's leaders that it was written anew."""
    yield from withholding_asked(found, at=performed.at)


def withholding_endorsed(found: Withholding, performed: Performed) -> Iterator[Message]:
    """Tell the superiors nearest above, who decide or take note; at the root, who asked learns what was decided."""
    if found.state == WithholdingState.GRANTED:
        yield from withholding_decided(found, performed)
        return
    told = recipients.superiors([found.unit_id], on=clock.local_date(performed.at))
    filed = found.state == WithholdingState.FILED
    with translation.override(settings.LANGUAGE_CODE):
        words = _("%(unit)s报备案%(kind)s：%(task)s") if filed else _("%(unit)s申请%(kind)s：%(task)s")
        title = words % {
            "unit": found.unit.name,
            "kind": found.get_kind_display(),
            "task": str(found.obligation),
        }
        body = _grounds(found)
    asked = [one.user_id for one in told if one.user_id not in found.party_ids]
    yield _about(found, "endorse", title, body, asked)


def withholding_decided(found: Withholding, performed: Performed) -> Iterator[Message]:
    """Tell who asked what was decided, and why; by mail what calls for work."""
    bad_news = found.state in (WithholdingState.RETURNED, WithholdingState.REFUSED)
    with translation.override(settings.LANGUAGE_CODE):
        title = _("%(kind)s%(state)s：%(task)s") % {
            "kind": found.get_kind_display(),
            "state": found.get_state_display(),
            "task": str(found.obligation),
        }
        body = _("%(who)s：%(opinion)s") % {
            "who": found.decided_by_name,
            "opinion": found.decision_reason or _("没有补充意见。"),
        }
        if found.filing_label:
            body = f"{body} {found.filing_label}"
    yield _about(found, performed.verb, title, body, found.asker_ids, by_mail=bad_news)


def withholding_ended(found: Withholding, performed: Performed) -> Iterator[Message]:
    """Tell who asked, who drafts and who leads that it is to be disclosed after all, and by when."""
    on = clock.local_date(performed.at)
    drafters = {one.user_id for one in recipients.drafters([found.unit_id], on=on)}
    leaders = {one.user_id for one in recipients.leaders([found.unit_id], on=on)}
    due_on: datetime.date = performed.data["due_on"]
    with translation.override(settings.LANGUAGE_CODE):
        title = _("%(state)s：%(task)s，请于%(day)s前公开") % {
            "state": found.get_end_cause_display(),
            "task": str(found.obligation),
            "day": day(due_on),
        }
    told = drafters | leaders | set(found.asker_ids)
    yield _about(found, performed.verb, title, found.end_reason, sorted(told - {performed.actor.user_id}), by_mail=True)


def foretold(found: Sequence[Withholding], *, on: datetime.date, at: datetime.datetime) -> None:
    """Tell who drafts what is withheld until a day that is near."""
    with translation.override(settings.LANGUAGE_CODE):
        title = _("%(count)d项暂不公开即将到期，到期当天应当公开")
        _tell_drafters([one.obligation_id for one in found], "withholding.foretold", title, on=on, at=at)


def resumed(found: Sequence[Withholding], *, on: datetime.date, at: datetime.datetime) -> None:
    """Tell who drafts what is to be disclosed now: it was withheld until today."""
    with translation.override(settings.LANGUAGE_CODE):
        title = _("%(count)d项暂不公开已到期，现在应当公开")
        ids = [one.obligation_id for one in found]
        _tell_drafters(ids, "withholding.resumed", title, on=on, at=at, by_mail=True)


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


def _grounds(found: Withholding) -> str:
    until = _("至%(day)s。") % {"day": day(found.until)} if found.until else ""
    said = _("事由：%(ground)s。%(until)s理由：%(reason)s")
    return said % {"ground": found.get_ground_display(), "until": until, "reason": found.reason}


def _about(
    found: Withholding, verb: str, title: str, body: str, told: Iterable[int], *, by_mail: bool = False
) -> Message:
    return Message(
        recipient_ids=tuple(told),
        kind=f"withholding.{verb}",
        title=title,
        body=body,
        path=paths.withholding(found),
        cause=f"withholding.{verb}:{found.public_id}:{found.revision}",
        by_mail=by_mail,
    )


def _tell_drafters(
    obligation_ids: Iterable[int],
    kind: str,
    title: str,
    *,
    on: datetime.date,
    at: datetime.datetime,
    by_mail: bool = False,
) -> None:
    ids_at: defaultdict[int, list[int]] = defaultdict(list)
    for pk, unit_id in Obligation.objects.filter(pk__in=list(obligation_ids)).order_by().values_list("pk", "unit_id"):
        ids_at[unit_id].append(pk)
    ids_of: defaultdict[int, list[int]] = defaultdict(list)
    for recipient in recipients.drafters(ids_at, on=on) if ids_at else ():
        ids_of[recipient.user_id] += ids_at[recipient.unit_id]
    people = sorted(ids_of)
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        told = {user_id: ids_of[user_id] for user_id in people[start : start + PEOPLE_AT_ONCE]}
        known = Obligation.objects.for_list().in_bulk({pk for ids in told.values() for pk in ids})
        messages = [
            Message(
                recipient_ids=(user_id,),
                kind=kind,
                title=title % {"count": len(ids)},
                body=lines([known[pk] for pk in ids]),
                path=paths.LIST,
                cause=f"{kind}:{at.isoformat()}",
                by_mail=by_mail,
            )
            for user_id, ids in told.items()
        ]
        sending.send(*messages, at=at)
