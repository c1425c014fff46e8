"""What did these units not disclose in a period, on which ground and number? As a page, a spreadsheet, on paper."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from archives import withheld
from frontend import fragments, pieces, visits
from frontend.account.requests import SignedIn, signed_in
from frontend.work import register as shared
from frontend.work.register import Asked
from hierarchy.models import Unit
from obligations.queries import WithholdingQuerySet

PAGE = 50


@signed_in
def register(request: SignedIn) -> HttpResponse:
    """Show the filings of a unit and a period; without any, the person's own unit and this year."""
    asked = shared.asked_for(request)
    page = Paginator(_rows(request, asked), PAGE).get_page(request.GET.get("page"))
    path = reverse("work:withheld_register")
    context = {
        "asked": asked,
        "form": asked.form,
        "page": page,
        "lines": withheld.lines(page.object_list, on=visits.today(request), start=page.start_index()),
        "sheet_path": asked.path("work:withheld_register_sheet"),
        "paper_path": asked.path("work:withheld_register_paper"),
        "below": Unit.objects.open().filter(parent=asked.unit).order_by("lft")[:PAGE],
        "trail": [
            *(
                pieces.Crumb(each.name, f"{path}?{urlencode({'unit': str(each.public_id)})}")
                for each in Unit.objects.ancestors_of(asked.unit)
            ),
            pieces.Crumb(asked.unit.name),
        ],
    }
    status = 200 if asked.form.is_valid() else 422
    return fragments.respond(request, "owed/withheld_register.html", context, status=status)


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
    head = asked.head(_("暂不公开、不予公开备案登记"), at=request.at)
    content = withheld.paper(_rows(request, asked), head, on=visits.today(request))
    return shared.file_of(content, f"{_title(asked)} {asked.period}.pdf", shared.PDF)


def _title(asked: Asked) -> str:
    return _("%(unit)s暂不公开、不予公开备案登记") % {"unit": asked.unit.name}


def _rows(request: SignedIn, asked: Asked) -> WithholdingQuerySet:
    return withheld.rows(request.actor, asked.unit, asked.first, asked.last, with_subtree=not asked.alone)
