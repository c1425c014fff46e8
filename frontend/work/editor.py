"""How is a draft written? One page with the text left and what helps right; everything that is sent is saved first."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from catalogs import effective
from core import errors, pasting, richtext
from disclosures import actions, policies
from disclosures.flows import disclosure_flow
from disclosures.inputs import values_of
from disclosures.models import Disclosure
from disclosures.writing import aids as drafting_aids
from disclosures.writing import pictures
from frontend import fields, fragments, submit, visits
from frontend.account.requests import SignedIn, signed_in
from frontend.work import comparing, detail, forms, guidance, insertion, progress, wording

CONFLICT = errors.Conflict.status


@signed_in
def edit(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Show the editor; save what was sent, and then do what the pressed button says."""
    found = detail.find(request, public_id)
    policies.edit(request.actor, found).enforce()
    if request.method == "POST":
        return _save(request, found)
    if not found.is_editable:
        messages.info(request, _("这件现在不能修改：%s。") % wording.mark_of(found).label)
        return redirect("work:disclosure", found.public_id)
    return _page(request, found)


@signed_in
def preview(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Show the text as readers will see it."""
    found = detail.find(request, public_id)
    context = {
        "disclosure": found,
        "body": mark_safe(found.body),  # noqa: S308  (cleaned by core.richtext when it was written)
        "facts": [row for row in detail.facts_of(found) if row.value],
        "files": [detail.file_of(each) for each in pictures.listed(found)],
        "readers": detail.readers_of(found),
        "trail": detail.crumbs_of(found, last=_("预览")),
        "may_edit": found.is_editable and bool(policies.edit(request.actor, found)),
    }
    return fragments.respond(request, "work/preview.html", context)


@signed_in
def discard(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Ask once, then throw a draft away that was never handed in."""
    found = detail.find(request, public_id)
    policies.discard(request.actor, found).enforce()
    if request.method == "POST":
        actions.discard_draft(found, actor=request.actor, at=request.at)
        messages.success(request, _("草稿《%s》已删除。") % found.title)
        return redirect("work:disclosures")
    context = {"disclosure": found, "trail": detail.crumbs_of(found, last=_("删除草稿"))}
    return fragments.respond(request, "work/discard.html", context)


def _save(request: SignedIn, found: Disclosure) -> HttpResponse:
    form = _form(request, found, request.POST)
    if not form.is_valid():
        return _refused(request, found, form)
    try:
        saved = actions.edit_draft(
            found,
            data=form.content(),
            revision=form.cleaned_data["revision"],
            actor=request.actor,
            at=request.at,
        )
    except actions.DraftChanged as clash:
        return _clash(request, clash, form)
    except errors.Invalid as refusal:
        fields.adopt(form, refusal)
        return _refused(request, found, form)
    gone = insertion.told(pasting.removed(form.cleaned_data["body"]))
    if "X-Autosave" in request.headers:
        return JsonResponse({"revision": saved.revision} | ({"message": gone} if gone else {}))
    if gone:
        messages.warning(request, gone)
    wish, _colon, which = request.POST.get("then", "").partition(":")
    return NEXT.get(wish, _stay)(request, detail.find(request, saved.public_id), which)


def _stay(request: SignedIn, saved: Disclosure, _which: str) -> HttpResponse:
    messages.success(request, _("草稿已保存。"))
    return redirect("work:edit", saved.public_id)


def _preview(_request: SignedIn, saved: Disclosure, _which: str) -> HttpResponse:
    return redirect("work:preview", saved.public_id)


def _submit(request: SignedIn, saved: Disclosure, _which: str) -> HttpResponse:
    """Hand the saved text in; what is missing is shown at its field, and nothing of the text is lost."""
    form = _form(request, saved, {**values_of(saved), "body": _as_typed(saved.body), "revision": saved.revision})
    verb = lambda: disclosure_flow.perform(  # noqa: E731
        "submit", saved, actor=request.actor, at=request.at, revision=saved.revision
    )
    if not submit.attempt(form, verb):
        return _page(request, saved, form, status=submit.UNPROCESSABLE)
    messages.success(request, _("《%s》已提交，等待保密审查。") % saved.title)
    return redirect("work:disclosure", saved.public_id)


def _attach(request: SignedIn, saved: Disclosure, _which: str) -> HttpResponse:
    upload = forms.Upload({}, request.FILES)

    def verb() -> None:
        file = upload.cleaned_data["file"]
        actions.attach(
            saved,
            stream=file,
            name=file.name,
            content_type=file.content_type or "",
            revision=saved.revision,
            actor=request.actor,
            at=request.at,
        )

    if not submit.attempt(upload, verb):
        return _page(request, saved, upload=upload, status=submit.UNPROCESSABLE)
    messages.success(request, _("附件已添加，正文已保存。"))
    return redirect("work:edit", saved.public_id)


def _detach(request: SignedIn, saved: Disclosure, which: str) -> HttpResponse:
    attachment = next((each for each in saved.attachments.all() if str(each.public_id) == which), None)
    if attachment is None:
        raise errors.Missing("attachment.missing", _("这个附件已被移除，请刷新页面查看最新情况。"))
    actions.detach(attachment, revision=saved.revision, actor=request.actor, at=request.at)
    messages.success(request, _("附件“%s”已移除，正文已保存。") % attachment.title)
    return redirect("work:edit", saved.public_id)


NEXT: dict[str, Callable[[SignedIn, Disclosure, str], HttpResponse]] = {
    "submit": _submit,
    "preview": _preview,
    "attach": _attach,
    "detach": _detach,
}
"""What each button of the editor asks for after the text was saved; any other saves and stays."""


def _refused(request: SignedIn, found: Disclosure, form: forms.EditorForm) -> HttpResponse:
    if "X-Autosave" in request.headers:
        return JsonResponse({"errors": form.errors.get_json_data()}, status=submit.UNPROCESSABLE)
    return _page(request, found, form, status=submit.UNPROCESSABLE)


def _clash(request: SignedIn, clash: actions.DraftChanged, form: forms.EditorForm) -> HttpResponse:
    """Show both texts: what somebody else saved meanwhile, and what was sent now, which is on the page to be saved."""
    if "X-Autosave" in request.headers:
        return JsonResponse({"code": clash.code, "reason": str(clash.reason)}, status=CONFLICT)
    theirs, sent = clash.current, form.cleaned_data
    item, stands = sent["item"], comparing.as_it_stands(theirs)
    mine = replace(
        stands,
        title=sent["title"],
        body=sent["body"],
        scope=sent["scope"],
        item_title=item.title if item else "",
        document_no=sent["document_no"],
        keywords=tuple(sent["keywords"]),
    )
    context = {
        "disclosure": theirs,
        "trail": detail.crumbs_of(theirs, last=_("对照两份内容")),
        "reason": clash.reason,
        "state": wording.mark_of(theirs),
        "comparison": comparing.compared(
            stands,
            mine,
            before_title=_("%s保存的") % theirs.edited_by_name,
            after_title=_("您写的"),
        ),
        "sent": form.content() | {"keywords": "、".join(sent["keywords"]), "revision": theirs.revision},
        "plain": richtext.to_text(sent["body"]),
    }
    return fragments.respond(request, "work/clash.html", context, status=CONFLICT)


def _form(request: SignedIn, found: Disclosure, sent: Any = None) -> forms.EditorForm:
    catalog = effective.for_unit(found.unit, on=visits.today(request), released=True)
    initial = {**values_of(found), "body": _as_typed(found.body), "revision": found.revision}
    return forms.EditorForm(sent, initial=initial, disclosure=found, catalog=catalog)


def _as_typed(body: str) -> str:
    """Return a text of mere paragraphs as plain lines, for browsers without the script; saving gives the same text."""
    plain = richtext.to_text(body)
    return plain if richtext.clean(plain) == body else body


def _page(
    request: SignedIn,
    found: Disclosure,
    form: forms.EditorForm | None = None,
    *,
    upload: forms.Upload | None = None,
    status: int = 200,
) -> HttpResponse:
    form = form or _form(request, found)
    holding = form.effective(found)
    item = holding.item if holding else found.item
    checks = guidance.checks_of(found, form.entry_of(found.item))
    context = {
        "disclosure": found,
        "form": form,
        "upload": upload or forms.Upload(),
        "mark": wording.mark_of(found),
        "returned": detail.last_return(found),
        "trail": detail.crumbs_of(found),
        "attachments": [(each, detail.file_of(each)) for each in pictures.listed(found)],
        "checks": checks,
        "missing": guidance.missing(checks),
        "advice": guidance.advice_of(found, item),
        "suggested": drafting_aids.suggest(found, on=visits.today(request)),
        "item": item,
        "rules": guidance.rules_of(item, unit=found.unit, effective=holding) if item else [],
        "catalog_path": guidance.catalog_path(found.unit),
        "chain": progress.chain_of(found),
        "may_discard": not found.round_no and bool(policies.discard(request.actor, found)),
    }
    return fragments.respond(request, "work/editor.html", context, fragment="work/_checks.html", status=status)
