"""How does what nobody can foresee get into the list? An event with its day, or a matter with its stages."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogs import effective
from catalogs.kinds import TimeMode
from core import errors
from core.errors import Text
from frontend import fragments, pieces, submit, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.owed import listing, reading, restaging, standing
from hierarchy.models import Unit
from obligations import actions, policies
from obligations.inputs import EventInput, MatterInput, StagesToAddInput
from obligations.models import Event, Matter, Obligation

EVENT_HINT = gettext_lazy("期限从这一天的次日起算。还没有发生的，请在发生当天登记。")


@signed_in
def event(request: SignedIn) -> HttpResponse:
    """Register that something happened on a day that is to be disclosed at once."""
    unit = _unit(request)
    form = EventInput(
        request.POST if request.method == "POST" else None, initial={"happened_on": visits.today(request)}
    )
    _offer(form, request, unit, TimeMode.PROMPT)
    form.fields["happened_on"].help_text = str(EVENT_HINT)
    done: list[Event] = []
    verb = lambda: done.append(  # noqa: E731
        actions.register_event(unit=unit, data=request.POST, actor=request.actor, at=request.at)
    )
    if request.method == "POST" and submit.attempt(form, verb):
        owed = Obligation.objects.visible_to(request.actor).get(event=done[0], unit=unit)
        messages.success(request, _("事由已登记，请在%s前公开。") % words.date(owed.due_on))
        return redirect(reading.path_of(owed))
    return _page(request, unit, form, _("登记事由"), "work:obligation_event")


@signed_in
def begin_matter(request: SignedIn) -> HttpResponse:
    """Register a matter that is disclosed stage by stage."""
    unit = _unit(request)
    form = MatterInput(
        request.POST if request.method == "POST" else None, initial={"started_on": visits.today(request)}
    )
    _offer(form, request, unit, TimeMode.STAGED)
    done: list[Matter] = []
    verb = lambda: done.append(  # noqa: E731
        actions.begin_matter(unit=unit, data=request.POST, actor=request.actor, at=request.at)
    )
    if request.method == "POST" and submit.attempt(form, verb):
        messages.success(request, _("分期事项已登记，各阶段列入应公开任务。"))
        return redirect("work:matter", done[0].public_id)
    return _page(request, unit, form, _("登记分期事项"), "work:obligation_matter")


@signed_in
def matter(request: SignedIn, matter: uuid.UUID) -> HttpResponse:
    """Show a matter with its stages, and add further ones behind them."""
    found = reading.matter(request, matter)
    on = visits.today(request)
    form = StagesToAddInput(request.POST if request.method == "POST" else None)
    verb = lambda: actions.add_stages(found, data=request.POST, actor=request.actor, at=request.at)  # noqa: E731
    if request.method == "POST":
        policies.register(request.actor, found.unit).enforce()
        if submit.attempt(form, verb):
            messages.success(request, _("阶段已增加。"))
            return redirect("work:matter", found.public_id)
    rows = Obligation.objects.visible_to(request.actor).filter(matter=found)
    stages = list(standing.with_done_on(rows, on).for_list().order_by("stage_no"))
    may_add = bool(policies.register(request.actor, found.unit)) and found.unit.is_open
    context = {
        "matter": found,
        "form": form,
        "lines": listing.lines(stages, request.actor, on),
        "editable": restaging.editable(found, stages) if may_add else [],
        "today": on,
        "trail": reading.trail_of(found.unit, pieces.Crumb(found.title)),
        "may_add": may_add,
        "facts": _("%(item)s，%(day)s开始") % {"item": found.item.title, "day": words.date(found.started_on)},
    }
    return fragments.respond(request, "owed/matter.html", context, status=submit.status_of(form))


def _unit(request: SignedIn) -> Unit:
    scope = reading.scope(request)
    if scope is None:
        raise errors.Missing
    policies.register(request.actor, scope.unit).enforce()
    return scope.unit


def _offer(form: forms.Form, request: SignedIn, unit: Unit, mode: TimeMode) -> None:
    """Offer the items that the unit owes in this way, under their headings."""
    items = [each for each in effective.for_unit(unit, on=visits.today(request)) if each.item.time_mode == mode]
    choices: list[tuple[Text, object]] = [
        (found.title, [(str(each.item.public_id), each.item.title) for each in found.items])
        for found in effective.by_category(items)
    ]
    form.fields["item"].widget = forms.Select(choices=[("", _("还没有选")), *choices])


def _page(request: SignedIn, unit: Unit, form: forms.Form, title: str, route: str) -> HttpResponse:
    context = {
        "unit": unit,
        "form": form,
        "page_title": title,
        "path": f"{reverse(route)}?unit={unit.public_id}",
        "back": f"{reverse('work:obligations')}?unit={unit.public_id}",
        "trail": reading.trail_of(unit, pieces.Crumb(title)),
    }
    return fragments.respond(request, "owed/register.html", context, status=submit.status_of(form))
