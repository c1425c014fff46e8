"""How does the draft that fulfils an obligation begin? With its unit and item chosen, and pledged to it."""

from __future__ import annotations

import uuid

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from catalogs import effective
from catalogs.models import Item
from core import errors
from disclosures import actions
from disclosures import policies as disclosure_policies
from disclosures.models import Disclosure
from frontend import fragments, submit, visits
from frontend.account.requests import SignedIn
from frontend.owed import detail, listing, reading
from frontend.work import guidance
from obligations.models import Obligation

TITLE_LENGTH = 200


def begin(request: SignedIn, named: str) -> HttpResponse:
    """Show what is owed and ask once; then begin the draft and open the editor."""
    found = reading.obligation(request, _identified(named))
    disclosure_policies.draft(request.actor, found.unit).enforce()
    form = forms.Form(request.POST if request.method == "POST" else None)
    begun: list[Disclosure] = []
    if request.method == "POST" and submit.attempt(form, lambda: begun.append(_draft(request, found))):
        return redirect("work:edit", begun[0].public_id)
    context = {
        "obligation": found,
        "form": form,
        "facts": detail.facts_of(found),
        "draft": listing.drafts_of([found], request.actor).get(found.pk),
        "path": listing.begin_path(found),
        "trail": reading.trail_to(found, _("起草公开信息")),
        "today": visits.today(request),
    }
    return fragments.respond(request, "owed/begin.html", context, status=submit.status_of(form))


def _draft(request: SignedIn, found: Obligation) -> Disclosure:
    item = _item(request, found)
    content = {
        "title": str(found)[:TITLE_LENGTH],
        "item": str(item.public_id),
        "scope": guidance.first_scope(item),
        "obligations": [str(found.public_id)],
    }
    return actions.create_draft(unit=found.unit, data=content, actor=request.actor, at=request.at)


def _item(request: SignedIn, found: Obligation) -> Item:
    """Return the item as it holds at the unit today: what is written follows today's edition."""
    holding = effective.for_unit(found.unit, on=visits.today(request))
    item = next((each.item for each in holding if each.item.lineage == found.lineage), None)
    if item is None:
        raise errors.Conflict(
            "obligation.item_gone",
            _("“%(item)s”已不在本单位现行的公开目录里。请联系上级单位核对这项任务。") % {"item": found.item.title},
        )
    return item


def _identified(named: str) -> uuid.UUID:
    try:
        return uuid.UUID(named)
    except ValueError:
        raise errors.Missing from None
