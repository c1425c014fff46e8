"""Which requests not to disclose wait for this person? Several are signed, decided or noted at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from core.errors import Text
from frontend import fragments, submit
from frontend.account.requests import SignedIn, signed_in
from frontend.owed import together
from frontend.owed.withholding import TONES
from obligations import paths
from obligations.flows import withholding_flow
from obligations.kinds import WithholdingState
from obligations.models import Withholding

RECENT = 10
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
        choices=list(DECISIONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选同意、退回或不同意。")},
    )
    refusing = frozenset({"return", "refuse"})
    reason_asked = gettext_lazy("请写退回或不同意的理由，申请单位据此办理。")
    words_hint = gettext_lazy("退回和不同意的，必须写理由。")


@signed_in
def withholdings(request: SignedIn) -> HttpResponse:
    """Show the requests that wait for this person, and decide those that she chose."""
    waiting = list(Withholding.objects.awaiting(request.actor).for_list())
    form = Decision(request.POST if request.method == "POST" else None, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        _decide(request, form, waiting)
        return redirect("work:withholdings")
    decided = Withholding.objects.visible_to(request.actor).filter(decided_by=request.actor.user_id).for_list()
    context = {
        "form": form,
        "waiting": [_row(each) for each in waiting],
        "chosen": set(request.POST.getlist("chosen")),
        "recent": [_row(each) for each in decided.order_by("-decided_at")[:RECENT]],
    }
    return fragments.respond(request, "owed/withholdings.html", context, status=submit.status_of(form))


def _row(found: Withholding) -> together.Row:
    return together.Row(found, str(found), paths.withholding(found), TONES[WithholdingState(found.state)])


def _decide(request: SignedIn, form: Decision, waiting: Sequence[Withholding]) -> None:
    verb = form.cleaned_data["verb"]
    together.decide(
        request,
        form,
        waiting,
        flow=withholding_flow,
        verb_for=lambda each: AGREEING[WithholdingState(each.state)] if verb == AGREE else verb,
        label=DECISIONS[verb],
    )
