"""What does a feed reader get at the addresses of the portal? Asked often, so told when nothing is new.

Nothing is new when the content is the same (`ETag`). No day is told of it: what was taken down leaves no trace in a
feed, so that no day of what is left in it could say that something went, and a reader would keep what is gone.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag, urlencode
from django.views.decorators.http import require_safe

from channels import feeds
from core import errors
from frontend import visits
from hierarchy.models import Unit
from tenants import current

CACHING = "public, max-age=900"
LONGEST_HEADING = 200


@require_safe
def everything(request: visits.Visit) -> HttpResponse:
    """Give what the tenant made public last, or what it did under one heading (`category`)."""
    return _answer(request, None)


@require_safe
def unit(request: visits.Visit, public_id: uuid.UUID) -> HttpResponse:
    """Give what a unit and those below it made public last."""
    found = Unit.objects.filter(public_id=public_id).first()
    if found is None:
        raise errors.Missing
    return _answer(request, found)


def category_of(request: HttpRequest) -> str:
    """Return the heading that is asked for; text that no heading can be is none that there is."""
    said = request.GET.get("category", "").strip()
    if len(said) > LONGEST_HEADING or "\x00" in said:
        raise errors.Missing
    return said


def with_category(path: str, category: str) -> str:
    """Return the address of a feed, narrowed to a heading where there is one."""
    return f"{path}?{urlencode({'category': category})}" if category else path


def _answer(request: visits.Visit, of: Unit | None) -> HttpResponse:
    choice = feeds.Choice(of, category_of(request))
    with translation.override(settings.LANGUAGE_CODE):  # a feed is shared by all who read it, whatever their language
        found = feeds.written(
            choice,
            site=request.tenant.name,
            base=current.base_url(request.tenant),
            path=request.get_full_path(),
            at=request.at,
        )
    headers = {"ETag": quote_etag(found.etag), "Cache-Control": CACHING}
    response = HttpResponse(found.content, content_type=found.content_type, headers=headers)
    answer = get_conditional_response(request, etag=headers["ETag"], response=response)
    return answer if isinstance(answer, HttpResponse) else response
