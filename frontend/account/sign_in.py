"""How does a person get in and out? Name and password, then a code where one is set up."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import actors, duties, inputs, second_factor, sessions, signin
from accounts.models import User
from core import clock
from frontend import context, fields, fragments, submit

BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING = "sign_in_pending"
"""Who has given the right password and owes a code; nobody is signed in yet."""
PENDING_FOR = datetime.timedelta(minutes=10)


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: Any) -> HttpResponse:
    """Ask for name and password."""
    onward = _onward(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(onward)
    form = inputs.SignIn(request.POST or None)
    status = 200
    if request.method == "POST":
        status = submit.UNPROCESSABLE
        if form.is_valid():
            try:
                person = signin.by_password(request, at=request.at, **form.cleaned_data)
            except (signin.WrongPassword, signin.Locked) as refusal:
                fields.adopt(form, refusal)
                status = refusal.status
            else:
                return _ask_for_code_or_open(request, person, onward)
    page = {"form": form, "onward": onward}
    return fragments.respond(request, "account/sign_in.html", page, status=status)


@never_cache
def code(request: Any) -> HttpResponse:
    """Ask for the code of the second factor."""
    pending = _pending(request)
    if pending is None:
        return redirect("account:sign_in")
    person, onward = pending
    form = inputs.SecondFactor(request.POST or None)
    if request.method == "POST" and submit.attempt(
        form, lambda: second_factor.verify(person, code=form.cleaned_data["code"], at=request.at)
    ):
        return _open(request, person, onward)
    status = submit.UNPROCESSABLE if request.method == "POST" else 200
    return fragments.respond(request, "account/code.html", {"form": form}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out on this device."""
    logout(request)
    return redirect(context.path_of("portal:home") or "account:sign_in")


def _ask_for_code_or_open(request: Any, person: User, onward: str) -> HttpResponse:
    if not second_factor.is_active(person):
        return _open(request, person, onward)
    request.session.cycle_key()
    request.session[PENDING] = {"user": person.pk, "at": request.at.isoformat(), "onward": onward}
    return redirect("account:code")


def _pending(request: Any) -> tuple[User, str] | None:
    """Return who owes a code and where she was going, unless that was too long ago."""
    owed = request.session.get(PENDING)
    if not owed or request.at - datetime.datetime.fromisoformat(owed["at"]) > PENDING_FOR:
        return None
    person = User.objects.active().filter(pk=owed["user"]).first()
    return None if person is None else (person, owed["onward"])


def _open(request: Any, person: User, onward: str) -> HttpResponseRedirect:
    """Open the session; everything that a person has to do first is asked by the gate on the next page."""
    today = clock.local_date(request.at)
    login(request, person, backend=BACKEND)
    request.session.pop(PENDING, None)
    agent, address = request.headers.get("User-Agent", ""), signin.address_of(request)
    sessions.mark_sign_in(request.session, user_agent=agent, address=address, at=request.at)
    if second_factor.is_required(person, on=today) and not second_factor.is_active(person):
        request.session[duties.MUST_ENROL] = True
    actor = actors.of(person, on=today)
    signin.record(person, actor=actor, device=sessions.device_label(agent), at=request.at)
    response = HttpResponseRedirect(onward)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, person.language, samesite="Lax", secure=request.is_secure(), httponly=True
    )
    return response


def _onward(request: Any) -> str:
    """Return the page of this site that the person wanted, else her work."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else context.path_of("work:inbox") or reverse("account:overview")
