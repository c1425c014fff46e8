"""How does an operator get into the console and out of it?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import signin
from core import errors
from frontend import fields, fragments, submit
from frontend.platform import desk, guessing
from tenants import operators
from tenants.models import Operator


class SignInForm(forms.Form):
    """Name and password of an operator."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: Any) -> HttpResponse:
    """Ask for name and password."""
    onward = _onward(request)
    if desk.who(request) is not None:
        return redirect(onward)
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = submit.UNPROCESSABLE
        if form.is_valid():
            try:
                operator = _known(request, form)
            except errors.Refusal as refusal:
                fields.adopt(form, refusal)
                status = refusal.status
            else:
                return _open(request, operator, onward)
    return fragments.respond(request, "platform/sign_in.html", {"form": form, "onward": onward}, status=status)


@require_POST
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave the console."""
    response = redirect("console:sign_in")
    desk.leave(response)
    return response


def _known(request: Any, form: SignInForm) -> Operator:
    username, password = form.cleaned_data["username"], form.cleaned_data["password"]
    address = signin.address_of(request) or ""
    guessing.require_place(username, address)
    operator = operators.by_password(username=username, password=password, at=request.at, address=address)
    guessing.give_back(username, address)
    return operator


def _open(request: HttpRequest, operator: Operator, onward: str) -> HttpResponse:
    rotate_token(request)
    response = redirect(onward)
    desk.take(response, operator)
    return response


def _onward(request: HttpRequest) -> str:
    """Return the page of the console that was asked for, or its first one."""
    first = reverse("console:tenants")
    wanted = request.POST.get("next") or request.GET.get("next") or first
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if is_ours and wanted.startswith(first) else first
