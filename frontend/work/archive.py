"""Which years has a unit put away, what is in a box, and how is one taken along?"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from archives import bags, boxes, checking, policies
from archives.inputs import CloseInput
from archives.models import Box, BoxCheck, CheckRequest, Retention
from core import clock, errors
from frontend import fragments, pieces, submit, words
from frontend.account.requests import SignedIn, signed_in
from frontend.tree import reading as tree_reading
from hierarchy.models import Unit

PAGE = 50


@signed_in
def archive(request: SignedIn) -> HttpResponse:
    """Show the boxes of a unit and of those below it; put a year of the unit away."""
    unit = _unit(request)
    may_close = policies.close(request.actor, unit)
    open_years = boxes.open_years(unit, at=request.at) if may_close else {}
    form = _form(request, open_years)
    closed: list[Box] = []
    if request.method == "POST" and submit.attempt(
        form, lambda: closed.append(boxes.close(unit, data=request.POST, actor=request.actor, at=request.at))
    ):
        return redirect("work:box", box=closed[0].public_id)
    rows = Box.objects.visible_to(request.actor).within(unit).select_related("unit").order_by("-year", "unit__lft")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "unit": unit,
        "page": page,
        "form": form,
        "may_close": may_close,
        "open_years": open_years,
        "closed_years": list(Box.objects.visible_to(request.actor).filter(unit=unit)),
        "path": f"{reverse('work:archive')}?unit={unit.public_id}",
        "trail": [
            *(pieces.Crumb(each.name, f"?unit={each.public_id}") for each in Unit.objects.ancestors_of(unit)),
            pieces.Crumb(unit.name),
        ],
    }
    return render(request, "work/archive.html", context, status=submit.status_of(form))


@signed_in
def box(request: SignedIn, box: uuid.UUID) -> HttpResponse:
    """Show the list of a box and what it is sealed with."""
    found = _box(request, box)
    page = Paginator(found.entries.select_related("disclosure"), PAGE).get_page(request.GET.get("page"))
    facts = [
        pieces.Fact(_("档号"), found.number),
        pieces.Fact(_("单位"), found.unit_name),
        pieces.Fact(_("件数"), words.number(found.count)),
        pieces.Fact(_("保管期限"), str(found.get_retention_display())),
        pieces.Fact(_("保管到"), words.date(found.kept_until, full=True) if found.kept_until else _("永久")),
        pieces.Fact(_("归档"), f"{words.date(clock.local_date(found.closed_at), full=True)} {found.closed_by_name}"),
        pieces.Fact(_("清单校验值"), found.manifest_hash),
    ]
    context = {
        "box": found,
        "facts": facts,
        "page": page,
        **_standing(found),
        "trail": [
            pieces.Crumb(_("归档"), f"{reverse('work:archive')}?unit={found.unit.public_id}"),
            pieces.Crumb(found.number),
        ],
    }
    return render(request, "work/box.html", context)


@signed_in
@require_POST
def check(request: SignedIn, box: uuid.UUID) -> HttpResponse:
    """Have the box compared with what was put away; a large one goes on while she does something else."""
    found = _box(request, box)
    asked = checking.ask(found, actor=request.actor, at=request.at)
    if asked.is_running:
        messages.info(request, _("已经开始核对。件数较多，可以离开本页，核对在后台继续。"))
    elif asked.found is not None and not asked.found.fault:
        messages.success(request, _("已经逐件核对，与归档时一致。"))
    return redirect("work:box", box=found.public_id)


@signed_in
def check_progress(request: SignedIn, box: uuid.UUID) -> HttpResponse:
    """Say how far the comparison is and, once it is over, what was found."""
    found = _box(request, box)
    if not fragments.wants_fragment(request):
        return redirect("work:box", box=found.public_id)
    return fragments.respond(request, "work/_box_check.html", {"box": found, **_standing(found)})


@signed_in
def download(request: SignedIn, box: uuid.UUID) -> FileResponse:
    """Give the box as one packed folder that opens without the platform."""
    found = _box(request, box)
    packed = bags.zipped(found)
    return FileResponse(packed, as_attachment=True, filename=f"{found.number}.zip", content_type="application/zip")


def _standing(found: Box) -> dict[str, object]:
    """Return what the page says of the last comparison, and of the one that is under way: two queries."""
    checked = found.checks.first()
    running = CheckRequest.objects.running().filter(box=found).first()
    return {"running": running, "told": _told(checked), "fault": checked.fault if checked else ""}


def _told(checked: BoxCheck | None) -> str:
    """Say when the box was last compared, by whom, and what was found."""
    if checked is None:
        return _("还没有核对")
    found = _("有不一致") if checked.fault else _("与归档时一致")
    return _("%(when)s %(who)s核对，%(found)s") % {
        "when": f"{words.date(clock.local_date(checked.checked_at), full=True)} {words.time(checked.checked_at)}",
        "who": checked.checked_by_name,
        "found": found,
    }


def _box(request: SignedIn, public_id: uuid.UUID) -> Box:
    found = Box.objects.visible_to(request.actor).select_related("unit").filter(public_id=public_id).first()
    if found is None:
        raise errors.Missing
    return found


def _unit(request: SignedIn) -> Unit:
    named = request.GET.get("unit", "")
    try:
        unit = tree_reading.found(uuid.UUID(named)) if named else tree_reading.own_unit(request)
    except ValueError:
        unit = None
    if unit is None:
        raise errors.Missing
    return unit


def _form(request: SignedIn, open_years: Mapping[int, int]) -> CloseInput:
    """Offer the years that are open, the last one first, and the term that party affairs are mostly kept for."""
    form = CloseInput(request.POST or None, initial={"retention": Retention.THIRTY_YEARS})
    form.fields["year"].widget = forms.Select(
        choices=[
            (year, _("%(year)d年，%(count)s件") % {"year": year, "count": words.number(count)})
            for year, count in open_years.items()
        ]
    )
    return form
