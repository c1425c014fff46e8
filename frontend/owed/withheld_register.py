"""What did these units not disclose in a period, on which ground, under which number? As a page and a spreadsheet."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from archives import withheld
from core import errors
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
    asked = shared.asked_for(request)
    if not asked.form.is_valid():
        raise errors.Invalid.field("last", "period.invalid", _("期间不对，请回到登记簿页面修改日期。"))
    title = _("%(unit)s暂不公开、不予公开备案登记") % {"unit": asked.unit.name}
    shown = f"{title}（{asked.period}）"
    content = withheld.workbook(_rows(request, asked), title=shown, on=visits.today(request))
    return shared.file_of(content, f"{title} {asked.period}.xlsx", shared.XLSX)


def _rows(request: SignedIn, asked: Asked) -> WithholdingQuerySet:
    return withheld.rows(request.actor, asked.unit, asked.first, asked.last, with_subtree=not asked.alone)
