"""Who of the unit does this? One person, or whoever of its clerks comes first."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User
from frontend import fragments, submit, visits
from frontend.account.requests import SignedIn, signed_in
from frontend.owed import reading
from hierarchy.models import Unit
from obligations import actions, policies, recipients
from obligations.inputs import AssignInput


@signed_in
def assign(request: SignedIn, obligation: uuid.UUID) -> HttpResponse:
    """Give an obligation to one of the unit's clerks, or back to all of them."""
    found = reading.obligation(request, obligation)
    policies.assign(request.actor, found).enforce()
    form = AssignInput(
        request.POST if request.method == "POST" else None,
        initial={"assignee": str(found.assigned_to.public_id) if found.assigned_to else ""},
    )
    form.fields["assignee"].widget = forms.RadioSelect(choices=_choices(request, found.unit))
    verb = lambda: actions.assign(found, data=request.POST, actor=request.actor, at=request.at)  # noqa: E731
    if request.method == "POST" and submit.attempt(form, verb):
        assignee = form.cleaned_data["assignee"]
        said = _("已交给%(name)s办理。") % {"name": assignee.name} if assignee else _("已改为本单位信息员都可办理。")
        messages.success(request, said)
        return redirect("work:obligation", found.public_id)
    context = {
        "obligation": found,
        "form": form,
        "trail": reading.trail_to(found, _("安排承办人")),
        "today": visits.today(request),
    }
    return fragments.respond(request, "owed/assign.html", context, status=submit.status_of(form))


def _choices(request: SignedIn, unit: Unit) -> list[tuple[str, str]]:
    drafting = [found.user_id for found in recipients.drafters([unit.pk], on=visits.today(request))]
    people = User.objects.filter(pk__in=drafting).order_by("name", "pk")
    anybody = _("不指定，本单位信息员都可办理")
    return [("", anybody), *((str(each.public_id), each.name) for each in people)]
