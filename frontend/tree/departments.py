"""Which departments does a unit have, that items of catalogs name as responsible?"""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from core.errors import Text
from frontend import fragments, pieces, submit
from frontend.account.requests import SignedIn, signed_in
from frontend.tree import reading
from hierarchy import departments, inputs
from hierarchy.models import Unit


@signed_in
def add(request: SignedIn, unit: uuid.UUID) -> HttpResponse:
    """Open a department at a unit."""
    found = reading.managed(request, unit)
    form = inputs.AddDepartment(request.POST or None)
    if request.method == "POST" and submit.attempt(
        form, lambda: departments.add_department(found, actor=request.actor, at=request.at, **form.cleaned_data)
    ):
        messages.success(request, _("责任科室已增设。"))
        return redirect(reading.path_of(found))
    return _form(request, found, form, title=_("增设责任科室"), label=_("增设责任科室"), icon="plus")


@signed_in
def close(request: SignedIn, unit: uuid.UUID) -> HttpResponse:
    """Close the department that the address names."""
    found = reading.managed(request, unit)
    department = get_object_or_404(found.departments.select_related("unit"), name=request.GET.get("name", ""))
    form = inputs.CloseDepartment(request.POST or None)
    if request.method == "POST" and submit.attempt(
        form,
        lambda: departments.close_department(department, actor=request.actor, at=request.at, **form.cleaned_data),
    ):
        messages.success(request, _("责任科室已撤销。"))
        return redirect(reading.path_of(found))
    title = _("撤销责任科室“%(name)s”") % {"name": department.name}
    return _form(request, found, form, title=title, label=_("撤销责任科室"), icon="circle-minus")


def _form(request: SignedIn, unit: Unit, form: forms.Form, *, title: Text, label: Text, icon: str) -> HttpResponse:
    page = {
        "unit": unit,
        "form": form,
        "title": title,
        "facts": unit.name,
        "label": label,
        "icon": icon,
        "trail": reading.trail_of(unit, pieces.Crumb(title)),
    }
    return fragments.respond(request, "tree/form.html", page, status=submit.status_of(form))
