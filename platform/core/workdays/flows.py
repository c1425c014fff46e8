"""The way of an uploaded year into the calendar, as one table: one operator uploads, a different one confirms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import errors
from core.workdays import inputs, policies, years
from core.workdays.calendar import Day
from core.workdays.models import CalendarProposal, ProposalState
from core.workflow import Flow, Tone, Transition

proposal_flow: Flow[CalendarProposal] = Flow(
    "calendar_proposal",
    CalendarProposal,
    initial=ProposalState.WAITING,
    view=policies.load,
    audited=("state", "year", "source", "decided_by_name"),
    transitions=(
        Transition(
            "confirm",
            frozenset({ProposalState.WAITING}),
            ProposalState.CONFIRMED,
            policies.confirm,
            _("确认年度日历"),
            tone=Tone.PRIMARY,
        ),
        Transition(
            "discard",
            frozenset({ProposalState.WAITING}),
            ProposalState.DISCARDED,
            policies.load,
            _("放弃上传的年度日历"),
            input=inputs.DiscardInput,
            tone=Tone.DANGER,
        ),
        Transition(
            "replace",
            frozenset({ProposalState.WAITING}),
            ProposalState.REPLACED,
            policies.load,
            _("替代上传的年度日历"),
        ),
    ),
)


@proposal_flow.body("confirm")
def confirm(proposal: CalendarProposal, *, actor: Any, at: datetime) -> None:
    """Write the days as they were uploaded and mark the year as announced; refused if it was loaded meanwhile."""
    if years.revision_of(proposal.year) != proposal.base_revision:
        raise errors.Stale(
            "calendar_proposal.stale",
            _("上传以后，%(year)s年的日历已有改动，预览的差别不再准确。请重新上传。") % {"year": proposal.year},
        )
    years.load_year(proposal.year, days_of(proposal), source=proposal.source, confirmed=True, at=at)
    _decided(proposal, actor=actor, at=at)


@proposal_flow.body("discard")
def discard(proposal: CalendarProposal, *, actor: Any, at: datetime, reason: str) -> None:
    """Give the upload up; the calendar stays as it is."""
    _decided(proposal, actor=actor, at=at)


@proposal_flow.body("replace")
def replace(proposal: CalendarProposal, *, actor: Any, at: datetime) -> None:
    """Let a newer upload of the same year take its place."""
    _decided(proposal, actor=actor, at=at)


def days_of(proposal: CalendarProposal) -> dict[date, Day]:
    """Return the days of the upload."""
    return {date.fromisoformat(day): Day(working, name) for day, working, name in proposal.days}


def _decided(proposal: CalendarProposal, *, actor: Any, at: datetime) -> None:
    proposal.decided_by, proposal.decided_by_name = policies.operator_id_of(actor), actor.label
    proposal.decided_at = at
