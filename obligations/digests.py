"""What does the digest say, and to whom does it go today?

One mail a person, every day or on the tenant's day of the week, never to those who want none. It holds the lines of
the ledger that no mail has held yet, less what has been settled meanwhile; without such lines there is no mail.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core.notifications import sending
from core.notifications.messages import Message
from obligations import notices, paths, reminders
from obligations.kinds import Frequency, ReminderKind
from obligations.models import DigestPreference, Obligation, ObligationPolicy, Reminder

ORDER = (ReminderKind.DUE_SOON, ReminderKind.ESCALATED)
"""Kinds that wait for the digest, as it lists them."""


def send(*, on: datetime.date, at: datetime.datetime) -> int:
    """Write the digests of this day and return how many, some people at a time; the mails go out as all notices do."""
    weekday = ObligationPolicy.objects.current().digest_weekday
    groups = Reminder.objects.undigested().recipients_by(reminders.PEOPLE_AT_ONCE)
    return sum(_send_to(_wanting(user_ids, weekday, on=on), on=on, at=at) for user_ids in groups)


@transaction.atomic
def _send_to(user_ids: Sequence[int], *, on: datetime.date, at: datetime.datetime) -> int:
    undigested = Reminder.objects.undigested().filter(recipient__in=user_ids)
    rows = list(undigested.order_by("pk").select_for_update(of=("self",)))
    by_person: defaultdict[int, list[Reminder]] = defaultdict(list)
    for row in rows:
        by_person[row.recipient_id].append(row)
    concerned = Obligation.objects.open(on).filter(pk__in={row.obligation_id for row in rows}).for_list()
    owed = {found.pk: found for found in concerned}
    with translation.override(settings.LANGUAGE_CODE):
        found = [_digest(user_id, lines, owed) for user_id, lines in by_person.items()]
    messages = [message for message in found if message is not None]
    sending.send(*messages, at=at)
    Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(digested_at=at)
    DigestPreference.objects.filter(user_id__in=by_person).update(last_on=on)
    return len(messages)


def is_due(preference: DigestPreference | None, weekday: int, *, on: datetime.date) -> bool:
    """Say whether a digest goes to somebody with this preference today: a week's also after its day, if that was lost.

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


def _digest(user_id: int, rows: Sequence[Reminder], owed: dict[int, Obligation]) -> Message | None:
    still = [row for row in rows if _stands(row, owed.get(row.obligation_id))]
    if not still:
        return None
    parts = []
    for kind in ORDER:
        found = [owed[row.obligation_id] for row in still if row.kind == kind]
        if found:
            parts.append(reminders.title(kind, len(found)) + "\n" + notices.lines(found))
    return Message(
        recipient_ids=(user_id,),
        kind="obligation.digest",
        title=_("公开任务提醒：%(count)d项") % {"count": len(still)},
        body="\n\n".join(parts),
        path=paths.LIST,
        cause=f"obligation.digest:{min(row.pk for row in rows)}",
    )


def _stands(row: Reminder, obligation: Obligation | None) -> bool:
    """Say whether what the line tells is still so: owed, and due on the same day."""
    return obligation is not None and row.cause == obligation.due_on.isoformat()
