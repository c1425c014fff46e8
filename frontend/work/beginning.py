"""Where does a text begin? With the unit and the item of its catalog, one question a page."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogs import effective, kinds
from catalogs.effective import EffectiveItem
from core import errors
from disclosures import actions
from frontend import fragments, submit, visits
from frontend.account.requests import SignedIn, signed_in
from frontend.owed import beginning as owed_beginning
from frontend.work import forms, guidance
from hierarchy.models import Unit

TITLE_LENGTH = 200


@signed_in
def new(request: SignedIn) -> HttpResponse:
    """Ask for the unit where there are several, then for the item; begin the draft and open the editor.

    Who comes from an obligation (`?obligation=`) is asked for neither.
    """
    if named := request.GET.get("obligation", ""):
        return owed_beginning.begin(request, named)
    units = Unit.objects.open().filter(request.actor.reach("disclosures.draft", "")).order_by("lft")
    choices = list(units)
    if not choices:
        raise errors.Denied(
            "disclosure.not_drafter", _("起草由本单位信息员办理。需要起草的，请联系本单位管理员设置岗位。")
        )
    if len(choices) == 1:
        return _choose_item(request, choices[0], several=False)
    sent = request.POST if request.method == "POST" else request.GET
    form = forms.UnitChoice(sent if "unit" in sent or "next" in sent else None, units=units)
    if not form.is_valid():
        status = submit.status_of(form)
        return fragments.respond(request, "work/new_unit.html", {"form": form}, status=status)
    return _choose_item(request, form.cleaned_data["unit"], several=True)


def _choose_item(request: SignedIn, unit: Unit, *, several: bool) -> HttpResponse:
    offered = [each for each in effective.for_unit(unit, on=visits.today(request)) if guidance.first_scope(each.item)]
    form = forms.ItemChoice(request.POST if request.method == "POST" else None, items=offered)
    if request.method == "POST" and (answer := _begin(request, form, unit)):
        return answer
    text = request.GET.get("q", "").strip()
    shown = _matching(offered, text)
    context = {
        "form": form,
        "unit": unit,
        "several": several,
        "text": text,
        "sections": effective.by_category(shown),
        "found": len(shown),
        "total": len(offered),
        "catalog_path": guidance.catalog_path(unit),
        "steps_path": reverse("work:new"),
    }
    return fragments.respond(request, "work/new_item.html", context, status=submit.status_of(form))


def _begin(request: SignedIn, form: forms.ItemChoice, unit: Unit) -> HttpResponse | None:
    if not form.is_valid():
        return None
    item = form.chosen()
    content = {
        "title": item.title[:TITLE_LENGTH],
        "item": str(item.public_id),
        "scope": guidance.first_scope(item),
    }
    draft = actions.create_draft(unit=unit, data=content, actor=request.actor, at=request.at)
    return redirect("work:edit", draft.public_id)


def _matching(offered: Sequence[EffectiveItem], text: str) -> list[EffectiveItem]:
    """Return the items that contain every word, in title, heading, elements or scope."""
    words = text.split()
    return [each for each in offered if all(word in _searched(each) for word in words)]


def _searched(each: EffectiveItem) -> str:
    item = each.item
    scopes = " ".join(str(kinds.Scope(scope).label) for scope in item.scopes)
    return " ".join([item.title, item.category.title, item.elements, scopes, *item.departments])
