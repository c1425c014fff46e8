"""What does the digest say, and to whom does it go today?

One mail a person, every day or on the tenant's day of the week, never to those who want none. It holds the lines of
the ledger that no mail has held yet, less what is no longer so: settled or withheld meanwhile, no longer near but
overdue (which was mailed at once), or no longer the person's business. Without such lines there is no mail.

It goes out on working days of the tenant's calendar; a week's whose day is a day off, on the last working day before.
On a day off it tells only what falls due before the next working day: what arose on days off, or while the scheduler
was down, could not be told before, and would be overdue afterwards. All else waits for the next working day.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core.notifications import sending
from core.notifications.messages import Message
from obligations import notices, office_days, paths, recipients, reminders
from obligations.kinds import Frequency, ReminderKind
from obligations.models import DigestPreference, Obligation, ObligationPolicy, Reminder
from obligations.recipients import Finding, Recipient
from obligations.reminder_queries import ReminderQuerySet

WHO: Mapping[ReminderKind, Finding] = {
    ReminderKind.DUE_SOON: recipients.drafters,
    ReminderKind.ESCALATED: recipients.superiors,
}
"""Kinds that wait for the digest, and who is told of each."""
ORDER = tuple(WHO)
"""The same as it lists them."""


def send(*, on: datetime.date, at: datetime.datetime) -> int:
    """Write the digests of this day and return how many, some people at a time; the mails go out as all notices do."""
    weekday = ObligationPolicy.objects.current().digest_weekday
    through = office_days.told_through(on)
    groups = _to_tell(on, through).recipients_by(reminders.PEOPLE_AT_ONCE)
    return sum(_send_to(_wanting(user_ids, weekday, on=through), through, on=on, at=at) for user_ids in groups)


def _to_tell(on: datetime.date, through: datetime.date) -> ReminderQuerySet:
    """Return the lines that go out today: all that no mail has held, on a day off only what cannot wait for its end."""
    rows = Reminder.objects.undigested()
    return rows if office_days.is_working(on) else rows.of_kinds(ReminderKind.DUE_SOON).due_by(through)


@transaction.atomic
def _send_to(user_ids: Sequence[int], through: datetime.date, *, on: datetime.date, at: datetime.datetime) -> int:
    to_tell = _to_tell(on, through).filter(recipient__in=user_ids)
    rows = list(to_tell.order_by("pk").select_for_update(of=("self",)))
    by_person: defaultdict[int, list[Reminder]] = defaultdict(list)
    for row in rows:
        by_person[row.recipient_id].append(row)
    still = _Still(rows, on=on)
    with translation.override(settings.LANGUAGE_CODE):
        found = [
            _digest(user_id, [row for row in lines if still.holds(row)], still) for user_id, lines in by_person.items()
        ]
    messages = [message for message in found if message is not None]
    sending.send(*messages, at=at)
    Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(digested_at=at)
    if office_days.is_working(on):
        DigestPreference.objects.filter(user_id__in=by_person).update(last_on=through)
    return len(messages)


def is_due(preference: DigestPreference | None, weekday: int, *, on: datetime.date) -> bool:
    """Say whether a digest goes to somebody with this preference: a week's also after its day, if that was lost.

    `on` is the day through which today's digest looks ahead: the last of the days off that follow.

    >>> is_due(None, 0, on=datetime.date(2026, 11, 20))
    True
    """
    if preference is None or preference.frequency == Frequency.DAILY:
        return True
    if preference.frequency == Frequency.NEVER:
        return False
    last_weekday = on - datetime.timedelta(days=(on.weekday() - weekday) % 7)
    return preference.last_on is None or preference.last_on < last_weekday


def _wanting(user_ids: Sequence[int], weekday: int, *, on: datetime.date) -> list[int]:
    known = DigestPreference.objects.of(user_ids)
    return [user_id for user_id in user_ids if is_due(known.get(user_id), weekday, on=on)]


class _Still:
    """What the lines of the ledger tell, as it is on the day of the digest: a few queries for all of them."""

    def __init__(self, rows: Sequence[Reminder], *, on: datetime.date) -> None:
        """Ask what of it is owed, and who is told about each unit now."""
        about = Obligation.objects.open(on).not_withheld(on).filter(pk__in={row.obligation_id for row in rows})
        self.owed = {found.pk: found for found in about.for_list()}
        self._on = on
        self._told = {kind: self._recipients(kind, rows) for kind in ORDER}

    def holds(self, row: Reminder) -> bool:
        """Say whether it is owed and due on the same day, as near or late as it says, and the person's business."""
        found = self.owed.get(row.obligation_id)
        if found is None or row.cause.partition(" ")[0] != found.due_on.isoformat():
            return False
        if row.kind == ReminderKind.DUE_SOON and (found.due_on < self._on or self._is_anothers(found, row)):
            return False
        return Recipient(found.unit_id, row.recipient_id) in self._told.get(ReminderKind(row.kind), ())

    def _recipients(self, kind: ReminderKind, rows: Sequence[Reminder]) -> set[Recipient]:
        unit_ids = {
            self.owed[row.obligation_id].unit_id for row in rows if row.kind == kind and row.obligation_id in self.owed
        }
        return set(WHO[kind](unit_ids, on=self._on)) if unit_ids else set()

    @staticmethod
    def _is_anothers(found: Obligation, row: Reminder) -> bool:
        return found.assigned_to_id not in (None, row.recipient_id)


def _digest(user_id: int, rows: Sequence[Reminder], still: _Still) -> Message | None:
    if not rows:
        return None
    parts: list[str] = []
    count = 0
    for kind in ORDER:
        found = [still.owed[pk] for pk in {row.obligation_id for row in rows if row.kind == kind}]
        if found:
            count += len(found)
            parts.append(reminders.title(kind, len(found)) + "\n" + notices.lines(found))
    return Message(
        recipient_ids=(user_id,),
        kind="obligation.digest",
        title=_("公开任务提醒：%(count)d项") % {"count": count},
        body="\n\n".join(parts),
        path=paths.LIST,
        cause=f"obligation.digest:{min(row.pk for row in rows)}",
    )
