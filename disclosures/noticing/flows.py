"""The lives of a notice and of an objection as tables: 公示 begins, is waited for and closes by the clock alone."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from core import errors
from core.workflow import Flow, Tone, Transition
from disclosures import policies
from disclosures.deciding import signatures
from disclosures.kinds import ISSUED_STATES, Relation, State
from disclosures.models import Disclosure, Objection, PublicNotice
from disclosures.noticing import duties, inputs, notices, objecting
from disclosures.noticing import policies as rules
from disclosures.noticing.kinds import NoticeState, ObjectionState
from disclosures.noticing.queries import ANSWER
from disclosures.recording import records

notice_flow: Flow[PublicNotice] = Flow(
    duties.FLOW,
    PublicNotice,
    initial=NoticeState.PLANNED,
    view=rules.view,
    audited=("state", "last_on", "days", "counted", "closed_at", "objection_count", "reviewed_by_name"),
    related=("disclosure__unit",),
    concluding=records.conclude_notice,
    transitions=(
        Transition(
            "begin",
            frozenset({NoticeState.PLANNED}),
            NoticeState.RUNNING,
            rules.by_the_clock,
            _("开始公示"),
            input=inputs.BeginInput,
        ),
        Transition(
            "lengthen",
            frozenset({NoticeState.RUNNING}),
            NoticeState.RUNNING,
            rules.by_the_clock,
            _("顺延公示"),
        ),
        Transition(
            "close",
            frozenset({NoticeState.RUNNING}),
            NoticeState.CLOSED,
            rules.by_the_clock,
            _("公示期满办结"),
            notices.closed,
        ),
        Transition(
            "end",
            frozenset({NoticeState.RUNNING}),
            NoticeState.ENDED,
            rules.by_the_clock,
            _("中止公示"),
        ),
        Transition(
            "review",
            frozenset({NoticeState.CLOSED}),
            None,
            rules.review,
            _("核对公示结果"),
            input=inputs.ReviewInput,
            tone=Tone.PRIMARY,
            icon="check",
        ),
        Transition(
            "reopen",
            frozenset({NoticeState.CLOSED}),
            NoticeState.RUNNING,
            rules.review,
            _("补登漏掉的异议"),
            notices.reopened,
            inputs.ReopenInput,
            icon="arrow-back-up",
        ),
    ),
)

objection_flow: Flow[Objection] = Flow(
    "objection",
    Objection,
    initial=ObjectionState.OPEN,
    view=rules.see,
    audited=("state", "answered_by_name"),
    related=("notice__disclosure__unit",),
    transitions=(
        Transition(
            "answer",
            frozenset({ObjectionState.OPEN}),
            ObjectionState.ANSWERED,
            rules.answer,
            _("答复"),
            notices.answered,
            inputs.AnswerInput,
            Tone.PRIMARY,
            "message",
        ),
    ),
)


@notice_flow.body("begin")
def begin(notice: PublicNotice, *, actor: Actor, at: datetime.datetime, counted_from: datetime.date) -> None:
    """Count the days of the notice from the publication of its text, which is day 0."""
    notice.counted_from = counted_from
    _set_length(notice)


@notice_flow.body("lengthen")
def lengthen(notice: PublicNotice, *, actor: Actor, at: datetime.datetime) -> None:
    """Move the last day on where the calendar was corrected or its readers had the text later; never back."""
    assert notice.counted_from is not None  # noqa: S101  (by constraint)
    notice.counted_from = duties.starts_on(notice.disclosure, on=notice.counted_from)
    before = notice.last_on
    _set_length(notice)
    if before is not None and notice.last_on is not None and notice.last_on <= before:
        raise errors.WrongState


@notice_flow.body("close")
def close(notice: PublicNotice, *, actor: Actor, at: datetime.datetime) -> None:
    """Close a notice whose last full day has passed and whose objections are all answered, and record its result."""
    if at < duties.over_at(notice) or duties.is_to_lengthen(notice):
        raise errors.WrongState("notice.not_over", _("公示期还没有满，不能办结。"))
    waiting = Objection.objects.holding_up(notice).count()
    if waiting:
        raise errors.Conflict("notice.objections_open", _("还有异议没有答复，答复以后才能办结。"))
    notice.objection_count = notice.objections.count()
    notice.closed_at = at
    notice.reviewed_at, notice.reviewed_by_name, notice.review_note = None, "", ""


@notice_flow.body("end")
def end(notice: PublicNotice, *, actor: Actor, at: datetime.datetime) -> None:
    """Break the notice off because its text was withdrawn, changed or ended: it has no result."""


@notice_flow.body("review")
def review(notice: PublicNotice, *, actor: Actor, at: datetime.datetime, note: str) -> None:
    """Say that the notice closed as it should; once."""
    if notice.reviewed_at is not None:
        raise errors.WrongState("notice.reviewed", _("公示结果已经核对过了。"))
    notice.reviewed_at, notice.review_note = at, note
    notice.reviewed_by_name = signatures.under(actor, policies.APPROVE, notice.unit)


@notice_flow.body("reopen")
def reopen(
    notice: PublicNotice,
    *,
    actor: Actor,
    at: datetime.datetime,
    text: str,
    received_on: datetime.date,
    name: str,
    contact: str,
    reason: str,
) -> None:
    """Take in an objection that came in time and was missed: the notice waits for its answer and closes anew."""
    continued = Disclosure.objects.filter(
        refers_to=notice.disclosure_id, relation=Relation.FOLLOWS, state__in=ISSUED_STATES
    )
    if continued.exists():
        raise errors.Conflict("notice.continued", _("结果已经公开，不能再补登。请另行起草变更或澄清。"))
    if notice.disclosure.state != State.PUBLISHED:
        raise errors.WrongState
    values = {"text": text, "received_on": received_on, "name": name, "contact": contact}
    objecting.keep_entered(notice, values, actor=actor, at=at)
    notice.closed_at = None
    notice.reviewed_at, notice.reviewed_by_name, notice.review_note = None, "", ""


@objection_flow.body("answer")
def answer(objection: Objection, *, actor: Actor, at: datetime.datetime, gist: str, answer: str) -> None:
    """Answer for the unit, once; gist and answer are read by everybody when the notice has closed."""
    objection.gist, objection.answer, objection.answered_at = gist, answer, at
    permission = next((each for each in ANSWER if actor.may(each, objection.unit)), ANSWER[0])
    objection.answered_by_name = signatures.under(actor, permission, objection.unit)


def _set_length(notice: PublicNotice) -> None:
    assert notice.counted_from is not None  # noqa: S101  (set by the caller)
    length = duties.length_of(notice, start=notice.counted_from)
    notice.days, notice.counted, notice.source = length.term.days, length.term.counted, length.term.source
    notice.last_on = length.deadline.due_on
