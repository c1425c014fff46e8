"""Who may have this file? Whoever reads the disclosure that it belongs to, or holds a signed link of such a reader."""

from __future__ import annotations

import uuid

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from core import errors
from core.files import downloads, links, shelf
from core.files.models import StoredFile
from disclosures import queries
from disclosures.readers import lending
from frontend import visits
from tenants import current


def download(request: visits.Visit, public_id: uuid.UUID) -> HttpResponseBase:
    """Hand out a file after the visibility check; what one may not see is not there."""
    token = request.GET.get("link", "")
    found = lending.borrowed(public_id, token, at=request.at) if token else _visible(request, public_id)
    response = FileResponse(shelf.open_stored(found))
    for name, value in downloads.download_headers(found, save="download" in request.GET).items():
        response[name] = value
    return response


def thumbnail(request: visits.Visit, public_id: uuid.UUID) -> HttpResponseBase:
    """Hand out a small picture of an image, under the same rule as the image itself."""
    found = _visible(request, public_id)
    response = FileResponse(shelf.open_thumbnail(found))
    for name, value in downloads.thumbnail_headers(found).items():
        response[name] = value
    return response


def lend(request: visits.Visit, public_id: uuid.UUID) -> HttpResponse:
    """Explain what a link does, and make one that opens the file for ten minutes without signing in."""
    found = _visible(request, public_id)
    context: dict[str, object] = {"file": found, "minutes": int(links.LASTS.total_seconds() // 60)}
    if request.method == "POST":
        token = lending.lend(found, actor=request.actor, at=request.at)
        path = f"{reverse('portal:file', args=[found.public_id])}?{urlencode({'link': token})}"
        context |= {"address": current.base_url(request.tenant) + path, "ends_at": request.at + links.LASTS}
    return render(request, "portal/lend.html", context)


def _visible(request: visits.Visit, public_id: uuid.UUID) -> StoredFile:
    found = queries.files_visible_to(request.actor).filter(public_id=public_id).first()
    if found is None:
        raise errors.Missing
    return found
