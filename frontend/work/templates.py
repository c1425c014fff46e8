"""How are the texts that drafts begin with kept? A list, a page to write one, a page to write it anew or remove it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogs import effective
from catalogs.effective import EffectiveItem, Standing
from core import errors
from disclosures.models import TextTemplate
from disclosures.writing import templates
from frontend import fragments, pieces, submit, visits
from frontend.account.requests import SignedIn, signed_in
from hierarchy.models import Unit

SHOWN = 300


class NewTemplate(templates.TemplateInput):
    """A template of a unit, with the items of its catalog to choose from."""

    def __init__(self, *args: Any, catalog: list[EffectiveItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = effective.by_category(each for each in catalog if each.standing == Standing.REQUIRED)
        sections = [(row.title, [(str(each.item.public_id), each.item.title) for each in row.items]) for row in listed]
        self.fields["item"].widget = forms.Select(choices=[("", _("没有专用范文的所有事项")), *sections])
        self.fields["body"].widget.attrs["rows"] = "14"


class Rewritten(templates.BodyInput):
    """A template written anew."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


@signed_in
def listing(request: SignedIn) -> HttpResponse:
    """List what drafts begin with here, and which of it this person keeps."""
    rows = list(TextTemplate.objects.visible_to(request.actor).for_list()[:SHOWN])
    own = {row.pk for row in rows if templates.manage(request.actor, row.unit)}
    context = {
        "rows": [(row, row.pk in own) for row in rows],
        "may_add": _units(request).exists(),
        "trail": [_first(), pieces.Crumb(_("范文"))],
    }
    return fragments.respond(request, "work/templates.html", context)


@signed_in
def new(request: SignedIn) -> HttpResponse:
    """Write a template for a unit; with `?item=` it begins with the content elements of that item."""
    unit = _unit(request)
    catalog = effective.for_unit(unit, on=visits.today(request))
    wanted = request.GET.get("item", "")
    chosen = next((each for each in catalog if str(each.item.public_id) == wanted), None)
    initial = {"item": wanted, "body": templates.outline_of(chosen.item.elements)} if chosen else {}
    form = NewTemplate(request.POST or None, initial=initial, catalog=catalog)
    if request.method == "POST" and submit.attempt(
        form, lambda: templates.add(unit, data=request.POST, actor=request.actor, at=request.at)
    ):
        messages.success(request, _("范文已保存，以后起草这一项就从它开始。"))
        return redirect("work:templates")
    context = {
        "form": form,
        "unit": unit,
        "units": _units(request),
        "trail": _trail(_("新建范文")),
        "blanks": templates.BLANKS,
        "action": f"{reverse('work:template_new')}?unit={unit.public_id}",
    }
    return fragments.respond(request, "work/template.html", context, status=submit.status_of(form))


@signed_in
def one(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Write a template anew, or remove it."""
    found = TextTemplate.objects.visible_to(request.actor).for_list().filter(public_id=public_id).first()
    if found is None:
        raise errors.Missing
    templates.manage(request.actor, found.unit).enforce()
    if request.method == "POST" and request.POST.get("then") == "remove":
        templates.remove(found, actor=request.actor, at=request.at)
        messages.success(request, _("范文已删除。已经起草的内容不受影响。"))
        return redirect("work:templates")
    form = Rewritten(request.POST or None, initial={"body": found.body, "revision": found.revision})
    form.fields["body"].widget.attrs["rows"] = "14"
    if request.method == "POST" and submit.attempt(form, lambda: _edit(request, found, form)):
        messages.success(request, _("范文已保存。已经起草的内容不受影响。"))
        return redirect("work:templates")
    context = {
        "form": form,
        "template": found,
        "unit": found.unit,
        "trail": _trail(str(found)),
        "blanks": templates.BLANKS,
        "action": reverse("work:template", args=[found.public_id]),
    }
    return fragments.respond(request, "work/template.html", context, status=submit.status_of(form))


def _edit(request: SignedIn, found: TextTemplate, form: Rewritten) -> None:
    sent = form.cleaned_data
    templates.edit(found, data=sent, revision=sent["revision"], actor=request.actor, at=request.at)


def _units(request: SignedIn) -> QuerySet[Unit]:
    """Return the units for which this person keeps templates: where she drafts, or edits catalogs at her own post."""
    own = Q(lft__in=[span.lft for span in request.actor.unit_spans()])
    kept = request.actor.reach("disclosures.draft", "") | (request.actor.reach("catalogs.edit", "") & own)
    return Unit.objects.open().filter(kept).order_by("lft")


def _unit(request: SignedIn) -> Unit:
    units = list(_units(request)[:SHOWN])
    named = request.GET.get("unit", "")
    found = next((unit for unit in units if str(unit.public_id) == named), None if named else next(iter(units), None))
    if found is None:
        raise errors.Denied("template.not_yours", gettext_lazy("范文由本单位信息员或编制目录的管理员维护。"))
    return found


def _first() -> pieces.Crumb:
    return pieces.Crumb(_("公开信息"), reverse("work:disclosures"))


def _trail(last: str) -> list[pieces.Crumb]:
    return [_first(), pieces.Crumb(_("范文"), reverse("work:templates")), pieces.Crumb(last)]
