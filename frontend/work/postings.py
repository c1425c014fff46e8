"""Where was a text shown beside the portal? Its records in the workspace: made, ended, and struck out."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels import policies, postings
from channels.inputs import RecordInput, StrikeInput, TakeDownInput
from channels.kinds import Channel
from channels.models import Posting
from core import errors
from core.files import downloads, shelf
from disclosures.models import Disclosure
from frontend import fragments, submit, visits
from frontend.account.requests import SignedIn, signed_in
from frontend.work import detail, one_form


class Recording(RecordInput):
    """A record with the picture or minutes that one may keep beside it."""

    evidence = forms.FileField(
        label=gettext_lazy("照片或记录"),
        required=False,
        help_text=gettext_lazy("不是必须的。可以传照片、会议记录的图片或 PDF。"),
        error_messages={"empty": gettext_lazy("这是空文件，请另选。")},
    )


@dataclass(frozen=True)
class Line:
    """One record as it is listed."""

    posting: Posting
    notice_path: str
    take_down_path: str
    strike_path: str
    evidence_path: str


@signed_in
def records(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """List the records of a text, and make another."""
    found = detail.find(request, public_id)
    verdict = policies.record(request.actor, found)
    form = Recording(request.POST or None, request.FILES or None, initial={"shown_on": visits.today(request)})

    def keep() -> None:
        file = form.cleaned_data["evidence"]
        evidence = postings.Evidence(file.file, file.name) if file else None
        data = {name: form.cleaned_data[name] for name in RecordInput.base_fields}
        postings.record(found, data=data, evidence=evidence, actor=request.actor, at=request.at)

    if request.method == "POST" and submit.attempt(form, keep):
        messages.success(request, _("已登记线下公开。"))
        return redirect("work:postings", found.public_id)
    rows = Posting.objects.visible_to(request.actor).of_disclosure(found).select_related("evidence")
    context: dict[str, Any] = {
        "disclosure": found,
        "form": form,
        "verdict": verdict,
        "lines": [_line(each, found) for each in rows],
        "trail": detail.crumbs_of(found, last=_("线下公开")),
    }
    return fragments.respond(request, "work/postings.html", context, status=submit.status_of(form))


@signed_in
def take_down(request: SignedIn, posting: uuid.UUID) -> HttpResponse:
    """Note on which day it was taken down."""
    found = _find(request, posting)
    form = TakeDownInput(request.POST or None, initial={"taken_down_on": visits.today(request)})

    def keep() -> None:
        postings.take_down(found, data=form.cleaned_data, actor=request.actor, at=request.at)

    return _asked(request, found, form, keep, title=_("登记撤下"), done=_("已登记撤下。"))


@signed_in
def strike(request: SignedIn, posting: uuid.UUID) -> HttpResponse:
    """Strike out a record that is wrong."""
    found = _find(request, posting)
    form = StrikeInput(request.POST or None)

    def keep() -> None:
        postings.strike(found, data=form.cleaned_data, actor=request.actor, at=request.at)

    return _asked(request, found, form, keep, title=_("作废这条记录"), done=_("已作废这条记录。"))


@signed_in
def evidence(request: SignedIn, posting: uuid.UUID) -> HttpResponse:
    """Hand out the picture or minutes to those who work on the text."""
    found = _find(request, posting)
    if found.evidence is None or not policies.view_evidence(request.actor, found):
        raise errors.Missing
    with shelf.open_stored(found.evidence) as stream:
        return HttpResponse(stream.read(), headers=downloads.download_headers(found.evidence))


def _find(request: SignedIn, public_id: uuid.UUID) -> Posting:
    rows = Posting.objects.visible_to(request.actor).select_related("disclosure__unit", "evidence")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise errors.Missing
    return found


def _asked(request: SignedIn, posting: Posting, form: forms.Form, keep: Any, *, title: str, done: str) -> HttpResponse:
    policies.record(request.actor, posting.disclosure).enforce()
    back = reverse("work:postings", args=[posting.disclosure.public_id])
    if request.method == "POST" and submit.attempt(form, keep):
        messages.success(request, done)
        return redirect(back)
    disclosure = detail.find(request, posting.disclosure.public_id)
    facts = str(posting)
    return one_form.page(request, form, found=disclosure, title=title, label=title, facts=facts, back=back)


def _line(posting: Posting, disclosure: Disclosure) -> Line:
    days = {"posted_on": posting.shown_on.isoformat(), "until": posting.until.isoformat() if posting.until else ""}
    notice = f"{reverse('portal:notice', args=[disclosure.public_id])}?{urlencode({'size': 'a4', **days})}"
    is_board = posting.channel == Channel.BOARD and disclosure.state == "published"
    return Line(
        posting,
        notice_path=notice if is_board and posting.struck_at is None else "",
        take_down_path=reverse("work:posting_take_down", args=[posting.public_id]),
        strike_path=reverse("work:posting_strike", args=[posting.public_id]),
        evidence_path=reverse("work:posting_evidence", args=[posting.public_id]) if posting.evidence_id else "",
    )
