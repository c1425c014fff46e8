"""How does an office's table become a draft? Uploaded, shown as what it would change, and written when confirmed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from catalogs import imports, inputs
from catalogs.kinds import Openness, Period, Scope, TimeMode
from catalogs.models import Catalog
from core import errors
from core.errors import Text
from core.sheets import ImportReport
from frontend import fragments, pieces, submit, uploads, words
from frontend.account.requests import SignedIn, signed_in
from frontend.uploads import Upload
from frontend.workbench import reading
from hierarchy.models import Unit


class Target(forms.Form):
    """Into which catalog a table goes."""

    catalog = forms.ChoiceField(
        label=_("导入到"), required=False, help_text=_("按表格标题导入时，没有同名目录就新建一个。")
    )
    openness = forms.ChoiceField(
        label=_("公开类别"), choices=Openness.choices, required=False, help_text=_("新建目录时使用。")
    )

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        names = Catalog.objects.made_by(unit).values_list("name", flat=True)
        catalog = self.fields["catalog"]
        assert isinstance(catalog, forms.ChoiceField)  # noqa: S101  (for the type checker)
        catalog.choices = [("", _("按表格标题")), *((name, name) for name in names)]


class TableUpload(Target):
    """The table itself."""

    file = forms.FileField(
        label=_("目录表格"),
        help_text=_(
            ".xlsx 或 .csv。表头是一级目录、二级目录、公开形式、公开范围、公开时限、责任单位，或者国家标准目录格式。"
        ),
    )

    field_order = ("file", "catalog", "openness")


@signed_in
def upload(request: SignedIn, unit: uuid.UUID) -> HttpResponse:
    """Take a table and show what it would change; nothing is written."""
    found = reading.made_at(request, unit)
    form = TableUpload(request.POST or None, request.FILES or None, unit=found)
    if request.method == "POST":
        told: list[tuple[ImportReport, str]] = []
        if submit.attempt(form, lambda: told.append(_tell(request, found, form))):
            return _preview(request, found, form, *told[0])
    page = {"form": form, "unit": found, "trail": _trail(found, _("导入目录")), "back": reading.catalogs_path(found)}
    return fragments.respond(request, "workbench/import.html", page, status=submit.status_of(form))


@signed_in
def confirm(request: SignedIn, unit: uuid.UUID) -> HttpResponse:
    """Write into the draft what was shown."""
    found = reading.made_at(request, unit)
    target = Target(request.POST, unit=found)
    if request.method != "POST" or not target.is_valid():
        return redirect("work:catalog_import", found.public_id)
    kept = uploads.find(request.POST.get("token", ""), request, purpose=_purpose(found))
    report = _import(request, found, kept, target, dry_run=False)
    kept.release()
    counts = {name: words.number(report.extra[name]) for name in ("new", "changed")}
    text = _("导入完成：新增 %(new)s 项，修改 %(changed)s 项，已写入草稿。")
    messages.success(request, text % counts)
    if report.needs_person:
        count = words.number(len(report.needs_person))
        messages.warning(request, _("还有 %(count)s 处待人工核对，逐项核对以后才能发布。") % {"count": count})
    if report.extra["version"] is None:
        return redirect("work:catalog_made", found.public_id)
    return redirect("work:catalog_edition", report.extra["version"])


def _tell(request: SignedIn, unit: Unit, form: TableUpload) -> tuple[ImportReport, str]:
    kept, token = uploads.keep(form.cleaned_data["file"], request, purpose=_purpose(unit))
    try:
        return _import(request, unit, kept, form, dry_run=True), token
    except errors.TooLarge as refusal:
        kept.release()
        raise errors.Invalid.field("file", refusal.code, refusal.reason) from refusal
    except errors.Refusal:
        kept.release()
        raise


def _import(request: SignedIn, unit: Unit, kept: Upload, target: Target, *, dry_run: bool) -> ImportReport:
    with kept.open() as content:
        return imports.import_catalog(
            content,
            kept.name,
            unit=unit,
            actor=request.actor,
            at=request.at,
            dry_run=dry_run,
            catalog_name=target.cleaned_data["catalog"],
            openness=target.cleaned_data["openness"] or Openness.PARTY_AFFAIRS,
        )


def _preview(request: SignedIn, unit: Unit, form: TableUpload, report: ImportReport, token: str) -> HttpResponse:
    differences = report.extra["differences"]
    groups = [
        (kind, label, [_in_words(row) for row in differences if row["kind"] == kind])
        for kind, label in (("new", _("新增")), ("changed", _("修改")), ("missing", _("表中没有")))
    ]
    page = {
        "unit": unit,
        "report": report,
        "token": token,
        "target": form,
        "groups": [group for group in groups if group[2]],
        "changes": report.extra["new"] + report.extra["changed"],
        "figures": _figures(report),
        "trail": _trail(unit, _("核对导入内容")),
    }
    return fragments.respond(request, "workbench/import_preview.html", page)


def _in_words(difference: Mapping[str, Any]) -> dict[str, Any]:
    """Return a difference with each field that changes by its label, before and after as people read it."""
    before, after = difference.get("before", {}), difference.get("after", {})
    changes = [
        {"label": inputs.ItemInput.base_fields[name].label, "before": _word(before.get(name)), "after": _word(value)}
        for name, value in after.items()
    ]
    return {**difference, "changes": changes}


def _word(value: Any) -> str:
    """Return the label of a choice, an enumeration of several, or the text itself."""
    if isinstance(value, list | tuple):
        return "、".join(_word(each) for each in value)
    for choices in (Scope, TimeMode, Period):
        if value in choices.values:
            return str(choices(value).label)
    return str(value or "")


def _figures(report: ImportReport) -> list[pieces.Figure]:
    unit = _("项")
    return [
        pieces.Figure(_("新增"), report.extra["new"], unit),
        pieces.Figure(_("修改"), report.extra["changed"], unit),
        pieces.Figure(_("没有变化"), report.extra["unchanged"], unit),
        pieces.Figure(_("表中没有"), report.extra["missing"], unit),
        pieces.Figure(_("待人工核对"), len(report.needs_person), _("处")),
    ]


def _purpose(unit: Unit) -> str:
    return f"catalog.import:{unit.public_id}"


def _trail(unit: Unit, last: Text) -> list[pieces.Crumb]:
    return reading.trail_of(unit, pieces.Crumb(_("编制的目录"), reading.catalogs_path(unit)), pieces.Crumb(last))
