"""Who may load a year, and who confirms it? Two different operators of the platform.

The actor is known by what it can be asked: `operator_id` names the person across her accounts and sessions. Nobody of
a tenant has one, and the console without a named operator has an empty one.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core import verdicts
from core.workdays.models import CalendarProposal


def operator_id_of(actor: Any) -> str:
    """Return which operator this is; empty for everybody else."""
    return str(getattr(actor, "operator_id", "") or "")


def load(actor: Any, proposal: CalendarProposal | None = None) -> verdicts.Verdict:
    """May she upload a year, or give up an upload?"""
    if operator_id_of(actor):
        return verdicts.ALLOW
    return verdicts.deny(
        "calendar.operators_only", _("全国工作日历由平台运营人员载入，请联系平台运营人员。"), concerns=False
    )


def confirm(actor: Any, proposal: CalendarProposal) -> verdicts.Verdict:
    """May she confirm this upload? Four eyes: not the one who uploaded it."""
    allowed = load(actor)
    if not allowed or operator_id_of(actor) != proposal.proposed_by:
        return allowed
    return verdicts.deny(
        "calendar.same_person",
        _("%(year)s年的日历是您上传的，须由另一位平台运营人员核对后确认。") % {"year": proposal.year},
    )
