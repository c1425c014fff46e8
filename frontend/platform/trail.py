"""Who did what to the platform? Its own trail, which no tenant sees and which holds nothing of a tenant's inside."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse

from core.audit.models import AuditEntry
from frontend import fragments
from frontend.platform.desk import AtDesk, operators_only

PAGE = 30


@operators_only
def trail(request: AtDesk) -> HttpResponse:
    """Show the trail, newest first, narrowed by a text."""
    text = request.GET.get("q", "").strip()
    found = AuditEntry.objects.search(text).newest()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return fragments.respond(request, "platform/trail.html", {"page": page, "text": text})
