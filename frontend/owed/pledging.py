"""Which obligations does a draft fulfil? Chosen among those that its unit still owes of its item."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosures import actions, policies
from disclosures.inputs import values_of
from disclosures.models import Disclosure
from frontend import fragments, submit, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.work import detail
from obligations.models import Obligation, Pledge


class Choice(forms.Form):
    """Which of these obligations."""

    obligations = forms.MultipleChoiceField(
        label=gettext_lazy("公开以后，完成哪些任务？"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("所选任务已经完成或终结，请刷新页面重新选择。")},
    )

    def __init__(self, *args: Any, offered: list[Obligation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["obligations"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(str(each.public_id), _said(each)) for each in offered]


@signed_in
def pledges(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Show what the unit still owes of the draft's item, and keep what was chosen."""
    found = detail.find(request, public_id)
    policies.edit(request.actor, found).enforce()
    if not found.is_editable:
        return redirect("work:disclosure", found.public_id)
    offered = _offered(request, found)
    chosen = Pledge.objects.of(found.pk).values_list("obligation__public_id", flat=True)
    form = Choice(
        request.POST if request.method == "POST" else None,
        offered=offered,
        initial={"obligations": [str(each) for each in chosen]},
    )
    if request.method == "POST" and submit.attempt(form, lambda: _keep(request, found, form)):
        messages.success(request, _("已记下这件公开信息完成的任务。"))
        return redirect("work:edit", found.public_id)
    context = {
        "disclosure": found,
        "form": form,
        "offered": offered,
        "trail": detail.crumbs_of(found, last=_("完成的任务")),
    }
    return fragments.respond(request, "owed/pledges.html", context, status=submit.status_of(form))


def _offered(request: SignedIn, found: Disclosure) -> list[Obligation]:
    if found.item is None:
        return []
    rows = Obligation.objects.visible_to(request.actor).of_unit(found.unit).of_lineage(found.item.lineage)
    return list(rows.open(visits.today(request)).for_list()[:60])


def _keep(request: SignedIn, found: Disclosure, form: Choice) -> None:
    data = {**values_of(found), "obligations": form.cleaned_data["obligations"]}
    actions.edit_draft(found, data=data, revision=found.revision, actor=request.actor, at=request.at)


def _said(each: Obligation) -> str:
    return _("%(task)s，%(day)s到期") % {"task": each.label, "day": words.date(each.due_on)}
