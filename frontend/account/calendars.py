"""How does a person get what is owed into her own calendar? An address for each, shown once, stopped when she likes."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core import errors
from core.errors import Text
from frontend import fragments, submit
from frontend.account.requests import SignedIn, signed_in
from hierarchy.models import Unit
from obligations import actions, policies
from obligations.feeds import Issued
from obligations.models import CalendarFeed
from obligations.queries import readable

OWN = "own"
"""Stands for the person's own tasks where units stand by their ids."""


class Choice(forms.Form):
    """What the calendar is to show."""

    what = forms.ChoiceField(
        label=gettext_lazy("订阅什么？"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("请选要订阅的内容。"),
            "invalid_choice": gettext_lazy("请从列出的内容里选。"),
        },
    )

    def __init__(self, *args: Any, offered: list[tuple[str, Text]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        if isinstance(field, forms.ChoiceField):
            field.choices = offered


@signed_in
def calendars(request: SignedIn) -> HttpResponse:
    """Show what is subscribed to, and make a new address."""
    feeds = list(CalendarFeed.objects.visible_to(request.actor).in_use().for_list())
    units = _units(request, feeds)
    offered = _offered(request, feeds, units)
    form = Choice(
        request.POST if request.method == "POST" else None,
        offered=offered,
        initial={"what": request.GET.get("unit") or (offered[0][0] if offered else "")},
    )
    issued: list[Issued] = []
    if request.method == "POST" and submit.attempt(form, lambda: issued.append(_issue(request, form, units))):
        return _shown(request, issued[0])
    context = {"feeds": feeds, "form": form, "offered": offered}
    return fragments.respond(request, "account/calendars.html", context, status=submit.status_of(form))


@signed_in
@require_POST
def renew(request: SignedIn, feed: uuid.UUID) -> HttpResponse:
    """Stop an address, and show the one that takes its place."""
    return _shown(request, actions.renew_feed(_own(request, feed), actor=request.actor, at=request.at))


@signed_in
@require_POST
def revoke(request: SignedIn, feed: uuid.UUID) -> HttpResponse:
    """Stop an address."""
    actions.revoke_feed(_own(request, feed), actor=request.actor, at=request.at)
    messages.success(request, _("订阅已停用，原来的网址不能再读取。请在日历里删除这个订阅。"))
    return redirect("account:calendars")


def _own(request: SignedIn, feed: uuid.UUID) -> CalendarFeed:
    found = CalendarFeed.objects.visible_to(request.actor).filter(public_id=feed).first()
    if found is None:
        raise errors.Missing
    return found


def _units(request: SignedIn, feeds: list[CalendarFeed]) -> list[Unit]:
    """Return the units of the person's posts, and the one that the address names, as far as she sees what they owe."""
    wanted = [seat.unit_id for seat in request.actor.seats]
    rows = Unit.objects.open().filter(readable(request.actor, ""))
    found = rows.filter(pk__in=wanted) | rows.filter(public_id__in=_named(request))
    taken = {feed.unit_id for feed in feeds}
    return [unit for unit in found.order_by("lft") if unit.pk not in taken]


def _named(request: SignedIn) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(request.GET["unit"])]
    except (KeyError, ValueError):
        return []


def _offered(request: SignedIn, feeds: list[CalendarFeed], units: list[Unit]) -> list[tuple[str, Text]]:
    found: list[tuple[str, Text]] = []
    if policies.subscribe(request.actor, None) and all(feed.unit_id is not None for feed in feeds):
        found.append((OWN, _("我的公开任务：要我起草的")))
    return found + [(str(unit.public_id), _("%(unit)s应公开的全部任务") % {"unit": unit.name}) for unit in units]


def _issue(request: SignedIn, form: Choice, units: list[Unit]) -> Issued:
    what = form.cleaned_data["what"]
    unit = next((each for each in units if str(each.public_id) == what), None)
    return actions.issue_feed(unit, actor=request.actor, at=request.at)


def _shown(request: SignedIn, issued: Issued) -> HttpResponse:
    address = request.build_absolute_uri(issued.path)
    context = {"feed": issued.feed, "address": address, "phone_address": f"webcal://{address.partition('://')[2]}"}
    return fragments.respond(request, "account/calendar_issued.html", context)
