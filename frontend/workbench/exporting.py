"""How does a catalog leave the system? As the table of an office or of the national standards."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from catalogs import effective, exports
from catalogs.exports import FileFormat, TableLayout
from catalogs.models import Item
from core import errors
from frontend import visits
from frontend.account.requests import SignedIn, signed_in
from frontend.tree import reading as tree_reading
from frontend.workbench import reading


@signed_in
def unit(request: SignedIn, unit: uuid.UUID) -> HttpResponse:
    """Give the effective catalog of a unit as it holds today."""
    found = tree_reading.found(unit)
    items = [each.item for each in effective.for_unit(found, on=visits.today(request))]
    return _file(request, items, title=_("%(unit)s公开目录") % {"unit": found.name})


@signed_in
def edition(request: SignedIn, edition: uuid.UUID) -> HttpResponse:
    """Give one edition of a catalog."""
    found = reading.edition(request, edition)
    return _file(request, list(found.items.for_detail().in_catalog_order()), title=str(found))


def _file(request: SignedIn, items: Sequence[Item], *, title: str) -> HttpResponse:
    try:
        layout = TableLayout(request.GET.get("layout", TableLayout.OFFICE))
        file_format = FileFormat(request.GET.get("format", FileFormat.XLSX))
    except ValueError:
        raise errors.Missing from None
    content = exports.table(items, layout, file_format, title=title)
    name = f"{title}.{file_format}"
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(content, content_type=exports.CONTENT_TYPES[file_format], headers=headers)
