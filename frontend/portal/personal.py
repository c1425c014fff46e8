"""What does somebody without an account read, who was given a personal link?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from accounts.actors import Actor
from core import errors
from disclosures.models import Attachment, Disclosure
from disclosures.readers import lending
from disclosures.writing import pictures
from frontend import pieces, visits


def personal(request: visits.Visit) -> HttpResponse:
    """Show the one text that the link opens, with its files; the link says for whom, no page leads here."""
    token = request.GET.get("link", "")
    if not token:
        raise errors.Missing
    found, reader = lending.invited(token, at=request.at)
    context = {
        "disclosure": found,
        "reader": reader.name,
        "body": _body(request, found, reader),
        "files": [_file(request, each, reader) for each in pictures.listed(found)],
    }
    response = render(request, "portal/personal.html", context)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


def _body(request: visits.Visit, found: Disclosure, reader: Actor) -> SafeString:
    """Return the text, its pictures at addresses that open for this reader."""
    body = found.body
    for each in found.attachments.all():
        shown = f'src="{pictures.address(each.file)}"'
        if shown in body:
            body = body.replace(shown, f'src="{_path(request, each, reader)}"')
    return mark_safe(body)  # noqa: S308  (cleaned by core.richtext when it was written; tokens hold no markup)


def _path(request: visits.Visit, attachment: Attachment, reader: Actor) -> str:
    token = lending.passed_on(attachment.file, reader, at=request.at)
    return f"{reverse('portal:file', args=[attachment.file.public_id])}?{urlencode({'link': token})}"


def _file(request: visits.Visit, attachment: Attachment, reader: Actor) -> pieces.File:
    stored = attachment.file
    return pieces.File(attachment.title, _path(request, attachment, reader), stored.size, stored.content_type)
