"""Who asks for more time, and what does the superior say? Several requests are decided at once."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from frontend import fragments, submit
from frontend.account.requests import SignedIn, signed_in
from frontend.owed import together
from obligations import paths
from obligations.flows import extension_flow
from obligations.models import Extension

RECENT = 10


class Decision(together.TogetherForm):
    """What is decided, on which requests, with which words."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("延期申请"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("请先选要审批的延期申请。"),
            "invalid_choice": gettext_lazy("所选申请有的已经办过了，请重新选择。"),
        },
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
    """Show the requests that wait for this person, and decide those that she chose."""
    waiting = list(Extension.objects.awaiting(request.actor).for_list())
    form = Decision(request.POST if request.method == "POST" else None, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        _decide(request, form, waiting)
        return redirect("work:extensions")
    decided = Extension.objects.visible_to(request.actor).filter(decided_by=request.actor.user_id).for_list()
    context = {
        "form": form,
        "waiting": [_row(each) for each in waiting],
        "chosen": set(request.POST.getlist("chosen")),
        "recent": [_row(each) for each in decided.order_by("-decided_at")[:RECENT]],
    }
    return fragments.respond(request, "owed/extensions.html", context, status=submit.status_of(form))


def _row(found: Extension) -> together.Row:
    return together.Row(found, str(found.obligation), paths.detail(found.obligation))


def _decide(request: SignedIn, form: Decision, waiting: Sequence[Extension]) -> None:
    verb = form.cleaned_data["verb"]
    together.decide(
        request,
        form,
        waiting,
        flow=extension_flow,
        verb_for=lambda _each: verb,
        label=extension_flow.transitions[verb].label,
        name=lambda each: each.obligation,
    )
