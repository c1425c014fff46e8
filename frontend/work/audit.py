"""Who did what? The trail of the units that the person may inspect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse

from core import errors
from core.audit.models import AuditEntry
from frontend import fragments
from frontend.account.requests import SignedIn, signed_in
from hierarchy.models import Unit

PAGE = 30


@dataclass(frozen=True)
class Line:
    """An entry with its changes as rows of field, before and after."""

    entry: AuditEntry
    changes: list[tuple[str, Any, Any]]


@signed_in
def trail(request: SignedIn) -> HttpResponse:
    """Show the trail, newest first, narrowed by a text; only of units whose trail the person may read."""
    if not request.actor.has("audit.read"):
        raise errors.Denied("audit.not_a_reader")
    text = request.GET.get("q", "").strip()
    units = Unit.objects.filter(request.actor.reach("audit.read", "")).values_list("pk", flat=True)
    found = AuditEntry.objects.within(units).search(text).newest()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    lines = [Line(entry, _changes(entry)) for entry in page.object_list]
    return fragments.respond(request, "work/audit.html", {"page": page, "lines": lines, "text": text})


def _changes(entry: AuditEntry) -> list[tuple[str, Any, Any]]:
    names = dict.fromkeys([*entry.before, *entry.after])
    return [(name, entry.before.get(name, ""), entry.after.get(name, "")) for name in names]
