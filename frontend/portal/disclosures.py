"""What does one disclosure say? Its page, with its facts, files and history."""

from __future__ import annotations

import uuid

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.actors import Actor
from catalogs import wording
from catalogs.kinds import Scope
from core import clock, errors
from disclosures.afterwards import relations
from disclosures.kinds import State
from disclosures.models import Attachment, Disclosure
from disclosures.writing import pictures
from frontend import kept, pieces, visits, words
from frontend.portal import afterwards, cards, listing, noticing, posted, stages, units
from tenants import current

PAGE = 20
SCOPE_WORDS: dict[str, errors.Text] = {
    Scope.SOCIETY: gettext_lazy("面向社会"),
    Scope.PARTY: gettext_lazy("面向全党"),
    Scope.UNIT: gettext_lazy("限本单位"),
    Scope.AUDIENCE: gettext_lazy("限指定范围"),
    Scope.PERSON: gettext_lazy("限申请人本人"),
}


@kept.page()
def disclosure(request: visits.Visit, public_id: uuid.UUID) -> HttpResponse:
    """Show one disclosure that is or was public, with what became of it; drafts are read in the workspace."""
    found = afterwards.find(request, public_id)
    if answer := afterwards.elsewhere(request, found):
        return answer
    if found.state == State.TERMINATED:
        return afterwards.tombstone(request, found)
    related = relations.around(found, actor=request.actor)
    address = current.base_url(request.tenant) + listing.path_of(found)
    context = {
        "disclosure": found,
        "scope_words": SCOPE_WORDS.get(found.scope, found.get_scope_display()),
        "body": mark_safe(found.body),  # noqa: S308  (cleaned by core.richtext when it was written)
        "trail": units.trail_of(found.unit, last=pieces.Crumb(_("公开信息"))),
        "facts": _facts(found),
        "notices": afterwards.notices(request, found, related),
        "public_notice": noticing.shown(request, found),
        "references": afterwards.references(related),
        "course": stages.course(request, found, request.actor),
        "files": [file_of(each, found, request.actor) for each in pictures.listed(found)],
        "events": _events(found),
        "address": address,
        "qr": _qr(address),
        "card": cards.card_of(found),
        "notice_path": reverse("portal:notice", args=[public_id]) if found.state == State.PUBLISHED else "",
    }
    return render(request, "portal/disclosure.html", context)


def _facts(found: Disclosure) -> list[pieces.Fact]:
    published = clock.local_date(found.published_at) if found.published_at else None
    item = found.item
    rows = [
        pieces.Fact(_("索引号"), found.index_no or ""),
        pieces.Fact(_("公开日期"), words.date(published, full=True)),
        pieces.Fact(_("文号"), found.document_no),
        pieces.Fact(_("公开事项"), found.item_title),
        pieces.Fact(_("公开单位"), found.unit_name, units.path_of(found.unit), _now_named(found)),
        pieces.Fact(_("公开范围"), found.get_scope_display()),
        pieces.Fact(_("责任科室"), words.listing(item.departments) if item else ""),
        pieces.Fact(_("公开形式"), words.listing(item.channels) if item else ""),
        pieces.Fact(_("线下公开"), words.listing(posted.told(getattr(found, "posted")))),
        pieces.Fact(_("公开时限"), wording.time_limit(item) if item else ""),
        *afterwards.facts(found),
    ]
    return [row for row in rows if row.value]


def _now_named(found: Disclosure) -> str:
    """Say how the unit is called now, when it was renamed after the publication."""
    if found.unit.name == found.unit_name:
        return ""
    return _("现名%(name)s") % {"name": found.unit.name}


def file_of(attachment: Attachment, found: Disclosure, actor: Actor) -> pieces.File:
    """Return an attachment as it is listed; a link to lend it where not everybody can fetch it anyway."""
    stored = attachment.file
    lent = actor.user_id is not None and found.scope != Scope.SOCIETY and found.state == State.PUBLISHED
    return pieces.File(
        attachment.title,
        reverse("portal:file", args=[stored.public_id]),
        stored.size,
        stored.content_type,
        thumbnail=reverse("portal:thumbnail", args=[stored.public_id]) if stored.is_image else "",
        lend_path=reverse("portal:lend", args=[stored.public_id]) if lent else "",
    )


def _events(found: Disclosure) -> list[pieces.Event]:
    """Return the public record, newest first: when it was withdrawn, published, approved and put forward."""
    steps = [
        (found.get_state_display(), found.ended_at),
        (pgettext("what happened", "撤回"), found.withdrawn_at),
        (_("对社会公开"), found.opened_outside_at),
        (pgettext("what happened", "公开"), found.published_at),
        (_("审批同意"), found.approved_at),
        (_("提出"), found.submitted_at),
    ]
    return [pieces.Event(label, words.moment(at), done=True) for label, at in steps if at]


def _qr(address: str) -> SafeString:
    """Return the QR code of an address as an inline drawing without styles."""
    # Any mask is read alike; trying all eight takes a quarter of the page's time.
    drawn = segno.make(address, error="m", mask=0).svg_inline(
        svgclass="gk-qr", lineclass=None, omitsize=True, border=0, title=_("本页二维码")
    )
    return mark_safe(drawn)  # noqa: S308  (drawn from our own address)
