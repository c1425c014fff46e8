"""How does a spreadsheet become the tree? Uploaded, shown as what it would change, and written when confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from core import errors
from core.errors import Text
from core.sheets import ImportReport
from frontend import fragments, pieces, submit, uploads, words
from frontend.account.requests import SignedIn, signed_in
from frontend.tree import reading
from hierarchy import imports, inputs
from hierarchy.imports.difference import Kind
from hierarchy.kinds import Sector, UnitKind

PURPOSE = "units.import"
SHOWN = 300
"""How many differences of one kind are listed; the counts are of all."""
LABELS: Mapping[Kind, Text] = {
    Kind.CREATED: _("新设"),
    Kind.MOVED: _("调整隶属"),
    Kind.RENAMED: _("更名"),
    Kind.CHANGED: _("其他变更"),
    Kind.MISSING: _("表中没有"),
}


@signed_in
def upload(request: SignedIn) -> HttpResponse:
    """Take a spreadsheet and show what it would change; nothing is written."""
    reading.require_whole_tree(request, _("导入组织架构"))
    form = inputs.ImportUnits(request.POST or None, request.FILES or None)
    del form.fields["dry_run"]
    if request.method == "POST":
        told: list[tuple[ImportReport, str]] = []
        if submit.attempt(form, lambda: told.append(_tell(request, form))):
            return _preview(request, *told[0])
    page = {"form": form, "crumbs": _trail(_("导入组织架构"))}
    return fragments.respond(request, "tree/import.html", page, status=submit.status_of(form))


@require_POST
@signed_in
def confirm(request: SignedIn) -> HttpResponse:
    """Write what was shown; if the tree changed meanwhile so that a row is wrong, nothing is written."""
    reading.require_whole_tree(request, _("导入组织架构"))
    upload = uploads.find(request.POST.get("token", ""), request, purpose=PURPOSE)
    with upload.open() as content:
        report = imports.import_units(content, upload.name, actor=request.actor, at=request.at)
    if not report.extra["written"]:
        return _preview(request, report, "")
    upload.release()
    counts = {name: words.number(report.extra[name]) for name in ("created", "moved", "renamed", "changed")}
    text = _("导入完成：新设 %(created)s 个，调整隶属 %(moved)s 个，更名 %(renamed)s 个，其他变更 %(changed)s 个。")
    messages.success(request, text % counts)
    return redirect("work:units")


def _tell(request: SignedIn, form: forms.Form) -> tuple[ImportReport, str]:
    upload, token = uploads.keep(form.cleaned_data["file"], request, purpose=PURPOSE)
    try:
        with upload.open() as content:
            report = imports.import_units(content, upload.name, actor=request.actor, at=request.at, dry_run=True)
    except errors.TooLarge as refusal:
        upload.release()
        raise errors.Invalid.field("file", refusal.code, refusal.reason) from refusal
    except errors.Refusal:
        upload.release()
        raise
    if report.needs_person:
        upload.release()
    return report, token


def _preview(request: SignedIn, report: ImportReport, token: str) -> HttpResponse:
    page = {
        "report": report,
        "token": "" if report.needs_person else token,
        "groups": _groups(report.extra),
        "changes": sum(report.extra.get(kind, 0) for kind in LABELS if kind is not Kind.MISSING),
        "crumbs": _trail(_("核对导入内容")),
    }
    status = submit.UNPROCESSABLE if report.needs_person else 200
    return fragments.respond(request, "tree/import_preview.html", page, status=status)


def _groups(extra: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the differences by kind, in the words of people, those that the file lacks last."""
    found: dict[Kind, list[dict[str, Any]]] = {kind: [] for kind in LABELS}
    for difference in extra.get("differences", ()):
        found[Kind(difference["kind"])].append({**difference, **_in_words(difference)})
    return [
        {"kind": kind.value, "label": LABELS[kind], "count": extra.get(kind, len(rows)), "rows": rows[:SHOWN]}
        for kind, rows in found.items()
        if rows
    ]


def _in_words(difference: Mapping[str, Any]) -> dict[str, str]:
    return {side: _word(difference[side]) for side in ("before", "after")}


def _word(value: str) -> str:
    """Return the label of a kind or a sector; other values are words already."""
    for choices in (UnitKind, Sector):
        if value in choices.values:
            return str(choices(value).label)
    return value


def _trail(last: Text) -> list[pieces.Crumb]:
    return [pieces.Crumb(_("党组织"), reverse("work:units")), pieces.Crumb(last)]
