"""How far is a rollout: its phases, and the units with where each is?"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from core.errors import Text
from core.inbox import StateTone
from frontend import fragments, pieces, submit, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.rollout import reading
from frontend.workbench import reading as workbench_reading
from hierarchy.models import Unit
from rollouts import differing, exports, inputs, paths, policies, progress
from rollouts.flows import rollout_flow
from rollouts.kinds import OPEN_STATES, UnitState
from rollouts.models import Rollout, RolloutUnit
from rollouts.progress import Progress
from rollouts.queries import RolloutUnitQuerySet

PAGE = 50
LATE = "late"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Difference:
    """What a unit has of its own, of one sort, and where it is read."""

    label: Text
    path: str


@dataclass(frozen=True)
class Line:
    """One unit of the board."""

    row: RolloutUnit
    tone: StateTone
    is_late: bool
    below: progress.Below | None
    own: Sequence[Difference]


@dataclass(frozen=True)
class Chosen:
    """By what the list of units is narrowed."""

    state: str
    unit: Unit | None


@signed_in
def board(request: SignedIn, rollout: uuid.UUID) -> HttpResponse:
    """Show both, with what the administrator can do."""
    return show(request, reading.rollout(request, rollout))


def show(
    request: SignedIn, found: Rollout, *, form: inputs.SendBackInput | None = None, outcome: Any = None
) -> HttpResponse:
    """Show the board; after a step for many, with what became of each, or with what the form lacks."""
    on = visits.today(request)
    chosen = _chosen(request)
    numbers = progress.of(found, on=on)
    page = Paginator(_rows(found, chosen, on).for_list(), PAGE).get_page(request.GET.get("page"))
    context = {
        "rollout": found,
        "numbers": numbers,
        "today": on,
        "trail": reading.trail_of(found),
        "page": page,
        "lines": _lines(found, list(page.object_list), on),
        "tabs": _tabs(request, paths.board(found), numbers, chosen.state),
        "chosen": chosen,
        "units": _branches(found),
        "offers": rollout_flow.offers(found, actor=request.actor),
        "may_steer": bool(policies.steer(request.actor, found)),
        "path": paths.board(found),
        "form": form or inputs.SendBackInput(),
        "outcome": outcome,
        "query": request.GET.urlencode(),
    }
    status = submit.UNPROCESSABLE if form is not None else 200
    return fragments.respond(request, "rollout/board.html", context, status=status)


@signed_in
def numbers(request: SignedIn, rollout: uuid.UUID) -> HttpResponse:
    """Give the phases alone, as they stand now; a browser without scripts gets the board."""
    found = reading.rollout(request, rollout)
    if not fragments.wants_fragment(request):
        return redirect(paths.board(found))
    on = visits.today(request)
    context = {"rollout": found, "numbers": progress.of(found, on=on), "today": on}
    return fragments.respond(request, "rollout/_progress.html", context, fragment="rollout/_progress.html")


@signed_in
def export(request: SignedIn, rollout: uuid.UUID) -> HttpResponse:
    """Give the units of the list as it is narrowed, as a table."""
    found, on = reading.rollout(request, rollout), visits.today(request)
    content = exports.board(found, _rows(found, _chosen(request), on).for_list(), on=on)
    name = _("%(edition)s推行进度.xlsx") % {"edition": str(found.version)}
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _chosen(request: SignedIn) -> Chosen:
    state = request.GET.get("state", "")
    try:
        wanted = uuid.UUID(request.GET.get("unit", ""))
    except ValueError:
        wanted = None
    unit = Unit.objects.filter(public_id=wanted).first() if wanted else None
    return Chosen(state if state == LATE or state in UnitState.values else "", unit)


def _rows(found: Rollout, chosen: Chosen, on: datetime.date) -> RolloutUnitQuerySet:
    rows = RolloutUnit.objects.filter(rollout=found).standing()
    if chosen.unit:
        rows = rows.within(chosen.unit)
    if chosen.state == LATE:
        return rows.late(on)
    return rows.filter(state=chosen.state) if chosen.state else rows


def _lines(found: Rollout, rows: Sequence[RolloutUnit], on: datetime.date) -> list[Line]:
    below = progress.below(found, rows)
    own = differing.own_of([row.unit_id for row in rows], on=on)
    return [
        Line(
            row,
            reading.TONES[row.state],
            row.state in OPEN_STATES and getattr(row, "compile_by") < on,
            below.get(row.pk),
            _differences(row, own.get(row.unit_id, differing.Own())),
        )
        for row in rows
    ]


def _differences(row: RolloutUnit, own: differing.Own) -> list[Difference]:
    """Return what the unit added, made stricter and did not choose, each with the view of its catalog that shows it."""
    sorts = (
        ("own", own.added, _("本级增加 %(count)s 项")),
        ("adapted", own.tightened, _("加严 %(count)s 项")),
        ("released", own.declined, _("不选 %(count)s 项")),
    )
    path = workbench_reading.path_of(row.unit)
    return [
        Difference(label % {"count": words.number(count)}, f"{path}&view={view}")
        for view, count, label in sorts
        if count
    ]


def _tabs(request: SignedIn, path: str, numbers: Progress, current: str) -> list[pieces.Tab]:
    query = request.GET.copy()
    query.pop("page", None)

    def tab(state: str, label: Any, count: int) -> pieces.Tab:
        query["state"] = state
        return pieces.Tab(label, f"{path}?{query.urlencode()}", count, current=current == state)

    shown = [state for state in UnitState if numbers.by_state[state] or state == current]
    tabs = [tab("", _("全部"), numbers.taken_in), *(tab(each, each.label, numbers.by_state[each]) for each in shown)]
    return [*tabs, tab(LATE, _("已逾期"), numbers.late)] if numbers.late or current == LATE else tabs


def _branches(found: Rollout) -> list[Unit]:
    """Return the top of the subtree and what hangs directly below it, to narrow the list by."""
    within = Unit.objects.open().within(found.root)
    return list(within.filter(level__lte=found.root.level + 1).order_by("lft"))
