"""Which texts are on public notice now, what does the page of one say of it, and how does a reader object?"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import signin
from core.errors import Text
from disclosures import visibility
from disclosures.models import Disclosure, Objection, PublicNotice
from disclosures.noticing import duties, objecting
from disclosures.noticing.inputs import ObjectInput
from disclosures.noticing.kinds import NoticeState
from frontend import fragments, kept, pieces, submit, visits, words
from frontend.portal import afterwards, listing, units

PAGE = 30
OBJECTED = "objected"
"""The parameter by which the page says that an objection was taken."""


@dataclass(frozen=True)
class Shown:
    """What the page of a text says of its notice: one sentence, answers once it is over, where to object."""

    tone: str
    text: Text
    answers: Sequence[Objection] = ()
    object_path: str = ""
    was_taken: bool = False


@kept.page(page=kept.NUMBER)
def running(request: visits.Visit) -> HttpResponse:
    """List what is on notice now and this reader sees, what ends first at the top."""
    page = Paginator(_running(request), PAGE).get_page(request.GET.get("page"))
    lines = [_row(each, request) for each in page]
    return fragments.respond(request, "portal/public_notices.html", {"rows": lines, "page": page})


def ending_next(request: visits.Visit, count: int) -> list[pieces.Row]:
    """Return the notices that this reader sees and that end first: one query."""
    return [_row(each, request) for each in _running(request)[:count]]


def _running(request: visits.Visit) -> QuerySet[PublicNotice]:
    found = PublicNotice.objects.visible_to(request.actor).running(visits.today(request))
    return found.for_list().order_by("last_on", "id")


def _row(notice: PublicNotice, request: visits.Visit) -> pieces.Row:
    text = notice.disclosure
    return pieces.Row(text.title, listing.path_of(text), (text.unit_name, str(sentence(notice, request))))


def shown(request: visits.Visit, found: Disclosure) -> Shown | None:
    """Return what a text's page says of its notice; no query, and one more when there were objections."""
    notice = duties.of(found)
    if notice is None or notice.state == NoticeState.PLANNED:
        return None
    if notice.state == NoticeState.ENDED:
        return Shown("returned", _("公示已中止，没有结果。"))
    if notice.state == NoticeState.RUNNING:
        is_open = request.at < duties.over_at(notice)
        path = reverse("portal:object", args=[found.public_id]) if is_open else ""
        return Shown("soon", sentence(notice, request), object_path=path, was_taken=OBJECTED in request.GET)
    if not notice.objection_count:
        text = _("%(kind)s已于%(day)s结束，没有收到异议。")
        return Shown("", text % {"kind": notice.get_kind_display(), "day": words.date(notice.last_on, full=True)})
    text = _("%(kind)s已于%(day)s结束，收到异议 %(count)s 件，都已答复。") % {
        "kind": notice.get_kind_display(),
        "day": words.date(notice.last_on, full=True),
        "count": words.number(notice.objection_count),
    }
    return Shown("", text, list(notice.objections.answered()))


def sentence(notice: PublicNotice, request: visits.Visit) -> str:
    """Say until when it runs and how many days are left."""
    left = duties.days_left(notice, on=visits.today(request))
    said = {"kind": notice.get_kind_display(), "day": words.date(notice.last_on, full=True), "left": left}
    if left < 0:
        return _("%(kind)s到%(day)s已满，正在办结。") % said
    if left == 0:
        return _("%(kind)s中，至%(day)s，今天是最后一天。") % said
    return _("%(kind)s中，至%(day)s，还剩%(left)d天。") % said


def object_to(request: visits.Visit, public_id: uuid.UUID) -> HttpResponse:
    """Take an objection to a text on notice from whoever reads it, named or not."""
    found = afterwards.find(request, public_id)
    notice = duties.of(found)
    if notice is None or not visibility.reads(request.actor, found):
        return redirect("portal:disclosure", found.public_id)
    form = ObjectInput(request.POST if request.method == "POST" else None)
    if request.actor.user_id is None:
        del form.fields["anonymous"]
    else:
        del form.fields["name"], form.fields["contact"]

    def take() -> None:
        objecting.object_to(
            found,
            data=form.cleaned_data,
            actor=request.actor,
            at=request.at,
            source=f"{request.actor.user_id or signin.address_of(request)}",
        )

    if request.method == "POST" and submit.attempt(form, take):
        return redirect(f"{listing.path_of(found)}?{OBJECTED}=1#notice")
    context = {
        "form": form,
        "disclosure": found,
        "notice": notice,
        "sentence": sentence(notice, request),
        "is_open": notice.state == NoticeState.RUNNING and request.at < duties.over_at(notice),
        "trail": units.trail_of(found.unit, last=pieces.Crumb(_("提出异议"))),
    }
    return fragments.respond(request, "portal/object.html", context, status=submit.status_of(form))
