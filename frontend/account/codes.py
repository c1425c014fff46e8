"""How does a person set up, renew and give up the second factor?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import duties, inputs, second_factor
from frontend import fragments, submit
from frontend.account.requests import SignedIn, signed_in


@signed_in
def enrol(request: SignedIn) -> HttpResponse:
    """Show what to scan, once begun; before that, what it is for."""
    return _enrolment(request, inputs.SecondFactor())


@require_POST
@signed_in
def begin(request: SignedIn) -> HttpResponse:
    """Prepare the phone."""
    second_factor.begin(request.user, actor=request.actor, at=request.at)
    return redirect("account:second_factor")


@require_POST
@signed_in
def confirm(request: SignedIn) -> HttpResponse:
    """Turn it on with the first code, and show the recovery codes this once."""
    form = inputs.SecondFactor(request.POST)
    codes: list[str] = []
    if submit.attempt(form, lambda: codes.extend(_confirm(request, form))):
        return _codes(request, codes)
    return _enrolment(request, form)


def _confirm(request: SignedIn, form: inputs.SecondFactor) -> list[str]:
    codes = second_factor.confirm(request.user, code=form.cleaned_data["code"], actor=request.actor, at=request.at)
    request.session.pop(duties.MUST_ENROL, None)
    return codes


@signed_in
def renew(request: SignedIn) -> HttpResponse:
    """Replace the recovery codes against a code."""
    form = inputs.SecondFactor(request.POST or None)
    codes: list[str] = []
    if request.method == "POST" and submit.attempt(
        form, lambda: codes.extend(second_factor.renew_recovery_codes(request.user, **_by(request, form)))
    ):
        return _codes(request, codes)
    return _ask(request, form, "account/codes_renew.html")


@signed_in
def disable(request: SignedIn) -> HttpResponse:
    """Turn it off against a code."""
    form = inputs.SecondFactor(request.POST or None)
    if request.method == "POST" and submit.attempt(
        form, lambda: second_factor.disable(request.user, **_by(request, form))
    ):
        messages.success(request, _("动态验证码已停用，以后只凭密码登录。"))
        return redirect("account:overview")
    return _ask(request, form, "account/second_factor_disable.html")


def _by(request: SignedIn, form: inputs.SecondFactor) -> dict[str, Any]:
    return {"code": form.cleaned_data["code"], "actor": request.actor, "at": request.at}


def _enrolment(request: SignedIn, form: inputs.SecondFactor) -> HttpResponse:
    page = {
        "form": form,
        "enrolment": second_factor.begun(request.user),
        "is_active": second_factor.is_active(request.user),
        "is_owed": bool(request.session.get(duties.MUST_ENROL)),
    }
    return fragments.respond(request, "account/second_factor.html", page, status=submit.status_of(form))


def _codes(request: SignedIn, codes: list[str]) -> HttpResponse:
    return fragments.respond(request, "account/codes.html", {"codes": codes})


def _ask(request: SignedIn, form: inputs.SecondFactor, template: str) -> HttpResponse:
    return fragments.respond(request, template, {"form": form}, status=submit.status_of(form))
