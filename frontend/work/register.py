"""What did these units disclose in a period? 《党务公开工作登记簿》 on the screen, as a spreadsheet and on paper."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives import printed
from archives import register as archive
from core import days, errors
from core.errors import Text
from disclosures.queries import DisclosureQuerySet
from frontend import pieces, visits
from frontend.account.requests import SignedIn, signed_in
from frontend.tree import reading as tree_reading
from hierarchy.models import Unit

PAGE = 50
TITLE = gettext_lazy("党务公开工作登记簿")
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Wanted(forms.Form):
    """Of which unit, from when to when."""

    unit = forms.UUIDField(required=False, widget=forms.HiddenInput)
    first = days.DayField(label=gettext_lazy("从"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = days.DayField(label=gettext_lazy("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    alone = forms.BooleanField(label=gettext_lazy("只看本单位，不含下级"), required=False)

    def clean(self) -> dict[str, object]:
        """Refuse a period that ends before it begins."""
        values = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", forms.ValidationError(gettext_lazy("结束日期早于开始日期。"), "period.reversed"))
        return values


@dataclass(frozen=True)
class Asked:
    """What the register is wanted for; valid when the form was."""

    unit: Unit
    first: datetime.date
    last: datetime.date
    alone: bool
    form: Wanted

    def rows(self, request: SignedIn) -> DisclosureQuerySet:
        """Return the published texts of the period."""
        return archive.rows(request.actor, self.unit, self.first, self.last, with_subtree=not self.alone)

    @property
    def period(self) -> str:
        """The period in words."""
        return _("%(first)s至%(last)s") % {"first": self.first.isoformat(), "last": self.last.isoformat()}

    @property
    def title(self) -> str:
        """What stands above the register."""
        return _("%(unit)s党务公开工作登记簿") % {"unit": self.unit.name}

    def head(self, title: str, *, at: datetime.datetime) -> printed.Head:
        """Return what stands above a printed register."""
        return printed.Head(title, self.unit.name, self.period, at)

    def path(self, route: str) -> str:
        """Return the address of the same register in another form."""
        query = {"unit": str(self.unit.public_id), "first": self.first.isoformat(), "last": self.last.isoformat()}
        return f"{reverse(route)}?{urlencode(query | ({'alone': 'on'} if self.alone else {}))}"


@signed_in
def register(request: SignedIn) -> HttpResponse:
    """Show the register of a unit and a period; without any, the person's own unit and this year."""
    asked = asked_for(request)
    page = page_of(request, archive.shaped(asked.rows(request)))
    lines = archive.lines(page.object_list, start=page.start_index())
    context = context_of(asked, page, lines, title=TITLE, route="work:register")
    return render(request, "work/register.html", context, status=status_of(asked))


def page_of(request: SignedIn, rows: QuerySet[Any]) -> Page[Any]:
    """Return the part of a register that the address asks for."""
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def context_of(asked: Asked, page: Page[Any], lines: Sequence[object], *, title: Text, route: str) -> dict[str, Any]:
    """Return what `work/_register.html` shows; the files of a register have its route with `_sheet` and `_paper`."""
    return {
        "asked": asked,
        "form": asked.form,
        "title": title,
        "page": page,
        "lines": lines,
        "sheet_path": asked.path(f"{route}_sheet"),
        "paper_path": asked.path(f"{route}_paper"),
        "below": Unit.objects.open().filter(parent=asked.unit).order_by("lft")[:PAGE],
        "trail": [
            *(pieces.Crumb(each.name, f"?unit={each.public_id}") for each in Unit.objects.ancestors_of(asked.unit)),
            pieces.Crumb(asked.unit.name),
        ],
    }


def status_of(asked: Asked) -> int:
    """Return the status of a register: a period that is none is refused at its fields."""
    return 200 if asked.form.is_valid() else 422


@signed_in
def sheet(request: SignedIn) -> HttpResponse:
    """Give the register as a spreadsheet."""
    asked = checked(request)
    content = archive.workbook(asked.rows(request), title=f"{asked.title}（{asked.period}）")
    return file_of(content, f"{asked.title} {asked.period}.xlsx", XLSX)


@signed_in
def paper(request: SignedIn) -> HttpResponse:
    """Give the register as sheets to be printed."""
    asked = checked(request)
    content = archive.paper(asked.rows(request), asked.head(str(TITLE), at=request.at))
    return file_of(content, f"{asked.title} {asked.period}.pdf", PDF)


def file_of(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Give a register to be kept under a name."""
    disposition = content_disposition_header(True, name) or ""
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})


def checked(request: SignedIn) -> Asked:
    """Return what a file is wanted for; refuse a period that is none, which the page says at its fields."""
    asked = asked_for(request)
    if not asked.form.is_valid():
        raise errors.Invalid.field("last", "period.invalid", _("期间不对，请回到登记簿页面修改日期。"))
    return asked


def asked_for(request: SignedIn) -> Asked:
    """Return of which unit and period the address wants a register; without any, the person's own and this year."""
    form = Wanted(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    named = form.cleaned_data.get("unit")
    unit = tree_reading.found(named) if named else tree_reading.own_unit(request)
    if unit is None:
        raise errors.Missing
    today = visits.today(request)
    last = wanted.get("last") or today
    first = wanted.get("first") or last.replace(month=1, day=1)
    if form.is_valid():
        form = Wanted(request.GET.dict() | {"first": first.isoformat(), "last": last.isoformat()})
    return Asked(unit, first, max(first, last), bool(wanted.get("alone")), form)
