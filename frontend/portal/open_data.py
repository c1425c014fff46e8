"""How does anybody take the public disclosures along? The page that explains the files, and the files."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import signin
from archives import open_data as archive
from archives import takings
from core import clock, days, errors
from disclosures.queries import DisclosureQuerySet
from frontend import kept, pieces, visits
from hierarchy.models import Unit
from tenants import current


class Wanted(forms.Form):
    """Of which units, published from when to when."""

    unit = forms.UUIDField(required=False, widget=forms.HiddenInput)
    first = days.DayField(
        label=gettext_lazy("公开日期从"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = days.DayField(label=gettext_lazy("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


@kept.page()
def page(request: visits.Visit) -> HttpResponse:
    """Explain the files field by field, and offer them as they are wanted."""
    form = Wanted(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    unit = _unit(wanted)
    query = {name: str(request.GET[name]) for name in Wanted.base_fields if wanted.get(name)}
    context = {
        "form": form,
        "unit": unit,
        "fields": archive.FIELDS,
        "count": archive.rows(unit=unit, first=wanted.get("first"), last=wanted.get("last")).count(),
        "csv_path": f"{reverse('portal:open_data_csv')}?{urlencode(query)}",
        "json_path": f"{reverse('portal:open_data_json')}?{urlencode(query)}",
        "version": archive.VERSION,
        "trail": [pieces.Crumb(_("首页"), reverse("portal:home")), pieces.Crumb(_("开放数据"))],
    }
    return render(request, "portal/open_data.html", context)


def as_csv(request: visits.Visit) -> StreamingHttpResponse:
    """Hand out the rows as a table, piece by piece."""
    lines = archive.as_csv(_rows(request), address=current.base_url(request.tenant))
    return _streamed(request, lines, "csv", "text/csv; charset=utf-8")


def as_json(request: visits.Visit) -> StreamingHttpResponse:
    """Hand out the rows as one document, piece by piece."""
    lines = archive.as_json(_rows(request), address=current.base_url(request.tenant), at=request.at)
    return _streamed(request, lines, "json", "application/json")


def schema(request: visits.Visit) -> JsonResponse:
    """Give the schema of the document."""
    return JsonResponse(
        archive.schema(address=current.base_url(request.tenant)),
        content_type="application/schema+json",
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )


def _rows(request: visits.Visit) -> DisclosureQuerySet:
    form = Wanted(request.GET)
    if not form.is_valid():
        raise errors.Invalid.field("first", "date.invalid", _("日期写成 2026-03-31 这样，单位用页面给出的标识。"))
    wanted = form.cleaned_data
    unit = _unit(wanted)
    takings.require(takings.Whole.OPEN_DATA, actor=request.actor, place=signin.address_of(request) or "")
    return archive.rows(unit=unit, first=wanted.get("first"), last=wanted.get("last"))


def _unit(wanted: Mapping[str, Any]) -> Unit | None:
    if not wanted.get("unit"):
        return None
    found = Unit.objects.filter(public_id=wanted["unit"]).first()
    if found is None:
        raise errors.Missing
    return found


def _streamed(
    request: visits.Visit, lines: Iterator[bytes], extension: str, content_type: str
) -> StreamingHttpResponse:
    response = StreamingHttpResponse(current.lines_of(request.tenant, lines), content_type=content_type)
    day: datetime.date = clock.local_date(request.at)
    name = f"disclosures-{request.tenant.slug}-{day.isoformat()}.{extension}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
