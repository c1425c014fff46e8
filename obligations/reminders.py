"""Who is to be reminded of what, and has it been said?

The ledger has one line for each person, obligation, kind and cause (the day that is near or has passed; when a text
was withdrawn and it is owed again, that day too), so a sweep that runs twice says nothing twice, and one that did not
run for days makes up for it. A line of the ledger and the notice that tells of it are written together.

At once, with mail, also on days off: overdue, given to you, and urged by somebody above. In the workspace now and by
mail in the digest: due soon, and overdue below you (told to the superior after the set days). What becomes near on a
day off is told on the last working day before (`office_days`).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock
from core.notifications import sending
from core.notifications.messages import Message
from obligations import notices, office_days, paths, recipients
from obligations.kinds import ReminderKind
from obligations.models import Fulfilment, Obligation, ObligationPolicy, Reminder
from obligations.queries import ObligationQuerySet
from obligations.recipients import Finding, Recipient

AT_ONCE = (ReminderKind.OVERDUE, ReminderKind.ASSIGNED, ReminderKind.URGED)
"""Kinds that have a mail of their own; all others wait for the digest."""
PEOPLE_AT_ONCE = 500
"""How many people's lines are held in memory."""


@transaction.atomic
def remind(*, on: datetime.date, at: datetime.datetime) -> int:
    """Remind everybody of what is near or has passed, and return how many lines the ledger gained."""
    policy = ObligationPolicy.objects.current()
    owed = Obligation.objects
    long_overdue = on - datetime.timedelta(days=policy.escalate_after_days)
    near = policy.due_soon_days + (office_days.told_through(on) - on).days
    gained = _note(ReminderKind.DUE_SOON, owed.due_soon(on, near), recipients.drafters, on=on)
    gained += _note(ReminderKind.OVERDUE, owed.overdue(on), recipients.drafters, on=on)
    escalated = owed.overdue(on).filter(due_on__lt=long_overdue)
    gained += _note(ReminderKind.ESCALATED, escalated, recipients.superiors, on=on)
    _tell(at=at)
    return gained


