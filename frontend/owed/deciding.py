"""Who asks for more time, and what does the superior say? Several requests are decided at once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import errors
from frontend import fragments, submit, visits, words
from frontend.account.requests import SignedIn, signed_in
from obligations.flows import extension_flow
from obligations.models import Extension

RECENT = 10


class Decision(forms.Form):
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
    words = forms.CharField(
        label=gettext_lazy("意见或理由"),
        help_text=gettext_lazy("不同意的，必须写理由。"),
        required=False,
        max_length=1000,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, waiting: Sequence[Extension], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(str(each.public_id), str(each.obligation)) for each in waiting]

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the day stays as it is."""
        cleaned = super().clean() or {}
        if cleaned.get("verb") == "refuse" and not cleaned.get("words", "").strip():
            self.add_error("words", _("请写不同意的理由，申请单位据此安排公开。"))
        return cleaned


@signed_in
def extensions(request: SignedIn) -> HttpResponse:
    """Show the requests that wait for this person, and decide those that she chose."""
    waiting = list(Extension.objects.awaiting(request.actor).for_list())
    form = Decision(request.POST if request.method == "POST" else None, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        _decide(request, form, waiting)
        return redirect("work:extensions")
    decided = Extension.objects.visible_to(request.actor).filter(decided_by=request.actor.user_id)
    context = {
        "form": form,
        "waiting": waiting,
        "chosen": set(request.POST.getlist("chosen")),
        "recent": decided.select_related("obligation__unit", "obligation__item").order_by("-decided_at")[:RECENT],
        "today": visits.today(request),
    }
    return fragments.respond(request, "owed/extensions.html", context, status=submit.status_of(form))


def _decide(request: SignedIn, form: Decision, waiting: Sequence[Extension]) -> None:
    """Decide one after the other; what somebody else decided meanwhile is said and left alone."""
    chosen = {uuid.UUID(found) for found in form.cleaned_data["chosen"]}
    verb, said = form.cleaned_data["verb"], form.cleaned_data["words"]
    values = {"opinion": said} if verb == "grant" else {"reason": said}
    done = 0
    for each in (found for found in waiting if found.public_id in chosen):
        try:
            extension_flow.perform(verb, each, actor=request.actor, at=request.at, revision=each.revision, data=values)
        except errors.Conflict as refusal:
            messages.warning(request, _("%(task)s：%(reason)s") % {"task": each.obligation, "reason": refusal.reason})
        else:
            done += 1
    if done:
        label = extension_flow.transitions[verb].label
        messages.success(request, _("%(decision)s：%(count)s 件。") % {"decision": label, "count": words.number(done)})
