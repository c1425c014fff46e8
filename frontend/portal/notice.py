"""How does anybody print a disclosure for a notice board? As a .pdf, on A4 or A3, with the days that she says."""

from __future__ import annotations

import hashlib
import uuid

from django import forms
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import signin
from channels import notice, notice_period
from core import days, errors, limits
from disclosures.models import Disclosure
from frontend import visits
from frontend.portal import afterwards, listing
from tenants import current

KEPT_FOR = 24 * 3600
MOST_AN_HOUR = 60
"""Notices that are made anew for one address of a reader; those already made are given without end."""


class Wanted(forms.Form):
    """On which paper, and from when until when the notice is posted."""

    size = forms.ChoiceField(choices=notice.Size, required=False)
    posted_on = days.DayField(required=False)
    until = days.DayField(required=False)


@require_safe
def paper(request: visits.Visit, public_id: uuid.UUID) -> HttpResponse:
    """Give the notice to whoever reads the text; made once, and told apart by what it says."""
    found = afterwards.find(request, public_id)
    notice.require_printable(found, actor=request.actor)
    terms = _terms(request, found)
    key = _key(found, terms)
    etag = quote_etag(key)
    if answer := get_conditional_response(request, etag=etag):
        return answer
    content = cache.get(key)
    if content is None:
        limits.require("notice", signin.address_of(request) or "", most=MOST_AN_HOUR)
        content = notice.paper(found, terms, actor=request.actor)
        cache.set(key, content, KEPT_FOR)
    name = f"{found.title}（{terms.size.label}）.pdf"
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": content_disposition_header(False, name) or "inline",
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _terms(request: visits.Visit, found: Disclosure) -> notice.Terms:
    form = Wanted(request.GET)
    if not form.is_valid():
        raise errors.Invalid.field("posted_on", "notice.invalid", _("纸张写a4或a3，日期写成2026-03-31这样。"))
    said = form.cleaned_data
    posted_on = said["posted_on"] or visits.today(request)
    until = said["until"] or found.display_until or notice_period.last_day(found, posted_on=posted_on)
    if until is not None and until < posted_on:
        raise errors.Invalid.field("until", "notice.until_before", _("撤下日期不能早于张贴日期。"))
    address = current.base_url(request.tenant) + listing.path_of(found)
    return notice.Terms(notice.Size(said["size"] or notice.Size.A4), posted_on, until, address)


def _key(found: Disclosure, terms: notice.Terms) -> str:
    said = [
        str(found.public_id),
        found.revision,
        found.content_hash,
        notice_period.told_apart(found),
        terms,
        get_language(),
    ]
    return "notice-" + hashlib.sha256(repr(said).encode()).hexdigest()
