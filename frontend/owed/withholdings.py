"""Which requests not to disclose wait for this person? Several are signed, decided or noted at once."""

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
from frontend.owed.withholding import TONES
from obligations.flows import withholding_flow
from obligations.kinds import WithholdingState
from obligations.models import Withholding

RECENT = 10
AGREE = "agree"
AGREEING = {
    WithholdingState.ASKED: "endorse",
    WithholdingState.ENDORSED: "grant",
    WithholdingState.FILED: "note",
}
"""What agreeing is called where a request stands: by the unit's leader, by the superior, and where it is filed."""


class Decision(forms.Form):
    """What is decided, on which requests, with which words."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("申请"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("请先选要办理的申请。"),
            "invalid_choice": gettext_lazy("所选申请有的已经办过了，请重新选择。"),
        },
    )
    verb = forms.ChoiceField(
        label=gettext_lazy("决定"),
        choices=[
            (AGREE, gettext_lazy("同意（报备案的，予以备案）")),
            ("return", gettext_lazy("退回修改")),
            ("refuse", gettext_lazy("不同意")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选同意、退回或不同意。")},
    )
    words = forms.CharField(
        label=gettext_lazy("意见或理由"),
        help_text=gettext_lazy("退回和不同意的，必须写理由。"),
        required=False,
        max_length=1000,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, waiting: Sequence[Withholding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(str(each.public_id), str(each)) for each in waiting]

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where it is not agreed to."""
        cleaned = super().clean() or {}
        if cleaned.get("verb") in ("return", "refuse") and not cleaned.get("words", "").strip():
            self.add_error("words", _("请写退回或不同意的理由，申请单位据此办理。"))
        return cleaned


@signed_in
def withholdings(request: SignedIn) -> HttpResponse:
    """Show the requests that wait for this person, and decide those that she chose."""
    waiting = list(Withholding.objects.awaiting(request.actor).for_list())
    form = Decision(request.POST if request.method == "POST" else None, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        _decide(request, form, waiting)
        return redirect("work:withholdings")
    decided = Withholding.objects.visible_to(request.actor).filter(decided_by=request.actor.user_id)
    recent = decided.select_related("obligation__unit", "obligation__item").order_by("-decided_at")[:RECENT]
    context = {
        "form": form,
        "waiting": [(each, TONES[WithholdingState(each.state)]) for each in waiting],
        "chosen": set(request.POST.getlist("chosen")),
        "recent": [(each, TONES[WithholdingState(each.state)]) for each in recent],
        "today": visits.today(request),
    }
    return fragments.respond(request, "owed/withholdings.html", context, status=submit.status_of(form))


def _decide(request: SignedIn, form: Decision, waiting: Sequence[Withholding]) -> None:
    """Decide one after the other; what somebody else decided meanwhile is said and left alone."""
    chosen = {uuid.UUID(found) for found in form.cleaned_data["chosen"]}
    said, done = form.cleaned_data["words"], 0
    for each in (found for found in waiting if found.public_id in chosen):
        verb = form.cleaned_data["verb"]
        verb = AGREEING[WithholdingState(each.state)] if verb == AGREE else verb
        values = {"reason": said} if verb in ("return", "refuse") else {"opinion": said}
        try:
            withholding_flow.perform(
                verb, each, actor=request.actor, at=request.at, revision=each.revision, data=values
            )
        except errors.Conflict as refusal:
            messages.warning(request, _("%(task)s：%(reason)s") % {"task": each, "reason": refusal.reason})
        else:
            done += 1
    if done:
        label = dict(form.fields["verb"].choices)[form.cleaned_data["verb"]]  # type: ignore[attr-defined]  # of a choice
        messages.success(request, _("%(decision)s：%(count)s 件。") % {"decision": label, "count": words.number(done)})
