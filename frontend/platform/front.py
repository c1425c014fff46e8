"""What stands at the platform's own host? In the demo a page that leads to the tenants; elsewhere nothing."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import errors
from frontend import pieces
from tenants import current
from tenants.models import Tenant


def home(request: HttpRequest) -> HttpResponse:
    """List the sites of the demo; who the tenants of a real platform are is nobody's business."""
    if not settings.DEMO:
        raise errors.Missing
    rows = [pieces.Row(found.name, f"{current.base_url(found)}/", (found.slug,)) for found in Tenant.objects.ready()]
    return render(request, "platform/home.html", {"rows": rows})
