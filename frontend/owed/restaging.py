"""How is a stage of a matter called otherwise, or moved to another day?"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from frontend import fragments, pieces, submit, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.owed import reading, standing
from obligations import actions, policies
from obligations.inputs import StageInput
from obligations.models import Matter, Obligation


@dataclass(frozen=True)
class Editable:
    """A stage that can still be changed, and where."""

    label: str
    path: str


@signed_in
def stage(request: SignedIn, matter: uuid.UUID, stage: uuid.UUID) -> HttpResponse:
    """Ask what the stage is called and by when it is due."""
    found = reading.matter(request, matter)
    rows = Obligation.objects.visible_to(request.actor).filter(matter=found).for_detail()
    owed = reading.one(rows.filter(public_id=stage).first())
    policies.register(request.actor, owed.unit).enforce()
    before = {"label": actions.name_of(owed), "due_on": owed.due_on}
    form = StageInput(request.POST if request.method == "POST" else None, initial=before)
    verb = lambda: actions.edit_stage(owed, data=request.POST, actor=request.actor, at=request.at)  # noqa: E731
    if request.method == "POST" and submit.attempt(form, verb):
        messages.success(request, _("阶段已调整。跨年度的，终结小结的期限随最后一个阶段一起调整。"))
        return redirect("work:matter", found.public_id)
    context = {
        "matter": found,
        "form": form,
        "today": visits.today(request),
        "facts": _("%(matter)s，现在的期限是%(day)s")
        % {"matter": found.title, "day": words.date(owed.due_on, full=True)},
        "trail": reading.trail_of(
            found.unit,
            pieces.Crumb(found.title, reverse("work:matter", args=[found.public_id])),
            pieces.Crumb(_("调整阶段")),
        ),
    }
    return fragments.respond(request, "owed/stage.html", context, status=submit.status_of(form))


def editable(matter: Matter, stages: Iterable[Obligation]) -> list[Editable]:
    """Return those among the stages that are still owed and have a day of their own."""
    found = []
    for each in stages:
        if each.is_summary or each.closed_on is not None or standing.done_on(each) is not None:
            continue
        each.matter = matter
        path = reverse("work:matter_stage", args=[matter.public_id, each.public_id])
        found.append(Editable(actions.name_of(each), path))
    return found
