"""Which rollouts does this person follow, and what do her own units have to do in them?"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse

from catalogs import policies as catalog_policies
from core.inbox import StateTone
from frontend import fragments, visits
from frontend.account.requests import SignedIn, signed_in
from frontend.rollout import reading
from rollouts.kinds import ADOPTED_STATES
from rollouts.models import Rollout, RolloutUnit

PAGE = 20
MOST_TASKS = 50


@dataclass(frozen=True)
class Line:
    """One rollout with its numbers."""

    rollout: Rollout
    tone: StateTone
    units: int
    adopted: int


@signed_in
def rollouts(request: SignedIn) -> HttpResponse:
    """Show both, the newest first."""
    standing = Q(units__unit__closed_on__isnull=True)
    rows = Rollout.objects.visible_to(request.actor).for_list()
    counted = rows.annotate(
        unit_count=Count("units", filter=standing),
        adopted_count=Count("units", filter=standing & Q(units__state__in=ADOPTED_STATES)),
    )
    page = Paginator(counted, PAGE).get_page(request.GET.get("page"))
    mine = RolloutUnit.objects.worked_by(request.actor).filter(rollout__finished_at=None).for_list()[:MOST_TASKS]
    context = {
        "page": page,
        "lines": [
            Line(each, reading.TONES[each.state], getattr(each, "unit_count"), getattr(each, "adopted_count"))
            for each in page.object_list
        ],
        "tasks": [(row, reading.TONES[row.state]) for row in mine],
        "today": visits.today(request),
        "may_start": request.actor.has(catalog_policies.PUBLISH),
    }
    return fragments.respond(request, "rollout/list.html", context)
