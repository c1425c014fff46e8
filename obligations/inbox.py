"""What of what units owe waits for this person: to draft, or to decide? Two queries, whatever the amount."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext as _

from accounts.actors import Actor
from core import clock
from core.inbox import InboxTask, StateTone, TaskKind
from obligations import paths
from obligations.models import Extension, Obligation

SOON_DAYS = 7


def tasks(actor: Actor, *, on: datetime.date) -> Iterator[InboxTask]:
    """Return what to draft, and which extensions to decide.

    What a draft is pledged to is left out: the draft itself waits in the inbox, with the same day.
    """
    owed = Obligation.objects.owed_by(actor).open(on).untouched().for_list()
    asked = Extension.objects.awaiting(actor).for_list()
    return chain((_to_draft(found, on) for found in owed), (_to_decide(found) for found in asked))


def _to_draft(obligation: Obligation, on: datetime.date) -> InboxTask:
    label, tone = _state(obligation, on)
    return InboxTask(
        kind=TaskKind.DRAFT,
        title=str(obligation),
        path=paths.draft_for(obligation),
        unit_name=obligation.unit.name,
        state_label=label,
        tone=tone,
        due_on=obligation.due_on,
        since=clock.start_of(obligation.opened_on),
        verb_label=_("起草"),
        subject_id=obligation.public_id,
    )


def _to_decide(extension: Extension) -> InboxTask:
    return InboxTask(
        kind=TaskKind.APPROVE,
        title=_("延期：%(task)s") % {"task": str(extension.obligation)},
        path=paths.detail(extension.obligation),
        unit_name=extension.unit.name,
        state_label=_("申请延至%(day)s") % {"day": extension.asked_until.isoformat()},
        tone=StateTone.AWAITING,
        due_on=extension.former_due_on,
        since=extension.asked_at,
        verb_label=_("审批"),
        subject_id=extension.public_id,
    )


def _state(obligation: Obligation, on: datetime.date) -> tuple[str, StateTone]:
    left = (obligation.due_on - on).days
    if left < 0:
        return _("已逾期%(days)d天") % {"days": -left}, StateTone.OVERDUE
    if left == 0:
        return _("今天到期"), StateTone.SOON
    label = _("还有%(days)d天") % {"days": left}
    if obligation.provisional:
        label = _("%(left)s（期限暂定）") % {"left": label}
    return label, StateTone.SOON if left <= SOON_DAYS else StateTone.DRAFT
