"""Which disclosures do I work on? The list with its filters and its counts by state."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.utils.translation import gettext as _

from disclosures import searching
from disclosures.kinds import State
from disclosures.models import Disclosure
from disclosures.queries import DisclosureQuerySet
from frontend import fragments, pieces
from frontend.account.requests import SignedIn, signed_in
from frontend.work import forms, wording
from hierarchy.models import Unit

PAGE = 20
MOST_UNITS = 200


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    disclosure: Disclosure
    mark: wording.Mark


@signed_in
def disclosures(request: SignedIn) -> HttpResponse:
    """Show the disclosures that the person works on or supervises, the last changed first."""
    form = forms.Filters(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    mine = Disclosure.objects.workable_by(request.actor)
    unit = _unit(wanted.get("unit"))
    found = searching.find(mine.within(unit) if unit else mine, wanted.get("q") or "")
    counts = dict(found.order_by().values_list("state").annotate(Count("pk")))
    page = Paginator(_of_state(found, wanted), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [Line(each, wording.mark_of(each)) for each in page.object_list],
        "tabs": _tabs(request, counts, str(wanted.get("state") or "")),
        "units": _units(mine),
        "unit": unit,
        "state": wanted.get("state") or "",
        "search_text": wanted.get("q") or "",
        "is_narrowed": any(wanted.values()),
        "may_draft": request.actor.has("disclosures.draft"),
    }
    return fragments.respond(request, "work/disclosures.html", context)


def _of_state(found: DisclosureQuerySet, wanted: Mapping[str, Any]) -> DisclosureQuerySet:
    state = wanted.get("state")
    return (found.filter(state=state) if state else found).for_list().last_changed()


def _tabs(request: SignedIn, counts: Mapping[str, int], current: str) -> list[pieces.Tab]:
    """Return a tab for all and for each state in which something is."""
    query = request.GET.copy()
    query.pop("page", None)

    def tab(state: str, label: Any, count: int) -> pieces.Tab:
        query["state"] = state
        return pieces.Tab(label, f"{request.path}?{query.urlencode()}", count, current=current == state)

    shown = [state for state in State if counts.get(state) or state == current]
    return [
        tab("", _("全部"), sum(counts.values())),
        *(tab(state, wording.SHORT[state], counts.get(state, 0)) for state in shown),
    ]


def _units(mine: DisclosureQuerySet) -> list[Unit]:
    """Return the units to choose from, in tree order; nothing where there is no choice, or too much of one."""
    found = list(Unit.objects.filter(pk__in=mine.order_by().values("unit")).order_by("lft")[: MOST_UNITS + 1])
    return found if 1 < len(found) <= MOST_UNITS else []


def _unit(public_id: uuid.UUID | None) -> Unit | None:
    return Unit.objects.filter(public_id=public_id).first() if public_id else None
