"""Who asks for more time, and what does the superior say? Several requests are decided at once."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from frontend.account.requests import SignedIn, signed_in
from frontend.outcomes import Outcome
from frontend.owed import together
from obligations import paths
from obligations.flows import extension_flow
from obligations.models import Extension


class Decision(together.TogetherForm):
    """What is decided, on which requests, with which words."""

    chosen = together.RequestsField(
        label=gettext_lazy("延期申请"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请先选要审批的延期申请。")},
    )
    verb = forms.ChoiceField(
        label=gettext_lazy("决定"),
        choices=[("grant", gettext_lazy("同意延期")), ("refuse", gettext_lazy("不同意延期"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选同意或不同意。")},
    )
    refusing = frozenset({"refuse"})
    reason_asked = gettext_lazy("请写不同意的理由，申请单位据此安排公开。")
    words_hint = gettext_lazy("不同意的，必须写理由。")


@signed_in
def extensions(request: SignedIn) -> HttpResponse:
    """Show the requests that wait for this person, and decide those that she chose, each as she saw it."""
    desk = together.Desk(
        rows=Extension.objects.visible_to(request.actor).for_list(),
        waiting=Extension.objects.awaiting(request.actor).for_list(),
        row=lambda each: together.Row(each, str(each.obligation), paths.detail(each.obligation)),
        flow=extension_flow,
        template="owed/extensions.html",
    )
    form = Decision(request.POST if request.method == "POST" else None)
    became: list[Outcome] = []
    if request.method == "POST" and form.is_valid():
        verb = form.cleaned_data["verb"]
        label = extension_flow.transitions[verb].label
        became = together.decide(request, form, desk, verb_for=lambda _each: verb, label=label)
        if not became:
            return redirect("work:extensions")
    return together.show(request, form, desk, became=became)
