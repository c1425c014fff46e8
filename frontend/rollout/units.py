"""What does one unit have to do in a rollout, and what happens when it does it?"""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core import errors
from core.errors import Text
from frontend import fields, fragments, pieces, submit, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.rollout import reading
from frontend.workbench import reading as workbench_reading
from rollouts import paths, policies
from rollouts.flows import rollout_unit_flow
from rollouts.kinds import OPEN_STATES
from rollouts.models import RolloutUnit

DONE: dict[str, Text] = {
    "adopt": gettext_lazy("已确认按此执行，等待验收。"),
    "localise": gettext_lazy("已开始编制本级目录。提交或发布后，这里自动更新。"),
    "accept": gettext_lazy("已验收通过。"),
    "return": gettext_lazy("已退回，该单位会看到理由。"),
}


@signed_in
def task(request: SignedIn, rollout_unit: uuid.UUID) -> HttpResponse:
    """Show what there is to do, and until when."""
    return _page(request, reading.unit_row(request, rollout_unit))


@signed_in
@require_POST
def step(request: SignedIn, rollout_unit: uuid.UUID, verb: str) -> HttpResponse:
    """Take one step on the state that the person saw."""
    found = reading.unit_row(request, rollout_unit)
    try:
        rollout_unit_flow.perform(
            verb,
            found,
            actor=request.actor,
            at=request.at,
            revision=reading.revision(request),
            data=request.POST,
        )
    except errors.Invalid as refusal:
        row = rollout_unit_flow.transitions[verb]
        form = (row.input or forms.Form)(request.POST)
        if form.is_valid():
            fields.adopt(form, refusal)
        return _page(request, found, form)
    except errors.Conflict as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, str(DONE[verb]))
    return redirect(paths.task(found))


def _page(request: SignedIn, found: RolloutUnit, form: forms.Form | None = None) -> HttpResponse:
    on = visits.today(request)
    offers = rollout_unit_flow.offers(found, actor=request.actor)
    phases = list(found.rollout.phases.all())
    steers = bool(policies.view(request.actor, found.rollout))
    context = {
        "row": found,
        "tone": reading.TONES[found.state],
        "due_on": getattr(found, "compile_by") if found.state in OPEN_STATES else None,
        "today": on,
        "steps": [offer for offer in offers if offer.input is None],
        "asking": [(offer, form or offer.input()) for offer in offers if offer.input is not None],
        "form": form,
        "path": paths.task(found),
        "board_path": paths.board(found.rollout) if steers else "",
        "catalog_path": workbench_reading.path_of(found.unit),
        "edition_path": workbench_reading.edition_path(found.rollout.version),
        "facts": _facts(found),
        "phase_events": [pieces.Event(each.name, words.date(each.due_on), done=each.due_on < on) for each in phases],
        "trail": [reading.list_crumb(), pieces.Crumb(found.unit.name)],
    }
    status = submit.UNPROCESSABLE if form is not None else 200
    return fragments.respond(request, "rollout/task.html", context, status=status)


def _facts(found: RolloutUnit) -> list[pieces.Fact]:
    version = found.rollout.version
    rows = [
        pieces.Fact(_("单位"), found.unit.name),
        pieces.Fact(_("目录"), str(version), workbench_reading.edition_path(version)),
        pieces.Fact(_("制定单位"), version.catalog.unit.name),
    ]
    if found.adopted_by_name:
        rows.append(pieces.Fact(_("确认人"), found.adopted_by_name))
    if found.decided_by_name:
        rows.append(pieces.Fact(_("验收人"), found.decided_by_name))
    return rows
