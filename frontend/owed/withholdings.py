"""Which requests not to disclose wait for this person? Several are signed, decided or noted at once."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from core.errors import Text
from frontend.account.requests import SignedIn, signed_in
from frontend.outcomes import Outcome
from frontend.owed import together
from frontend.owed.withholding import TONES
from obligations import paths
from obligations.flows import withholding_flow
from obligations.kinds import WithholdingState
from obligations.models import Withholding

AGREE = "agree"
DECISIONS: Mapping[str, Text] = {
    AGREE: gettext_lazy("同意（报备案的，予以备案）"),
    "return": gettext_lazy("退回修改"),
    "refuse": gettext_lazy("不同意"),
}
AGREEING = {
    WithholdingState.ASKED: "endorse",
    WithholdingState.ENDORSED: "grant",
    WithholdingState.FILED: "note",
}
"""What agreeing is called where a request stands: by the unit's leader, by the superior, and where it is filed."""


class Decision(together.TogetherForm):
    """What is decided, on which requests, with which words."""

    chosen = together.RequestsField(
        label=gettext_lazy("申请"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请先选要办理的申请。")},
    )
    verb = forms.ChoiceField(
        label=gettext_lazy("决定"),
        choices=list(DECISIONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选同意、退回或不同意。")},
    )
    refusing = frozenset({"return", "refuse"})
    reason_asked = gettext_lazy("请写退回或不同意的理由，申请单位据此办理。")
    words_hint = gettext_lazy("退回和不同意的，必须写理由。")


@signed_in
def withholdings(request: SignedIn) -> HttpResponse:
    """Show the requests that wait for this person, and decide those that she chose, each as she saw it."""
    desk = together.Desk(
        rows=Withholding.objects.visible_to(request.actor).for_list(),
        waiting=Withholding.objects.awaiting(request.actor).for_list(),
        row=_row,
        flow=withholding_flow,
        template="owed/withholdings.html",
    )
    form = Decision(request.POST if request.method == "POST" else None)
    became: list[Outcome] = []
    if request.method == "POST" and form.is_valid():
        verb = form.cleaned_data["verb"]
        became = together.decide(
            request, form, desk, verb_for=lambda each: _verb_for(each, verb), label=DECISIONS[verb]
        )
        if not became:
            return redirect("work:withholdings")
    return together.show(request, form, desk, became=became)


def _row(found: Withholding) -> together.Row:
    return together.Row(found, str(found), paths.withholding(found), TONES[WithholdingState(found.state)])


def _verb_for(each: Withholding, verb: str) -> str:
    """Return what the decision is called where the request stands; what is decided already, the flow refuses."""
    return AGREEING.get(WithholdingState(each.state), "grant") if verb == AGREE else verb
