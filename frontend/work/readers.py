"""Who reads a text for a certain range of people, or for one person? Looked up and chosen line by line."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import roles
from accounts.models import User
from catalogs.kinds import Scope
from core import errors
from disclosures import actions, policies
from disclosures.kinds import LISTED_SCOPES, ReaderKind
from disclosures.models import Audience, Disclosure, Reader
from disclosures.readers import lending, lists
from disclosures.readers import lines as readers
from frontend import fragments, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.work import detail
from hierarchy.models import Unit
from tenants import current

MOST_FOUND = 12
"""People and units of one search: whoever is not among them types more of the name."""


@dataclass(frozen=True)
class Person:
    """Somebody who may be named, with the units at which she serves: names come twice."""

    user: User
    units: str


@signed_in
def choose(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Show the list of a draft and what a search finds; add, remove, take over or keep as the pressed button says."""
    found = detail.find(request, public_id)
    policies.edit(request.actor, found).enforce()
    if not found.is_editable:
        return redirect("work:disclosure", found.public_id)
    problem = _changed(request, found) if request.method == "POST" else None
    if request.method == "POST" and problem is None:
        asked = request.GET.get("q", "")
        return redirect(_path(found) + (f"?{urlencode({'q': asked})}" if asked else ""))
    text = request.GET.get("q", "").strip()
    lines = readers.of(found)
    context = {
        "disclosure": found,
        "is_listed": found.scope in LISTED_SCOPES,
        "for_one": found.scope == Scope.PERSON,
        "lines": lines,
        "may_renew": any(each.kind != ReaderKind.GUEST for each in lines),
        "text": text,
        "people": _people(text, request) if text else [],
        "units": list(Unit.objects.open().search(text, limit=MOST_FOUND)) if text else [],
        "roles": roles.ALL,
        "lists": Audience.objects.visible_to(request.actor).of_unit(found.unit).for_list(),
        "problem": problem,
        "trail": detail.crumbs_of(found, last=_("选读者")),
    }
    return fragments.respond(request, "work/readers.html", context, status=problem.status if problem else 200)


@signed_in
def invite(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Make the personal link of somebody without an account, to be handed over by the clerk."""
    found = detail.find(request, public_id)
    guests = [each for each in readers.of(found) if each.kind == ReaderKind.GUEST]
    context: dict[str, Any] = {
        "disclosure": found,
        "guests": guests,
        "trail": detail.crumbs_of(found, last=_("专用链接")),
        "days": lending.INVITATION_LASTS.days,
    }
    if request.method == "POST":
        guest = _line(guests, request.POST.get("reader", ""))
        token = lending.invite(found, guest, actor=request.actor, at=request.at)
        path = f"{reverse('portal:personal')}?{urlencode({'link': token})}"
        context |= {"guest": guest, "address": current.base_url(request.tenant) + path}
    return fragments.respond(request, "work/invite.html", context)


def _changed(request: SignedIn, found: Disclosure) -> errors.Refusal | None:
    """Do what the pressed button says; return the refusal, which the page shows."""
    wish = next((name for name in WISHES if name in request.POST), "")
    try:
        WISHES.get(wish, _nothing)(request, found, request.POST.get(wish, ""))
    except (errors.Invalid, errors.Conflict) as refusal:
        return refusal
    return None


def _add(request: SignedIn, found: Disclosure, wanted: str) -> None:
    kind, _colon, public_id = wanted.partition(":")
    line: dict[str, Any] = {"kind": kind, kind: public_id}
    if kind in {"unit", "below", "post"}:
        line = {"kind": "unit", "unit": public_id, "with_subtree": kind == "below"}
    if kind == "post":
        role = request.POST.get(f"role-{public_id}", "")
        line |= {"kind": "post", "role": role, "with_subtree": f"below-{public_id}" in request.POST}
    _set(request, found, [*readers.values_of(readers.of(found)), line])


def _add_guest(request: SignedIn, found: Disclosure, _wanted: str) -> None:
    line = {"kind": "guest", "name": request.POST.get("guest_name", "")}
    _set(request, found, [*readers.values_of(readers.of(found)), line])


def _remove(request: SignedIn, found: Disclosure, wanted: str) -> None:
    _set(request, found, readers.values_of(each for each in readers.of(found) if str(each.public_id) != wanted))


def _keep(request: SignedIn, found: Disclosure, _wanted: str) -> None:
    named = [each for each in readers.of(found) if each.kind != ReaderKind.GUEST]
    data = {"name": request.POST.get("list_name", ""), "readers": readers.values_of(named)}
    kept = lists.keep(found.unit, data=data, actor=request.actor, at=request.at)
    messages.success(request, _("已存为常用名单“%s”。") % kept.name)


def _renew(request: SignedIn, found: Disclosure, wanted: str) -> None:
    audience, revision = _kept(request, found, wanted)
    named = [each for each in readers.of(found) if each.kind != ReaderKind.GUEST]
    data = {"name": audience.name, "readers": readers.values_of(named)}
    lists.change(audience, data=data, revision=revision, actor=request.actor, at=request.at)
    messages.success(request, _("常用名单“%s”已更新，用过它的公开信息不受影响。") % audience.name)


def _discard(request: SignedIn, found: Disclosure, wanted: str) -> None:
    audience, revision = _kept(request, found, wanted)
    lists.discard(audience, revision=revision, actor=request.actor, at=request.at)
    messages.success(request, _("常用名单“%s”已删除，用过它的公开信息不受影响。") % audience.name)


def _kept(request: SignedIn, found: Disclosure, wanted: str) -> tuple[Audience, int]:
    """Return the list that a button names, and as which revision the page showed it."""
    public_id, _colon, revision = wanted.partition(":")
    mine = Audience.objects.visible_to(request.actor).of_unit(found.unit)
    audience = next((each for each in mine if str(each.public_id) == public_id), None)
    if audience is None:
        raise errors.Missing
    if not revision.isdecimal():
        raise lists.ListChanged(audience)
    return audience, int(revision)


def _nothing(_request: SignedIn, _found: Disclosure, _wanted: str) -> None:
    """A form without a button that the page knows changes nothing."""


WISHES: Mapping[str, Callable[[SignedIn, Disclosure, str], None]] = {
    "add": _add,
    "guest": _add_guest,
    "remove": _remove,
    "keep": _keep,
    "renew": _renew,
    "discard": _discard,
}
"""What each button of the page asks for."""


def _set(request: SignedIn, found: Disclosure, lines: list[Any]) -> None:
    actions.set_readers(found, data={"readers": lines}, revision=found.revision, actor=request.actor, at=request.at)


def _line(lines: list[Reader], public_id: str) -> Reader:
    found = next((each for each in lines if str(each.public_id) == public_id), None)
    if found is None:
        raise errors.Missing
    return found


def _people(text: str, request: SignedIn) -> list[Person]:
    rows = User.objects.active().search(text).for_list(on=visits.today(request))[:MOST_FOUND]
    return [Person(user, words.listing(post.unit.name for post in user.posts.all())) for user in rows]


def _path(found: Disclosure) -> str:
    return reverse("work:readers", args=[found.public_id])
