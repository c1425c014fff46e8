"""What does a person see of her own account, and what can she change there?"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import actions, inputs, second_factor, tokens
from accounts.models import ApiToken, Delegation, Post, Session, User
from core import clock
from frontend import fragments, submit
from frontend.account import reminding
from frontend.account.requests import SignedIn, signed_in
from obligations.models import CalendarFeed


@signed_in
def overview(request: SignedIn) -> HttpResponse:
    """Show posts, devices, second factor, tokens and delegations."""
    today = clock.local_date(request.at)
    user = request.user
    page = {
        "person": user,
        "posts": user.posts.unfinished(today).for_account(),
        "lent": Delegation.objects.unfinished(today).filter(delegate=user).select_related("post__unit", "post__user"),
        "devices": Session.objects.of(user, at=request.at),
        "this_device": request.session.session_key,
        "has_second_factor": second_factor.is_active(user),
        "recovery_codes_left": second_factor.recovery_codes_left(user),
        "frequency": reminding.frequency_of(request),
        "calendar_count": CalendarFeed.objects.visible_to(request.actor).in_use().count(),
        "tokens": user.api_tokens.filter(revoked_at__isnull=True),
        "today": today,
    }
    return fragments.respond(request, "account/overview.html", page)


@sensitive_post_parameters("old_password", "new_password", "again")
@signed_in
def password(request: SignedIn) -> HttpResponse:
    """Change one's own password; the other devices are signed out."""
    form = inputs.ChangePassword(request.POST or None)
    if request.method == "POST" and submit.attempt(form, lambda: _change_password(request, form)):
        messages.success(request, _("密码已修改，其他设备上的登录已退出。"))
        return redirect("account:overview")
    return _form(request, form, "account/password.html")


def _change_password(request: SignedIn, form: inputs.ChangePassword) -> None:
    request.user = actions.change_password(
        request.user,
        old=form.cleaned_data["old_password"],
        new=form.cleaned_data["new_password"],
        keep_session=request.session.session_key,
        actor=request.actor,
        at=request.at,
    )
    update_session_auth_hash(request, request.user)


@signed_in
def details(request: SignedIn) -> HttpResponse:
    """Change how to be reached, and the language."""
    user = request.user
    initial = {"email": user.email, "phone": user.phone, "language": user.language}
    form = inputs.ChangeDetails(request.POST or None, initial=initial)
    if request.method == "POST" and submit.attempt(
        form, lambda: actions.change_details(user, actor=request.actor, at=request.at, **form.cleaned_data)
    ):
        messages.success(request, _("联系方式已保存。"))
        return redirect("account:overview")
    return _form(request, form, "account/details.html")


@require_POST
@signed_in
def end_session(request: SignedIn, visit: uuid.UUID) -> HttpResponse:
    """Sign one device out."""
    session = get_object_or_404(Session.objects.of(request.user, at=request.at), public_id=visit)
    actions.end_session(session, actor=request.actor, at=request.at)
    messages.success(request, _("该设备已退出登录。"))
    return redirect("account:overview")


@require_POST
@signed_in
def end_all_sessions(request: SignedIn) -> HttpResponse:
    """Sign out everywhere, here too."""
    actions.sign_out_everywhere(request.user, actor=request.actor, at=request.at)
    request.session.flush()
    messages.success(request, _("所有设备都已退出登录。"))
    return redirect("account:sign_in")


@signed_in
def new_token(request: SignedIn) -> HttpResponse:
    """Issue a token for a program, and show its text this once."""
    form = inputs.IssueToken(request.POST or None)
    issued: list[tokens.Issued] = []
    if request.method == "POST" and submit.attempt(
        form,
        lambda: issued.append(tokens.issue(request.user, actor=request.actor, at=request.at, **form.cleaned_data)),
    ):
        return fragments.respond(request, "account/token_issued.html", {"issued": issued[0]})
    return _form(request, form, "account/token.html")


@require_POST
@signed_in
def revoke_token(request: SignedIn, token: uuid.UUID) -> HttpResponse:
    """Stop a token."""
    found = get_object_or_404(ApiToken.objects.filter(user=request.user), public_id=token)
    tokens.revoke(found, actor=request.actor, at=request.at)
    messages.success(request, _("令牌已停用，用它的程序不能再登录。"))
    return redirect("account:overview")


@signed_in
def new_delegation(request: SignedIn, post: uuid.UUID) -> HttpResponse:
    """Have somebody act with the authority of one's post."""
    held = get_object_or_404(Post.objects.filter(user=request.user).select_related("unit"), public_id=post)
    colleagues = User.objects.active().in_line_with(held.unit, on=clock.local_date(request.at))
    form = inputs.Delegate(request.POST or None, people=colleagues.exclude(pk=request.user.pk))
    if request.method == "POST" and submit.attempt(
        form, lambda: actions.delegate(held, actor=request.actor, at=request.at, **form.cleaned_data)
    ):
        messages.success(request, _("已安排代行，对方办理的事项会注明代您办理。"))
        return redirect("account:overview")
    return _form(request, form, "account/delegation.html", post=held)


@require_POST
@signed_in
def end_delegation(request: SignedIn, delegation: uuid.UUID) -> HttpResponse:
    """Take a delegation back, or lay it down."""
    concerned = Delegation.objects.concerning(request.user).select_related("post__unit", "post__user")
    found = get_object_or_404(concerned, public_id=delegation)
    actions.revoke_delegation(found, actor=request.actor, at=request.at)
    messages.success(request, _("代行已结束。"))
    return redirect("account:overview")


def _form(request: SignedIn, form: Any, template: str, **page: Any) -> HttpResponse:
    return fragments.respond(request, template, {"form": form, **page}, status=submit.status_of(form))
