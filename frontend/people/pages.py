"""Whose accounts do I keep, and what can be done for one person?"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import actions, inputs, policies, second_factor
from accounts.models import Post, SignInPolicy, User
from core import clock, errors
from core.errors import Text
from frontend import fragments, submit
from frontend.account.requests import SignedIn, signed_in
from hierarchy.models import Unit

PAGE_SIZE = 30


@dataclass(frozen=True)
class Step:
    """What an administrator can do with an account: where, and how it is called."""

    route: str
    label: Text
    icon: str


@signed_in
def people(request: SignedIn) -> HttpResponse:
    """List the people of the units that one keeps, found by name, pinyin initials or user name."""
    _require_keeper(request)
    today = clock.local_date(request.at)
    text = request.GET.get("q", "")
    kept = User.objects.posted_in(request.actor, on=today).search(text).for_list(on=today)
    page = {"page": Paginator(kept, PAGE_SIZE).get_page(request.GET.get("page")), "text": text}
    return fragments.respond(request, "people/list.html", page)


@signed_in
def person(request: SignedIn, person: uuid.UUID) -> HttpResponse:
    """Show one person: posts, and what can be done for the account."""
    found = _found(request, person)
    today = clock.local_date(request.at)
    posts = found.posts.select_related("unit").order_by("-from_on", "pk")
    page = {
        "person": found,
        "posts": [(post, policies.end_post(request.actor, post)) for post in posts],
        "may_appoint": policies.not_oneself(request.actor, found),
        "manage": policies.manage_person(request.actor, found, on=today),
        "steps": _steps(found),
        "has_second_factor": second_factor.is_active(found),
        "today": today,
    }
    return fragments.respond(request, "people/person.html", page)


@signed_in
def create(request: SignedIn) -> HttpResponse:
    """Take a person in with a first post, and show the temporary password this once."""
    _require_keeper(request)
    form = inputs.CreateUser(request.POST or None, units=_kept_units(request))
    made: list[actions.NewPerson] = []
    if request.method == "POST" and submit.attempt(
        form, lambda: made.append(actions.create_user(actor=request.actor, at=request.at, **form.cleaned_data))
    ):
        return _show_password(request, made[0].user, made[0].password)
    return _form(request, form, title=_("添加人员"), label=_("添加人员"), icon="user-plus")


@signed_in
def appoint(request: SignedIn, person: uuid.UUID) -> HttpResponse:
    """Give a person a post."""
    found = _found(request, person)
    form = inputs.Appoint(request.POST or None, units=_kept_units(request))
    if request.method == "POST" and submit.attempt(
        form, lambda: actions.appoint(found, actor=request.actor, at=request.at, **form.cleaned_data)
    ):
        messages.success(request, _("任职已登记。"))
        return redirect("people:person", found.public_id)
    return _form(request, form, title=_("登记任职"), label=_("登记任职"), icon="briefcase", person=found)


@signed_in
def end_post(request: SignedIn, person: uuid.UUID, post: uuid.UUID) -> HttpResponse:
    """End a post, or take back one that has not begun."""
    found = _found(request, person)
    held = get_object_or_404(found.posts.select_related("unit"), public_id=post)
    policies.end_post(request.actor, held).enforce()
    form = inputs.EndPost(request.POST or None)
    if request.method == "POST" and submit.attempt(
        form, lambda: actions.end_post(held, actor=request.actor, at=request.at, **form.cleaned_data)
    ):
        messages.success(request, _("任职已结束。"))
        return redirect("people:person", found.public_id)
    return _form(request, form, title=_("结束任职"), label=_("结束任职"), icon="briefcase-off", person=found, post=held)


@signed_in
def reset_password(request: SignedIn, person: uuid.UUID) -> HttpResponse:
    """Give somebody a temporary password, and show it this once."""
    found = _managed(request, person)
    form = inputs.Reason(request.POST or None)
    told: list[str] = []
    if request.method == "POST" and submit.attempt(
        form, lambda: told.append(actions.reset_password(found, **_by(request, form)))
    ):
        return _show_password(request, found, told[0])
    return _form(request, form, title=_("重置密码"), label=_("重置密码"), icon="key", person=found)


@signed_in
def deactivate(request: SignedIn, person: uuid.UUID) -> HttpResponse:
    """Close an account."""
    return _with_reason(request, person, actions.deactivate, _("停用账号"), "user-off", _("账号已停用。"))


@signed_in
def reactivate(request: SignedIn, person: uuid.UUID) -> HttpResponse:
    """Open a closed account again."""
    return _with_reason(request, person, actions.reactivate, _("恢复账号"), "user-check", _("账号已恢复。"))


@signed_in
def reset_second_factor(request: SignedIn, person: uuid.UUID) -> HttpResponse:
    """Remove the second factor of somebody who lost the phone."""
    done = _("动态验证码已重置，本人下次登录后可以重新启用。")
    return _with_reason(request, person, second_factor.reset, _("重置动态验证码"), "shield-off", done)


@require_POST
@signed_in
def unlock(request: SignedIn, person: uuid.UUID) -> HttpResponse:
    """Let somebody who mistyped the password too often try again."""
    found = _managed(request, person)
    actions.unlock(found, actor=request.actor, at=request.at)
    messages.success(request, _("已解除锁定，可以立即重新登录。"))
    return redirect("people:person", found.public_id)


@signed_in
def rules(request: SignedIn) -> HttpResponse:
    """Say which roles have to use a second factor."""
    policies.set_sign_in_policy(request.actor, Unit.objects.get(parent__isnull=True)).enforce()
    initial = {"second_factor_roles": SignInPolicy.objects.current().second_factor_roles}
    form = inputs.SignInRules(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and submit.attempt(
        form, lambda: actions.set_sign_in_policy(actor=request.actor, at=request.at, **form.cleaned_data)
    ):
        messages.success(request, _("登录规则已保存，从下次登录起执行。"))
        return redirect("people:list")
    return _form(request, form, title=_("登录规则"), label=_("保存登录规则"), icon="device-floppy")


def _steps(person: User) -> tuple[Step, ...]:
    reset = Step("people:reset_password", _("重置密码"), "key")
    if person.is_active:
        return reset, Step("people:deactivate", _("停用账号"), "user-off")
    return reset, Step("people:reactivate", _("恢复账号"), "user-check")


def _with_reason(
    request: SignedIn, person: uuid.UUID, verb: Callable[..., object], label: Text, icon: str, done: Text
) -> HttpResponse:
    """Ask for a reason, call the verb, and go back to the person."""
    found = _managed(request, person)
    form = inputs.Reason(request.POST or None)
    if request.method == "POST" and submit.attempt(form, lambda: verb(found, **_by(request, form))):
        messages.success(request, str(done))
        return redirect("people:person", found.public_id)
    return _form(request, form, title=label, label=label, icon=icon, person=found)


def _by(request: SignedIn, form: forms.Form) -> dict[str, Any]:
    return {"actor": request.actor, "at": request.at, **form.cleaned_data}


def _require_keeper(request: SignedIn) -> None:
    if not request.actor.has(policies.MANAGE):
        raise errors.Denied(
            "people.not_keeper", _("人员和任职由管理员办理。需要添加人员或者调整任职的，请联系管理员。")
        )


def _kept_units(request: SignedIn) -> Any:
    return Unit.objects.open().filter(request.actor.reach(policies.MANAGE, ""))


def _found(request: SignedIn, person: uuid.UUID) -> User:
    """Return a person of the units that one keeps; others are none of one's business."""
    _require_keeper(request)
    kept = User.objects.posted_in(request.actor, on=clock.local_date(request.at))
    found: User = get_object_or_404(kept, public_id=person)
    return found


def _managed(request: SignedIn, person: uuid.UUID) -> User:
    found = _found(request, person)
    policies.manage_person(request.actor, found, on=clock.local_date(request.at)).enforce()
    return found


def _show_password(request: SignedIn, person: User, password: str) -> HttpResponse:
    return fragments.respond(request, "people/password.html", {"person": person, "password": password})


def _form(
    request: SignedIn,
    form: forms.Form,
    *,
    title: Text,
    label: Text,
    icon: str,
    person: User | None = None,
    post: Post | None = None,
) -> HttpResponse:
    page = {"form": form, "title": title, "label": label, "icon": icon, "person": person, "post": post}
    return fragments.respond(request, "people/form.html", page, status=submit.status_of(form))
