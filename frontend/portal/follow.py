"""How does somebody without an account follow by e-mail, confirm by a button, and stop with one?"""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from accounts import signin
from channels import following
from channels.feeds import Choice
from channels.inputs import FollowInput
from channels.models import Follower
from core import errors
from frontend import pieces, submit, visits
from frontend.portal import feeds
from hierarchy.models import Unit


def follow(request: visits.Visit) -> HttpResponse:
    """Ask for an address, and write to it; the answer is the same whether it follows already or not."""
    form = FollowInput(request.POST or None, initial={**FollowInput().initial, **_asked_for(request)})

    def keep() -> None:
        place = signin.address_of(request) or ""
        following.ask(data=request.POST.dict(), language=get_language() or "zh-hans", place=place, at=request.at)

    if request.method == "POST" and submit.attempt(form, keep):
        return _said(request, "sent", what="")
    unit = _unit(str(form["unit"].value() or ""))
    category = str(form["category"].value() or "")
    context = {
        "form": form,
        "what": Choice(unit, category).title(request.tenant.name),
        "atom": _atom(unit, category),
        "trail": _trail(),
    }
    return render(request, "portal/follow.html", context, status=submit.status_of(form))


def confirm(request: visits.Visit, confirming: str) -> HttpResponse:
    """Show what is to be followed; the button confirms, since mail programs open links by themselves."""
    found = following.wish_of(confirming).follower
    if request.method == "POST":
        return _said(request, "confirmed", what=_what(request, following.confirm(confirming, at=request.at)))
    return _private(render(request, "portal/follow_confirm.html", {"what": _what(request, found), "trail": _trail()}))


@csrf_exempt  # a mail provider posts here for the reader (RFC 8058): whoever has the signed link may stop
def stop(request: visits.Visit, stopping: str) -> HttpResponse:
    """Show what is followed, and stop it by the button or at a mail provider's post."""
    found = following.followed(stopping)
    if request.method == "POST":
        following.stop(stopping, everything="everything" in request.POST)
        return _said(request, "stopped", what="")
    if found is None:
        return _said(request, "stopped", what="")
    return _private(render(request, "portal/follow_stop.html", {"what": _what(request, found), "trail": _trail()}))


def _said(request: visits.Visit, done: str, *, what: str) -> HttpResponse:
    return _private(render(request, "portal/follow_done.html", {"done": done, "what": what, "trail": _trail()}))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _asked_for(request: visits.Visit) -> dict[str, str]:
    wanted = {"category": feeds.category_of(request), "unit": request.GET.get("unit", "")}
    if wanted["unit"] and _unit(wanted["unit"]) is None:
        raise errors.Missing
    return {name: value for name, value in wanted.items() if value}


def _unit(said: str) -> Unit | None:
    try:
        return Unit.objects.filter(public_id=uuid.UUID(said)).first() if said else None
    except ValueError:
        return None


def _atom(unit: Unit | None, category: str) -> str:
    path = reverse("portal:unit_atom", args=[unit.public_id]) if unit else reverse("portal:atom")
    return feeds.with_category(path, category)


def _what(request: visits.Visit, follower: Follower) -> str:
    return Choice(follower.unit, follower.category).title(request.tenant.name)


def _trail() -> list[pieces.Crumb]:
    return [pieces.Crumb(_("首页"), reverse("portal:home")), pieces.Crumb(_("订阅"))]
