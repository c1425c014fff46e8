"""How does an official year get into the country's calendar? One operator uploads it, a different one confirms it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from core.workdays import actions, flows, inputs
from core.workdays.models import CalendarProposal, CalendarYear, ProposalState
from frontend import fragments, pieces, submit, words
from frontend.platform.desk import AtDesk, operators_only

OFFERED = ("confirm", "discard")
DECIDED_SHOWN = 20


class UploadForm(inputs.ProposeInput):
    """A year and its file."""

    file = forms.FileField(
        label=_("日历文件"),
        help_text=_(".xlsx 或 .csv，表头含日期和是否上班，可以有节日。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    field_order = ("year", "file", "fill_weekdays")


@operators_only
def years(request: AtDesk) -> HttpResponse:
    """List the years that are loaded, and the uploads that wait for a second person."""
    proposals = CalendarProposal.objects.defer("days", "summary")
    page = {
        "years": CalendarYear.objects.order_by("-year"),
        "waiting": proposals.filter(state=ProposalState.WAITING),
        "decided": proposals.exclude(state=ProposalState.WAITING)[:DECIDED_SHOWN],
    }
    return fragments.respond(request, "platform/calendar.html", page)


@operators_only
def upload(request: AtDesk) -> HttpResponse:
    """Take the file of a year and show what it would change; the calendar stays as it is."""
    form = UploadForm(request.POST or None, request.FILES or None)
    made: list[CalendarProposal] = []
    if request.method == "POST" and submit.attempt(form, lambda: made.append(_propose(request, form.cleaned_data))):
        return redirect("console:proposal", made[0].public_id)
    return fragments.respond(request, "platform/calendar_upload.html", {"form": form}, status=submit.status_of(form))


@operators_only
def proposal(request: AtDesk, public_id: uuid.UUID) -> HttpResponse:
    """Show what an upload would change, to the one who uploaded it and to the one who confirms it alike."""
    found = get_object_or_404(CalendarProposal, public_id=public_id)
    offers = [each for each in flows.proposal_flow.offers(found, actor=request.operator) if each.verb in OFFERED]
    page = {
        "proposal": found,
        "offers": offers,
        "figures": _figures(found.summary["counts"]),
        "changes": [_change(each) for each in found.summary["changes"]],
        "doubts": found.summary["doubts"],
        "is_waiting": found.state == ProposalState.WAITING,
        "facts": _facts(found),
    }
    return fragments.respond(request, "platform/calendar_proposal.html", page)


@require_POST
@operators_only
def confirm(request: AtDesk, public_id: uuid.UUID) -> HttpResponse:
    """Write the very upload that was shown, if it still waits."""
    found = get_object_or_404(CalendarProposal, public_id=public_id)
    seen = request.POST.get("revision", "")
    flows.proposal_flow.perform(
        "confirm", found, actor=request.operator, at=request.at, revision=int(seen) if seen.isdecimal() else None
    )
    messages.success(request, _("%(year)s年的日历已载入，各单位的到期日随后重新计算。") % {"year": found.year})
    return redirect("console:calendar")


@operators_only
def discard(request: AtDesk, public_id: uuid.UUID) -> HttpResponse:
    """Ask why, and give the upload up."""
    found = get_object_or_404(CalendarProposal, public_id=public_id)
    form = inputs.DiscardInput(request.POST or None)
    if request.method == "POST" and submit.attempt(
        form,
        lambda: flows.proposal_flow.perform(
            "discard", found, actor=request.operator, at=request.at, data=form.cleaned_data
        ),
    ):
        messages.success(request, _("上传的%(year)s年日历已放弃，现有日历没有改动。") % {"year": found.year})
        return redirect("console:calendar")
    status = submit.status_of(form)
    page = {"form": form, "proposal": found}
    return fragments.respond(request, "platform/calendar_discard.html", page, status=status)


def _propose(request: AtDesk, cleaned: Mapping[str, Any]) -> CalendarProposal:
    file = cleaned["file"]
    return actions.propose(
        cleaned["year"],
        cast("Any", file),
        file.name or "",
        actor=request.operator,
        at=request.at,
        fill_weekdays=cleaned["fill_weekdays"],
    )


def _figures(counts: Mapping[str, int]) -> list[pieces.Figure]:
    return [
        pieces.Figure(_("上班"), counts["working"], _("天")),
        pieces.Figure(_("放假"), counts["off"], _("天")),
        pieces.Figure(_("工作日放假"), counts["off_on_weekdays"], _("天")),
        pieces.Figure(_("周末调休上班"), counts["make_up"], _("天")),
        pieces.Figure(_("与现有日历不同"), counts["changed"], _("天")),
    ]


def _facts(found: CalendarProposal) -> list[pieces.Fact]:
    rows = [
        pieces.Fact(_("文件"), found.source),
        pieces.Fact(_("上传人"), found.proposed_by_name),
        pieces.Fact(_("上传时间"), words.moment(found.proposed_at)),
    ]
    if found.decided_at:
        rows += [
            pieces.Fact(_("办理人"), found.decided_by_name),
            pieces.Fact(_("办理时间"), words.moment(found.decided_at)),
        ]
    return rows


def _change(each: Mapping[str, Any]) -> dict[str, Any]:
    day = datetime.date.fromisoformat(each["day"])
    return {"day": day, "weekday": words.weekday(day), "before": _kind(each["before"]), "after": _kind(each["after"])}


def _kind(known: Mapping[str, Any]) -> str:
    word = str(_("上班") if known["working"] else _("放假"))
    return f"{word}　{known['name']}" if known["name"] else word
