"""How does an official year get into the calendar? In two persons' hands, each step in the platform's trail.

Run in `public`: the calendar is the country's, and so is its trail.
"""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import errors, inputs, schemas
from core.audit import trail
from core.workdays import official, policies, previews, tables, years
from core.workdays.flows import proposal_flow
from core.workdays.inputs import ProposeInput
from core.workdays.models import CalendarProposal, ProposalState
from core.workdays.previews import YearPreview
from core.workdays.yearfile import YearFile, read

MOST_BYTES = 2 * 1024 * 1024
"""A year has 366 rows."""
MOST_PROBLEMS = 50


def preview(year: int, stream: BinaryIO, name: str, *, fill_weekdays: bool = False) -> YearPreview:
    """Return what a file would change of a year; writes nothing."""
    cleaned = inputs.cleaned(ProposeInput, {"year": year, "fill_weekdays": fill_weekdays})
    found = read(stream, name, year=cleaned["year"])
    return previews.of_file(found, tables.read_table(), fill_weekdays=cleaned["fill_weekdays"])


def propose(
    year: int, stream: BinaryIO, name: str, *, actor: Any, at: datetime, fill_weekdays: bool = False
) -> CalendarProposal:
    """Keep an uploaded year until a different operator confirms it; an earlier upload of it is replaced.

    The calendar does not change. Refused: a file with contradictions, days missing or foreign days
    (`calendar_year.contradictory`, `calendar_year.incomplete`), one that changes nothing (`calendar_year.unchanged`).
    """
    _require_operator_in_public(actor)
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise errors.TooLarge("calendar_file.too_large", _("一年的日历不会超过2MB，请核对是否选对了文件。"))
    base_revision = years.revision_of(year)  # before the comparison, so that a change in between is noticed
    found = preview(year, io.BytesIO(content), name, fill_weekdays=fill_weekdays)
    _require_acceptable(found)
    sha256 = hashlib.sha256(content).hexdigest()
    return _kept(found, base_revision, source=name[-200:], sha256=sha256, actor=actor, at=at)


def propose_known_year(year: int, *, actor: Any, at: datetime) -> CalendarProposal:
    """Propose a year as the installed `chinesecalendar` knows it, to be confirmed by a different operator."""
    _require_operator_in_public(actor)
    try:
        days = official.days_of(year)
    except LookupError:
        raise errors.Missing(
            "calendar_year.unknown",
            _(
                "随系统安装的放假安排里还没有%(year)s年。请按国务院办公厅的通知上传这一年的日历文件，"
                "或者升级 chinesecalendar 后再载入。"
            )
            % {"year": year},
        ) from None
    base_revision = years.revision_of(year)
    found = previews.of_file(YearFile(year, days), tables.read_table())
    return _kept(found, base_revision, source=official.source(), sha256="", actor=actor, at=at)


def confirm(year: int, *, actor: Any, at: datetime) -> CalendarProposal:
    """Write the year that waits: its days count as announced from now on, and owners of deadlines recompute them."""
    _require_operator_in_public(actor)
    return proposal_flow.perform("confirm", waiting(year), actor=actor, at=at)


def discard(year: int, *, actor: Any, at: datetime, reason: str) -> CalendarProposal:
    """Give up the year that waits; the calendar stays as it is."""
    _require_operator_in_public(actor)
    return proposal_flow.perform("discard", waiting(year), actor=actor, at=at, data={"reason": reason})


def waiting(year: int) -> CalendarProposal:
    """Return the upload of this year that waits to be confirmed."""
    found = CalendarProposal.objects.filter(year=year, state=ProposalState.WAITING).first()
    if found is None:
        raise errors.Missing(
            "calendar_proposal.missing",
            _("没有等待确认的%(year)s年日历。请先由一位平台运营人员上传。") % {"year": year},
        )
    return found


def _kept(
    found: YearPreview, base_revision: int, *, source: str, sha256: str, actor: Any, at: datetime
) -> CalendarProposal:
    if not found.changes and base_revision and _is_confirmed(found):
        raise errors.Conflict(
            "calendar_year.unchanged",
            _("%(year)s年的日历与上传的完全一致，不需要再载入。") % {"year": found.year},
        )
    proposal = CalendarProposal(
        year=found.year,
        source=source,
        source_sha256=sha256,
        days=[[day.isoformat(), known.working, known.name] for day, known in found.days.items()],
        summary=found.as_json(),
        base_revision=base_revision,
        proposed_by=policies.operator_id_of(actor),
        proposed_by_name=actor.label,
        proposed_at=at,
    )
    with transaction.atomic():
        _replace_earlier(found.year, actor=actor, at=at)
        _insert(proposal)
        trail.record(
            "calendar_proposal.propose",
            proposal,
            actor=actor,
            at=at,
            label=_("上传年度日历"),
            after={"year": found.year, "source": source, "sha256": sha256, **found.counts()},
        )
    return proposal


def _replace_earlier(year: int, *, actor: Any, at: datetime) -> None:
    earlier = CalendarProposal.objects.filter(year=year, state=ProposalState.WAITING).first()
    if earlier is not None:
        proposal_flow.perform("replace", earlier, actor=actor, at=at)


def _insert(proposal: CalendarProposal) -> None:
    """Save the upload, unless somebody else uploaded the same year in the same moment."""
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError:
        raise errors.Stale from None


def _is_confirmed(found: YearPreview) -> bool:
    table = tables.read_table()
    return all(table.is_confirmed(day) for day in found.days)


def _require_operator_in_public(actor: Any) -> None:
    policies.load(actor).enforce()
    if schemas.current() != "public":
        raise RuntimeError("the country's calendar is loaded in public, outside of tenants")


def _require_acceptable(found: YearPreview) -> None:
    """Refuse with every row that is wrong, or with the stretches of days that are missing."""
    if found.errors:
        listed = [errors.FieldError(one.code, one.reason, one.row) for one in found.errors[:MOST_PROBLEMS]]
        raise errors.Invalid(
            {"file": listed},
            code="calendar_year.contradictory",
            reason=_("%(year)s年的日历有%(count)s处错误，没有载入。请改正后重新上传。")
            % {"year": found.year, "count": len(found.errors)},
        )
    if not found.acceptable:
        stretches = [str(first) if first == last else f"{first}—{last}" for first, last in previews.runs(found.missing)]
        raise errors.Invalid.field(
            "file",
            "calendar_year.incomplete",
            _(
                "%(year)s年缺少%(count)s天：%(days)s。请补齐后重新上传；"
                "如果文件只列放假和调休的日子，请选择按周一至周五补齐。日历没有改动。"
            )
            % {"year": found.year, "count": len(found.missing), "days": "、".join(stretches[:MOST_PROBLEMS])},
        )
