"""What can the administrator do with a rollout: pause it, move its days, and take a step for many units at once?"""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core import errors
from core.errors import Text
from disclosures.deciding.inputs import BETWEEN
from frontend import fragments, submit, words
from frontend.account.requests import SignedIn, signed_in
from frontend.rollout import board, reading
from frontend.rollout.starting import phase_fields
from rollouts import actions, inputs, paths, policies
from rollouts.flows import rollout_flow
from rollouts.models import Rollout, RolloutUnit

MOST_AT_ONCE = 200
REMIND = "remind"
VERBS = ("accept", "return", REMIND)
DONE: dict[str, Text] = {
    "pause": gettext_lazy("推行已暂停，各单位的情况保持不变。"),
    "resume": gettext_lazy("推行已恢复。"),
    "finish": gettext_lazy("推行已结束。"),
}


@signed_in
@require_POST
def step(request: SignedIn, rollout: uuid.UUID, verb: str) -> HttpResponse:
    """Pause, resume or finish it."""
    found = reading.rollout(request, rollout)
    try:
        rollout_flow.perform(verb, found, actor=request.actor, at=request.at, revision=reading.revision(request))
    except errors.Conflict as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, str(DONE[verb]))
    return redirect(paths.board(found))


@signed_in
def phases(request: SignedIn, rollout: uuid.UUID) -> HttpResponse:
    """Ask how the phases are called and by when they are to be done."""
    found = reading.rollout(request, rollout)
    policies.steer(request.actor, found).enforce()
    form = inputs.PhasesInput(request.POST or None, initial=inputs.values_of(found))
    if request.method == "POST" and submit.attempt(
        form,
        lambda: actions.reschedule(
            found, data=form.cleaned_data, actor=request.actor, at=request.at, revision=reading.revision(request)
        ),
    ):
        messages.success(request, _("推行阶段已调整。"))
        return redirect(paths.board(found))
    context = {
        "rollout": found,
        "form": form,
        "phases": phase_fields(form),
        "trail": reading.trail_of(found, _("调整阶段和日期")),
        "back": paths.board(found),
    }
    return fragments.respond(request, "rollout/phases.html", context, status=submit.status_of(form))


@signed_in
@require_POST
def many(request: SignedIn, rollout: uuid.UUID) -> HttpResponse:
    """Accept, return or remind the units that were ticked, and tell what became of each."""
    found = reading.rollout(request, rollout)
    verb = request.POST.get("verb", "")
    if verb not in VERBS:
        raise errors.Missing("verb.unknown", _("没有这个办理步骤。请回到上一页，按页面上的按钮办理。"))
    seen = _ticked(request)
    rows = _rows(request, found, seen)
    if not rows:
        messages.error(request, _("请先勾选要办理的单位。"))
        return redirect(paths.board(found))
    if verb == REMIND:
        return _reminded(request, found, rows)
    form = inputs.SendBackInput(request.POST) if verb == "return" else None
    if form is not None and not form.is_valid():
        return board.show(request, found, form=form)
    data = form.cleaned_data if form is not None else {}
    outcomes = actions.step_each(verb, rows, actor=request.actor, at=request.at, data=data, seen=seen)
    refused = [outcome for outcome in outcomes if outcome.refusal]
    done = words.number(len(outcomes) - len(refused))
    text = _("%(done)s 个单位已办理") if not refused else _("%(done)s 个单位已办理，%(refused)s 个没有办理")
    messages.info(request, text % {"done": done, "refused": words.number(len(refused))})
    if refused:
        return board.show(request, found, outcome=refused)
    return redirect(paths.board(found))


def _reminded(request: SignedIn, found: Rollout, rows: list[RolloutUnit]) -> HttpResponse:
    try:
        count = actions.remind(found, rows=rows, actor=request.actor, at=request.at)
    except errors.Conflict as refusal:
        messages.error(request, str(refusal.reason))
    else:
        text = _("已提醒 %(count)s 个单位，同一天只提醒一次。") % {"count": words.number(count)}
        messages.success(request, text)
    return redirect(paths.board(found))


def _ticked(request: SignedIn) -> dict[uuid.UUID, int]:
    """Return the rows that were ticked, each with the revision that the person saw."""
    seen = {}
    for sent in request.POST.getlist("row")[:MOST_AT_ONCE]:
        public_id, _between, revision = sent.partition(BETWEEN)
        try:
            seen[uuid.UUID(public_id)] = int(revision)
        except ValueError:
            raise errors.Missing from None
    return seen


def _rows(request: SignedIn, found: Rollout, seen: Collection[uuid.UUID]) -> list[RolloutUnit]:
    """Return the units that were ticked, or all that still owe a step."""
    rows = RolloutUnit.objects.visible_to(request.actor).filter(rollout=found).for_list()
    if request.POST.get("all") and request.POST.get("verb") == REMIND:
        return list(rows.open())
    return list(rows.filter(public_id__in=seen))
