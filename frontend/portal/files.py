"""Who may have this file? Whoever reads the disclosure that it belongs to."""

from __future__ import annotations

import uuid

from django.http import FileResponse
from django.http.response import HttpResponseBase

from core import errors
from core.files import downloads, shelf
from disclosures import queries
from frontend import visits


def download(request: visits.Visit, public_id: uuid.UUID) -> HttpResponseBase:
    """Hand out a file after the visibility check; what one may not see is not there."""
    found = queries.files_visible_to(request.actor).filter(public_id=public_id).first()
    if found is None:
        raise errors.Missing
    response = FileResponse(shelf.open_stored(found))
    for name, value in downloads.download_headers(found, save="download" in request.GET).items():
        response[name] = value
    return response
