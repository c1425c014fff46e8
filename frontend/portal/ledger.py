"""What stands in the public ledger, and is this record unaltered? For anybody, and to take home."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts import signin
from accounts.actors import Actor
from archives import takings
from core import clock, errors
from core.errors import Text
from core.ledger import exports, form
from core.ledger.models import Checkpoint, Entry
from disclosures.models import Disclosure
from disclosures.recording import agreement, records
from disclosures.recording.records import Kind
from frontend import kept, pieces, visits, words
from frontend.portal import listing, units
from tenants import current

PAGE = 20
CONTENT_TYPE = "application/x-ndjson"
Response = TypeVar("Response", HttpResponse, StreamingHttpResponse)


@dataclass(frozen=True)
class Line:
    """One entry as it is listed: what it says only where the reader may read the record."""

    number: int
    label: Text
    title: Text
    path: str
    at: str
    entry_hash: str


@kept.page(page=kept.NUMBER)
def ledger(request: visits.Visit) -> HttpResponse:
    """Show what the ledger is for, how far it reaches, its last entries, and how one verifies it."""
    page = Paginator(Entry.objects.without_texts().order_by("-number"), PAGE).get_page(request.GET.get("page"))
    entries = list(page.object_list)
    context = {
        "page": page,
        "lines": _lines(request.actor, entries),
        "count": page.paginator.count,
        "checkpoint": Checkpoint.objects.latest_one(),
        "trail": [pieces.Crumb(_("首页"), reverse("portal:home")), pieces.Crumb(_("公开账本"))],
    }
    return render(request, "portal/ledger.html", context)


def export(request: visits.Visit) -> StreamingHttpResponse:
    """Hand out the whole ledger as a file, piece by piece; of what the reader may not see it has the hash."""
    actor = _awake(request.actor)
    takings.require(takings.Whole.LEDGER, actor=actor, place=signin.address_of(request) or "")
    shown = records.shown_to(actor)
    lines = exports.export(name=request.tenant.name, at=request.at, shown=shown)
    response = StreamingHttpResponse(current.lines_of(request.tenant, lines), content_type=CONTENT_TYPE)
    return _named(response, f"ledger-{request.tenant.slug}-{clock.local_date(request.at)}.jsonl")


def proof(request: visits.Visit, public_id: uuid.UUID) -> HttpResponse:
    """Show whether one record is as it was when it was made public, and what that rests on."""
    found = _found(request, public_id)
    proven = agreement.prove(found, name=request.tenant.name, at=request.at)
    context = {
        "disclosure": found,
        "path": listing.path_of(found),
        "proof": proven,
        "checks": _checks(proven),
        "entries": [(each, _label(each)) for each in proven.entries],
        "checkpoint": proven.checkpoint,
        "trail": units.trail_of(found.unit, last=pieces.Crumb(_("验证"))),
    }
    return render(request, "portal/proof.html", context)


def proof_file(request: visits.Visit, public_id: uuid.UUID) -> HttpResponse:
    """Hand out the proof of one record as a file."""
    found = _found(request, public_id)
    lines = agreement.prove(found, name=request.tenant.name, at=request.at).lines
    if not lines:
        raise errors.Missing
    return _named(HttpResponse(b"".join(lines), content_type=CONTENT_TYPE), f"proof-{found.index_no}.jsonl")


def _found(request: visits.Visit, public_id: uuid.UUID) -> Disclosure:
    found = records.readable(request.actor).for_detail().filter(public_id=public_id).first()
    if found is None:
        raise errors.Missing
    return found


def _lines(actor: Actor, entries: Sequence[Entry]) -> list[Line]:
    titles = records.titles_for(actor, entries)
    return [_line(entry, titles.get(entry.subject_id)) for entry in entries]


def _line(entry: Entry, title: str | None) -> Line:
    if entry.subject_kind == form.LEDGER:
        return Line(entry.number, _("建账"), _("账本开始"), "", words.moment(entry.at), entry.entry_hash)
    if title is None:
        return Line(entry.number, "", _("只显示校验值"), "", "", entry.entry_hash)
    path = reverse("portal:proof", args=[entry.subject_id])
    return Line(entry.number, _label(entry), title, path, words.moment(entry.at), entry.entry_hash)


def _label(entry: Entry) -> Text:
    return Kind(entry.kind).label if entry.kind in Kind.values else entry.kind


def _checks(proven: agreement.Proof) -> list[pieces.Check]:
    """Return what was looked at, in the order in which one part rests on the next."""
    broken = proven.report.fault is not None if proven.report else True
    reaches = (
        _("从这些条目到检查点，每一条都含有前一条的校验值，没有断开")
        if proven.checkpoint
        else _("从这些条目到账本末尾，每一条都含有前一条的校验值，没有断开；下一个检查点当晚产生")
    )
    return [
        pieces.Check(
            _("标题、正文、范围和附件与入账时逐字相同，索引号、单位和公开时间没有改动"), not proven.disagreement
        ),
        pieces.Check(_("入账的内容与条目里的校验值一致"), not broken),
        pieces.Check(reaches, not broken),
    ]


def _awake(actor: Actor) -> Actor:
    """Find out who acts while the request is still inside its tenant."""
    actor.user_id  # noqa: B018  (the actor is lazy)
    return actor


def _named(response: Response, name: str) -> Response:
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Cache-Control"] = "private, no-cache"
    return response