def assigned(obligation_ids: Sequence[int], user_id: int, *, at: datetime.datetime) -> None:
    """Tell somebody at once what was given to her; being given it again later is another cause."""
    rows = [
        Reminder(
            recipient_id=user_id,
            obligation_id=pk,
            kind=ReminderKind.ASSIGNED,
            cause=at.isoformat(),
            made_on=clock.local_date(at),
        )
        for pk in obligation_ids
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    _tell(at=at)


def urge(owed: ObligationQuerySet, *, on: datetime.date, at: datetime.datetime) -> set[int]:
    """Tell who drafts for what is overdue that somebody above asks for it, and return whom.

    The cause is the day: nobody is told twice on one day of the same task, nor of what the sweep told her today.
    """
    fresh = Reminder.objects.of_kinds(ReminderKind.URGED).filter(made_on=on, told_at__isnull=True)
    _note(ReminderKind.URGED, owed.overdue(on), recipients.drafters, on=on)
    told = set(fresh.values_list("recipient_id", flat=True))
    _tell(at=at)
    return told


def _note(kind: ReminderKind, owed: ObligationQuerySet, who: Finding, *, on: datetime.date) -> int:
    """Write the lines of one kind that the ledger lacks, in one statement."""
    found = owed.order_by().values_list("unit_id", flat=True).distinct()
    pairs: list[Recipient] = who(list(found), on=on)
    if not pairs:
        return 0
    wanted, parameters = owed.order_by().values("pk").query.sql_with_params()
    names = {
        "ledger": connection.ops.quote_name(Reminder._meta.db_table),
        "obligation": connection.ops.quote_name(Obligation._meta.db_table),
        "fulfilment": connection.ops.quote_name(Fulfilment._meta.db_table),
        "wanted": wanted,
    }
    is_urged = kind is ReminderKind.URGED
    values = [
        kind.value,
        on if is_urged else None,
        on,
        [pair.unit_id for pair in pairs],
        [pair.user_id for pair in pairs],
        *parameters,
        kind is ReminderKind.ESCALATED,
        is_urged,
        on,
        ReminderKind.OVERDUE.value,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE.format(**names), values)
        return int(cursor.rowcount)


def _tell(*, at: datetime.datetime) -> None:
    """Write the notices of all lines that nobody was told of, some people at a time."""
    waiting = Reminder.objects.untold()
    for user_ids in waiting.recipients_by(PEOPLE_AT_ONCE):
        rows = list(waiting.filter(recipient__in=user_ids).order_by("pk").select_for_update(of=("self",)))
        sending.send(*_messages(rows), at=at)
        told = Reminder.objects.filter(pk__in=[row.pk for row in rows])
        told.update(told_at=at)
        told.of_kinds(*AT_ONCE).update(digested_at=at)


def _messages(rows: Sequence[Reminder]) -> list[Message]:
    """Return one notice to each person and kind."""
    concerned = Obligation.objects.filter(pk__in={row.obligation_id for row in rows}).for_list()
    known = {found.pk: found for found in concerned}
    grouped: defaultdict[tuple[int, str], list[Reminder]] = defaultdict(list)
    for row in rows:
        grouped[row.recipient_id, row.kind].append(row)
    with translation.override(settings.LANGUAGE_CODE):
        return [
            _message(user_id, ReminderKind(kind), found, [known[row.obligation_id] for row in found])
            for (user_id, kind), found in grouped.items()
        ]


def _message(user_id: int, kind: ReminderKind, rows: Sequence[Reminder], obligations: Sequence[Obligation]) -> Message:
    return Message(
        recipient_ids=(user_id,),
        kind=f"obligation.{kind.value}",
        title=title(kind, len(rows)),
        body=notices.lines(obligations),
        path=paths.detail(obligations[0]) if len(obligations) == 1 else paths.LIST,
        cause=f"obligation.{kind.value}:{min(row.pk for row in rows)}",
        by_mail=kind in AT_ONCE,
    )


def title(kind: ReminderKind, count: int) -> str:
    """Return what a notice of so many obligations is headed by, in the current language."""
    words = {
        ReminderKind.DUE_SOON: _("%(count)d项公开任务即将到期"),
        ReminderKind.OVERDUE: _("%(count)d项公开任务已逾期"),
        ReminderKind.ASSIGNED: _("%(count)d项公开任务交给您办理"),
        ReminderKind.ESCALATED: _("下级单位有%(count)d项公开任务逾期未办"),
        ReminderKind.URGED: _("上级催办：%(count)d项公开任务已逾期，请尽快公开"),
    }
    return words[kind] % {"count": count}


_NOTE = """
INSERT INTO {ledger} (recipient_id, obligation_id, kind, cause, made_on)
SELECT told.user_id, owed.id, %s,
       concat_ws(' ', to_char(coalesce(%s::date, owed.due_on), 'YYYY-MM-DD'), to_char(again.since, 'YYYY-MM-DD')), %s
FROM unnest(%s::bigint[], %s::bigint[]) AS told (unit_id, user_id)
JOIN {obligation} AS owed ON owed.unit_id = told.unit_id
CROSS JOIN LATERAL (
    SELECT max(done.withdrawn_on) AS since FROM {fulfilment} AS done WHERE done.obligation_id = owed.id
) AS again
WHERE owed.id IN ({wanted})
  AND (%s OR owed.assigned_to_id IS NULL OR owed.assigned_to_id = told.user_id)
  AND NOT (%s AND EXISTS (
    SELECT 1 FROM {ledger} AS line
    WHERE line.recipient_id = told.user_id AND line.obligation_id = owed.id AND line.made_on = %s AND line.kind = %s
  ))
ON CONFLICT DO NOTHING
"""
