"""What is to be disclosed to society this quarter, and how much is done? Figures for the front page, and the list.

Only items whose catalog names society among their readers. Done is what a text that everybody reads has done: what was
disclosed to fewer is still owed to society, and no figure tells that it exists. What an event or a matter is called
stays inside until it is disclosed: such rows bear the name of their item alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts import actors
from catalogs.kinds import Scope, TimeMode
from core.errors import Text
from core.workdays.periods import Period, PeriodKind, containing
from disclosures.models import Disclosure
from frontend import kept, pieces, visits
from frontend.owed import standing
from frontend.owed.standing import View
from frontend.portal import listing
from frontend.work.wording import Mark
from obligations.models import Fulfilment, Obligation, ObligationPolicy
from obligations.queries import ObligationQuerySet

PAGE = 20
BY_PERIOD = (TimeMode.PERIODIC, TimeMode.STANDING)


@dataclass(frozen=True)
class Figures:
    """How much of one quarter is done in time, done late, overdue, due soon, and not due yet."""

    in_time: int
    late: int
    overdue: int
    soon: int
    later: int

    @property
    def done(self) -> int:
        """What was published, in time or late."""
        return self.in_time + self.late

    @property
    def total(self) -> int:
        """All that is owed."""
        return self.done + self.overdue + self.soon + self.later


@dataclass(frozen=True)
class Line:
    """One row of the public list."""

    title: str
    unit: str
    category: str
    due_on: datetime.date
    mark: Mark
    path: str


def figures(quarter: Period, on: datetime.date) -> Figures:
    """Return the figures of a quarter as they stand on a day: two queries."""
    soon_days = ObligationPolicy.objects.current().due_soon_days
    rows = owed_to_society(quarter, on)
    counts = standing.counts(rows, on, soon_days)
    late = rows.filter(standing.LATE).count() if counts[View.DONE.value] else 0
    return Figures(
        in_time=counts[View.DONE.value] - late,
        late=late,
        overdue=counts[View.OVERDUE.value],
        soon=counts[View.SOON.value],
        later=counts[View.LATER.value],
    )


def owed_to_society(quarter: Period, on: datetime.date, *, through: Period | None = None) -> ObligationQuerySet:
    """Return what falls due in a quarter (or `through` another) and is for everybody, with the day it was done on.

    What is withheld is left out: outside nobody learns that it is.
    """
    rows = Obligation.objects.filter(item__scopes__contains=[Scope.SOCIETY.value])
    asked = rows.not_withheld(on).due_between(quarter.first, (through or quarter).last)
    return standing.with_done_on(asked, on, by=Disclosure.objects.visible_to(actors.ANONYMOUS))


def title_of(found: Obligation) -> str:
    """Return what an obligation is called in public: what happened is not named before it is disclosed."""
    return f"{found.item.title}（{found.label}）" if found.kind in BY_PERIOD else found.item.title


@kept.page(quarter="previous", view="|".join(View), page=kept.NUMBER)
def due(request: visits.Visit) -> HttpResponse:
    """List what is to be disclosed in a quarter, what is overdue first."""
    on = visits.today(request)
    this = containing(on, PeriodKind.QUARTER)
    quarter = this.previous() if request.GET.get("quarter") == "previous" else this
    soon_days = ObligationPolicy.objects.current().due_soon_days
    rows = owed_to_society(quarter, on)
    counts = standing.counts(rows, on, soon_days)
    wanted = request.GET.get("view", "")
    narrow = standing.of_view(View(wanted), on, soon_days) if wanted in standing.TO_ALL else Q()
    page = Paginator(rows.filter(narrow).for_list(), PAGE).get_page(request.GET.get("page"))
    context = {
        "quarter": quarter,
        "is_this": quarter == this,
        "this": this,
        "previous": this.previous(),
        "page": page,
        "lines": _lines(request, list(page.object_list), on),
        "tabs": _tabs(request, counts, wanted),
        "total": sum(counts.values()),
        "done": counts[View.DONE.value],
    }
    return render(request, "portal/due.html", context)


def _lines(request: visits.Visit, found: list[Obligation], on: datetime.date) -> list[Line]:
    texts = _texts(request, found)
    return [
        Line(
            title_of(each),
            each.unit.name,
            each.item.category.title,
            each.due_on,
            standing.mark_of(each, on),
            texts.get(each.pk, ""),
        )
        for each in found
    ]


def _texts(request: visits.Visit, found: list[Obligation]) -> Mapping[int, str]:
    """Return where everybody reads what fulfils each of these: two queries."""
    done = [each.pk for each in found if standing.done_on(each)]
    open_to_all = Disclosure.objects.visible_to(actors.ANONYMOUS)
    by_all = Fulfilment.objects.filter(obligation__in=done, disclosure_id__in=open_to_all.values("pk"))
    first_wins = by_all.held(visits.today(request)).order_by("-published_on")
    fulfilling = dict(first_wins.values_list("obligation_id", "disclosure_id"))
    rows = open_to_all.filter(pk__in=set(fulfilling.values()))
    paths = {each.pk: listing.path_of(each) for each in rows.only("pk", "public_id")}
    return {owed: paths[text] for owed, text in fulfilling.items() if text in paths}


def _tabs(request: visits.Visit, counts: Mapping[str, int], current: str) -> list[pieces.Tab]:
    query = request.GET.copy()
    query.pop("page", None)

    def tab(view: str, label: Text, count: int) -> pieces.Tab:
        query["view"] = view
        return pieces.Tab(label, f"{request.path}?{query.urlencode()}", count, current == view)

    return [
        tab("", _("全部"), sum(counts.values())),
        *(tab(view.value, standing.LABELS[view], counts[view.value]) for view in standing.TO_ALL),
    ]


def panel(request: visits.Visit) -> Mapping[str, Any]:
    """Return what the front page shows of this quarter; nothing where nothing is owed."""
    on = visits.today(request)
    found = figures(containing(on, PeriodKind.QUARTER), on)
    return {"due": found} if found.total else {}
