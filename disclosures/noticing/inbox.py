"""What on notices waits for this person: objections to answer, results to look at? Two queries, whatever the amount."""

from __future__ import annotations

import datetime
from functools import partial

from django.utils.translation import gettext as _

from accounts.actors import Actor
from core import clock
from core.inbox import InboxTask, Stack, StateTone, TaskKind, Tasks
from disclosures import paths
from disclosures.models import Objection, PublicNotice


def tasks(actor: Actor, *, on: datetime.date) -> Tasks:
    """Return objections to answer, each due on the last day of its notice, then closed notices to look at."""
    open_ones = Objection.objects.awaiting(actor).for_list().order_by("notice__last_on", "id")
    closed = PublicNotice.objects.to_review(actor).for_list().order_by("closed_at", "id")
    return Tasks(Stack(open_ones, partial(_to_answer, on=on)), Stack(closed, _to_review))


def _to_answer(objection: Objection, *, on: datetime.date) -> InboxTask:
    notice = objection.notice
    is_late = notice.last_on is not None and notice.last_on < on
    return InboxTask(
        kind=TaskKind.ANSWER,
        title=_("异议：%(title)s") % {"title": notice.disclosure.title},
        path=paths.objection(objection),
        unit_name=objection.unit.name,
        state_label=_("公示已满，等待答复") if is_late else _("等待答复"),
        tone=StateTone.OVERDUE if is_late else StateTone.AWAITING,
        due_on=notice.last_on,
        since=objection.received_at,
        verb_label=_("答复"),
        subject_id=objection.public_id,
    )


def _to_review(notice: PublicNotice) -> InboxTask:
    return InboxTask(
        kind=TaskKind.REVIEW,
        title=_("公示结果：%(title)s") % {"title": notice.disclosure.title},
        path=paths.notice(notice.disclosure),
        unit_name=notice.unit.name,
        state_label=_("公示已结束，可以核对"),
        tone=StateTone.DONE,
        due_on=None,
        since=notice.closed_at or clock.start_of(notice.last_on or datetime.date.min),
        verb_label=_("核对"),
        subject_id=notice.public_id,
    )
