"""What does a calendar program get? What a person or a unit owes at a secret address, or what a unit owes the public.

Programs ask often and sign in never. They are told when nothing is new, and to wait when they ask without pause.
"""

from __future__ import annotations

import datetime
import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import errors, limits
from core.errors import Text
from core.workdays.periods import PeriodKind, containing
from frontend import visits, words
from frontend.owed import standing
from frontend.portal import due
from hierarchy.models import Unit
from obligations import calendars, feeds
from obligations.calendars import Entry
from obligations.models import CalendarFeed, Obligation

PRIVATE, PUBLIC = "private, max-age=900", "public, max-age=3600"
MOST_AN_HOUR = 60
"""How often one address is answered; programs come back every few hours, some every few minutes."""
PUBLIC_QUARTERS = 2


@require_safe
def private(request: visits.Visit, feed: str) -> HttpResponse:
    """Give the calendar of a secret address; a program reads a refusal as text."""
    try:
        found = feeds.find(feed)
        if not limits.is_within("calendar", str(found.pk), most=MOST_AN_HOUR):
            too_often = _("读取过于频繁，请一小时后再试。")
            return _said(too_often, status=limits.TooOften.status, **{"Retry-After": str(limits.HOUR)})
        with translation.override(found.owner.language or settings.LANGUAGE_CODE):
            entries = [_entry(request, row) for row in feeds.owed(found, on=visits.today(request))]
            content = calendars.written(_name(found), entries)
    except errors.Missing as refusal:
        return _said(refusal.reason, status=refusal.status)
    changed_at = feeds.note_read(found, content, at=request.at)
    return _calendar(request, content, str(found), caching=PRIVATE, etag=found.content_digest, changed_at=changed_at)


@require_safe
def public(request: visits.Visit, public_id: uuid.UUID) -> HttpResponse:
    """Give what a unit owes to society this quarter and the next, named as the public list names it."""
    unit = Unit.objects.filter(public_id=public_id).first()
    if unit is None:
        raise errors.Missing
    on = visits.today(request)
    quarter = containing(on, PeriodKind.QUARTER)
    rows = due.owed_to_society(quarter, on, through=quarter.shifted(PUBLIC_QUARTERS - 1)).of_unit(unit)
    found = rows.filter(standing.OWED).for_list()[: feeds.MOST]
    entries = [_public_entry(request, row) for row in found]
    name = _("%(unit)s应向社会公开") % {"unit": unit.name}
    content = calendars.written(name, entries)
    return _calendar(request, content, name, caching=PUBLIC, etag=feeds.content_digest(content))


def _entry(request: visits.Visit, found: Obligation) -> Entry:
    url = request.build_absolute_uri(reverse("work:obligation", args=[found.public_id]))
    title = str(found)
    notes: list[Text] = [_("单位：%(unit)s") % {"unit": found.unit.name}]
    if found.rule_text:
        notes.append(_("公开时限：%(rule)s") % {"rule": found.rule_text})
    if found.responsible:
        notes.append(_("责任科室：%(departments)s") % {"departments": words.listing(found.responsible)})
    if found.provisional:
        title = _("【期限暂定】%(title)s") % {"title": title}
        notes.append(_("国家公布当年放假安排以后，期限可能变动。"))
    if found.due_on < visits.today(request):
        title = _("【已逾期】%(title)s") % {"title": title}
    notes.append(_("办理：%(url)s") % {"url": url})
    return Entry(found.public_id, title, found.due_on, found.opened_on, found.provisional, url, notes)


def _public_entry(request: visits.Visit, found: Obligation) -> Entry:
    url = request.build_absolute_uri(reverse("portal:unit", args=[found.unit.public_id]))
    notes: list[Text] = [_("单位：%(unit)s") % {"unit": found.unit.name}]
    title = due.title_of(found)
    if found.provisional:
        title = _("【期限暂定】%(title)s") % {"title": title}
    return Entry(found.public_id, title, found.due_on, found.opened_on, found.provisional, url, notes)


def _name(feed: CalendarFeed) -> str:
    if feed.unit is None:
        return _("%(name)s的公开任务") % {"name": feed.owner.name}
    return _("%(unit)s应公开任务") % {"unit": feed.unit.name}


def _calendar(
    request: HttpRequest,
    content: bytes,
    name: str,
    *,
    caching: str,
    etag: str,
    changed_at: datetime.datetime | None = None,
) -> HttpResponse:
    headers = {
        "ETag": quote_etag(etag),
        "Cache-Control": caching,
        "Content-Disposition": content_disposition_header(False, f"{name}.ics") or "inline",
        "X-Robots-Tag": "noindex",
    }
    seconds = int(changed_at.timestamp()) if changed_at else None
    if seconds is not None:
        headers["Last-Modified"] = http_date(seconds)
    response = HttpResponse(content, content_type=calendars.CONTENT_TYPE, headers=headers)
    answer = get_conditional_response(request, etag=headers["ETag"], last_modified=seconds, response=response)
    return answer if isinstance(answer, HttpResponse) else response


def _said(reason: Text, *, status: int, **headers: str) -> HttpResponse:
    return HttpResponse(
        str(reason),
        status=status,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store", **headers},
    )
