"""What did these units not disclose in a period, on which ground and number? As a page, a spreadsheet, on paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives import withheld
from frontend import visits
from frontend.account.requests import SignedIn, signed_in
from frontend.work import register as shared
from frontend.work.register import Asked
from obligations.queries import WithholdingQuerySet

TITLE = gettext_lazy("暂不公开、不予公开备案登记")


@signed_in
def register(request: SignedIn) -> HttpResponse:
    """Show the filings of a unit and a period; without any, the person's own unit and this year."""
    asked = shared.asked_for(request)
    page = shared.page_of(request, _rows(request, asked))
    lines = withheld.lines(page.object_list, on=visits.today(request), start=page.start_index())
    context = shared.context_of(asked, page, lines, title=TITLE, route="work:withheld_register")
    return render(request, "owed/withheld_register.html", context, status=shared.status_of(asked))


@signed_in
def sheet(request: SignedIn) -> HttpResponse:
    """Give the register as a spreadsheet."""
    asked = shared.checked(request)
    title = _title(asked)
    shown = f"{title}（{asked.period}）"
    content = withheld.workbook(_rows(request, asked), title=shown, on=visits.today(request))
    return shared.file_of(content, f"{title} {asked.period}.xlsx", shared.XLSX)


@signed_in
def paper(request: SignedIn) -> HttpResponse:
    """Give the register as sheets to be printed."""
    asked = shared.checked(request)
    head = asked.head(str(TITLE), at=request.at)
    content = withheld.paper(_rows(request, asked), head, on=visits.today(request))
    return shared.file_of(content, f"{_title(asked)} {asked.period}.pdf", shared.PDF)


def _title(asked: Asked) -> str:
    return _("%(unit)s暂不公开、不予公开备案登记") % {"unit": asked.unit.name}


def _rows(request: SignedIn, asked: Asked) -> WithholdingQuerySet:
    return withheld.rows(request.actor, asked.unit, asked.first, asked.last, with_subtree=not asked.alone)
