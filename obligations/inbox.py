"""What of what units owe waits for this person: to draft, or to decide? Three queries, whatever the amount."""

from __future__ import annotations

import datetime
from functools import partial

from django.utils.translation import gettext as _

from accounts.actors import Actor
from core import clock, dates
from core.inbox import InboxTask, Stack, StateTone, TaskKind, Tasks
from obligations import paths
from obligations.kinds import WithholdingState
from obligations.models import Extension, Obligation, Withholding


def tasks(actor: Actor, *, on: datetime.date) -> Tasks:
    """Return what to draft, which extensions and withholdings to decide, and which were sent back.

    What a draft is pledged to is left out: the draft itself waits in the inbox, with the same day.
    """
    owed = Obligation.objects.owed_by(actor).open(on).not_withheld(on).untouched().for_list()
    asked = Extension.objects.awaiting(actor).for_list()
    withheld = Withholding.objects.to_do_for(actor).for_list()
    return Tasks(Stack(owed, partial(_to_draft, on=on)), Stack(asked, _to_decide), Stack(withheld, _of_withholding))


def _to_draft(obligation: Obligation, *, on: datetime.date) -> InboxTask:
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
        state_label=_("申请延至%(day)s") % {"day": dates.written(extension.asked_until)},
        tone=StateTone.AWAITING,
        due_on=extension.former_due_on,
        since=extension.asked_at,
        verb_label=_("审批"),
        subject_id=extension.public_id,
    )


def _of_withholding(found: Withholding) -> InboxTask:
    is_returned = found.state == WithholdingState.RETURNED
    return InboxTask(
        kind=TaskKind.DRAFT if is_returned else TaskKind.APPROVE,
        title=_("%(kind)s：%(task)s") % {"kind": found.get_kind_display(), "task": str(found.obligation)},
        path=paths.withholding(found),
        unit_name=found.unit.name,
        state_label=found.get_state_display(),
        tone=StateTone.RETURNED if is_returned else StateTone.AWAITING,
        due_on=found.former_due_on if found.effective_on is None else None,
        since=found.decided_at or found.endorsed_at or found.asked_at,
        verb_label=_("修改") if is_returned else _("办理"),
        subject_id=found.public_id,
    )


def _state(obligation: Obligation, on: datetime.date) -> tuple[str, StateTone]:
    """Say how far it is; the deadline itself, in working days, stands beside it."""
    if obligation.due_on < on:
        return _("已逾期"), StateTone.OVERDUE
    if obligation.due_on == on:
        return _("今天到期"), StateTone.SOON
    label = _("还没有起草")
    return (_("%(state)s（期限暂定）") % {"state": label} if obligation.provisional else label), StateTone.DRAFT
