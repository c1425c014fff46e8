"""How does an operator change her own password?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts import signin
from accounts.inputs import ChangePassword
from frontend import fragments, submit
from frontend.platform import desk, guessing
from frontend.platform.desk import AtDesk
from tenants import operators
from tenants.models import Operator


@sensitive_post_parameters("old_password", "new_password", "again")
@desk.operators_only
def password(request: AtDesk) -> HttpResponse:
    """Ask for the old password and twice for the new one; the other browsers are signed out by it."""
    form = ChangePassword(request.POST or None)
    changed: list[Operator] = []
    if request.method == "POST" and submit.attempt(form, lambda: changed.append(_change(request, form))):
        messages.success(request, _("密码已修改，其他设备上的登录已退出。"))
        response = redirect("console:tenants")
        desk.take(response, changed[0])
        return response
    return fragments.respond(request, "platform/password.html", {"form": form}, status=submit.status_of(form))


def _change(request: AtDesk, form: ChangePassword) -> Operator:
    """Change it; whoever sits down at her desk guesses the old password no oftener than at the entrance."""
    username, address = request.operator.username, signin.address_of(request) or ""
    guessing.require_place(username, address)
    changed = operators.change_password(
        old=form.cleaned_data["old_password"],
        new=form.cleaned_data["new_password"],
        actor=request.operator,
        at=request.at,
    )
    guessing.give_back(username, address)
    return changed
