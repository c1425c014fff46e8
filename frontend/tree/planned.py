"""How is a planned change taken back before its day?"""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from core import errors
from frontend import fragments, pieces, submit
from frontend.account.requests import SignedIn, signed_in
from frontend.tree import reading
from hierarchy import actions, inputs, policies
from hierarchy.models import TreeChange


@signed_in
def cancel(request: SignedIn, change: uuid.UUID) -> HttpResponse:
    """Ask for the reason, and take the change back."""
    rows = TreeChange.objects.select_related("unit", "parent", "successor")
    found = get_object_or_404(rows, public_id=change)
    unit = found.unit or found.parent
    if unit is None:
        raise errors.Missing
    policies.manage(request.actor, unit).enforce()
    form = inputs.CancelChange(request.POST or None)
    if request.method == "POST" and submit.attempt(
        form, lambda: actions.cancel_change(found, actor=request.actor, at=request.at, **form.cleaned_data)
    ):
        messages.success(request, _("计划的变动已取消。"))
        return redirect(reading.path_of(unit))
    page = {
        "unit": unit,
        "form": form,
        "title": _("取消计划的变动"),
        "facts": found,
        "label": _("取消这项变动"),
        "icon": "x",
        "trail": reading.trail_of(unit, pieces.Crumb(_("取消计划的变动"))),
    }
    return fragments.respond(request, "tree/form.html", page, status=submit.status_of(form))
