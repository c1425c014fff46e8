"""Which numbers does the tenant set for what its units owe: terms where a catalog names none, and when to remind?"""

from __future__ import annotations

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core import errors
from frontend import fragments, submit
from frontend.account.requests import SignedIn, signed_in
from hierarchy.models import Unit
from obligations import actions, policies
from obligations.inputs import PolicyInput
from obligations.models import ObligationPolicy


@signed_in
def rules(request: SignedIn) -> HttpResponse:
    """Show the numbers that hold, and set others at the root."""
    root = Unit.objects.roots().first()
    if root is None:
        raise errors.Missing
    policies.set_policy(request.actor, root).enforce()
    current = ObligationPolicy.objects.current()
    form = PolicyInput(request.POST if request.method == "POST" else None, initial=model_to_dict(current))
    verb = lambda: actions.set_policy(data=request.POST, actor=request.actor, at=request.at)  # noqa: E731
    if request.method == "POST" and submit.attempt(form, verb):
        messages.success(request, _("公开任务规则已保存。已经产生的任务期限不变，提醒从今天起按新规则。"))
        return redirect("work:obligation_rules")
    return fragments.respond(request, "owed/rules.html", {"form": form}, status=submit.status_of(form))
