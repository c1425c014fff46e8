"""What becomes of what is put into a text while it is written: pasted markup and pictures, answered at once?"""

from __future__ import annotations

import io
import uuid
from collections.abc import Sequence

from django import forms
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core import errors, pasting
from core.pasting import Removal
from disclosures import actions, policies
from disclosures.models import Attachment, Disclosure
from disclosures.writing import pictures
from frontend import words
from frontend.account.requests import SignedIn, signed_in
from frontend.work import detail


class PastedForm(forms.Form):
    """Markup from the clipboard."""

    html = forms.CharField(strip=False)
    revision = forms.IntegerField()


class PictureForm(forms.Form):
    """A picture and the words for those who do not see it."""

    file = forms.FileField(error_messages={"required": gettext_lazy("请选一张图片。")})
    alt = forms.CharField(required=False, max_length=200)
    revision = forms.IntegerField()


@require_POST
@signed_in
def paste(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Clean what was pasted; take in pictures that came along, and say what was taken out."""
    found = _editable(request, public_id)
    form = PastedForm(request.POST)
    if not form.is_valid():
        return _answer_refused(errors.Invalid())
    held = _Taking(request, found, form.cleaned_data["revision"])
    try:
        pasted = pasting.take(form.cleaned_data["html"], keep=held.keep)
    except errors.Refusal as refusal:
        return _answer_refused(refusal)
    return JsonResponse({"html": pasted.html, "message": told(pasted.removed), "revision": held.revision})


@require_POST
@signed_in
def picture(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Take a picture in, to be shown in the text by the address that is answered."""
    found = _editable(request, public_id)
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        text = " ".join(str(problem) for listed in form.errors.values() for problem in listed)
        return _answer_refused(errors.Invalid(reason=text))
    file, alt = form.cleaned_data["file"], form.cleaned_data["alt"]
    held = _Taking(request, found, form.cleaned_data["revision"])
    try:
        attached = held.attach(file, name=file.name, title=alt)
    except errors.Refusal as refusal:
        return _answer_refused(refusal)
    message = "" if alt else _("图片已插入。还没有图片说明，提交前要补上。")
    source = pictures.address(attached.file)
    return JsonResponse({"src": source, "alt": alt, "message": message, "revision": held.revision})


def told(removed: Sequence[Removal]) -> str:
    """Return in one sentence what was taken out of a text; empty when nothing was."""
    if not removed:
        return ""
    listed = "、".join(
        _("%(what)s %(count)s 处") % {"what": each.label, "count": words.number(each.count)} for each in removed
    )
    return _("没有带过来：%s。") % listed


class _Taking:
    """Pictures taken into a draft one after another, each upon the revision that the one before left."""

    def __init__(self, request: SignedIn, disclosure: Disclosure, revision: int) -> None:
        self.request, self.disclosure, self.revision = request, disclosure, revision

    def keep(self, content: bytes) -> str:
        """Take in a picture that was pasted; empty when it is none that can be shown."""
        try:
            return pictures.address(self.attach(io.BytesIO(content), name="picture").file)
        except errors.Invalid:
            return ""

    def attach(self, stream: io.BytesIO, *, name: str, title: str = "") -> Attachment:
        """Take in one picture."""
        attached = actions.attach(
            self.disclosure,
            stream=stream,
            name=name,
            title=title,
            revision=self.revision,
            picture=True,
            actor=self.request.actor,
            at=self.request.at,
        )
        self.revision = attached.disclosure.revision
        return attached


def _editable(request: SignedIn, public_id: uuid.UUID) -> Disclosure:
    found = detail.find(request, public_id)
    policies.edit(request.actor, found).enforce()
    return found


def _answer_refused(refusal: errors.Refusal) -> HttpResponse:
    reasons = [str(each.reason) for listed in getattr(refusal, "errors", {}).values() for each in listed]
    text = " ".join(dict.fromkeys(reasons)) or str(refusal.reason)
    return JsonResponse({"code": refusal.code, "reason": text}, status=refusal.status)
