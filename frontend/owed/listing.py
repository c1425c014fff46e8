"""What does a unit owe, by when? The list with its parts, its filters, and the draft for each row."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from core.workdays.periods import PeriodKind, containing
from disclosures.models import Disclosure
from frontend import fragments, pieces, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.owed import reading, standing
from frontend.owed.standing import View
from frontend.work.wording import Mark, mark_of
from obligations import policies
from obligations.models import Extension, Obligation, ObligationPolicy, Pledge, Withholding
from obligations.queries import ObligationQuerySet

PAGE = 20
QUARTERS_AROUND = 2


@dataclass(frozen=True)
class Draft:
    """The draft that is to fulfil an obligation."""

    path: str
    mark: Mark


@dataclass(frozen=True)
class Line:
    """One row: what is owed, how it stands, and what is being done about it."""

    obligation: Obligation
    mark: Mark
    done_on: datetime.date | None
    path: str
    draft: Draft | None
    begin_path: str
    is_withheld: bool = False


@signed_in
def obligations(request: SignedIn) -> HttpResponse:
    """Show what a unit, with or without those below it, owes: overdue first."""
    scope = reading.scope(request)
    if scope is None:
        return fragments.respond(request, "tree/empty.html")
    on = visits.today(request)
    soon_days = ObligationPolicy.objects.current().due_soon_days
    everything = standing.with_done_on(scope.rows(request.actor), on)
    categories = _categories(everything)
    rows = _narrowed(request, everything)
    counts = standing.counts(rows, on, soon_days)
    view = _view(request.GET.get("view", ""), counts)
    ordered = rows.filter(standing.of_view(view, on, soon_days)).for_list()
    ordered = ordered.order_by("-due_on", "-id") if view is View.DONE else ordered
    page = Paginator(ordered, PAGE, orphans=0).get_page(request.GET.get("page"))
    context = {
        "scope": scope,
        "trail": reading.trail_of(scope.unit),
        "today": on,
        "page": page,
        "lines": lines(list(page.object_list), request.actor, on),
        "tabs": _tabs(request, counts, view),
        "view": view.value,
        "units": reading.units(request.actor),
        "categories": categories,
        "category": request.GET.get("category", ""),
        "periods": _periods(on),
        "period": request.GET.get("period", ""),
        "is_narrowed": any(request.GET.get(name) for name in ("category", "period", "q")),
        "facts": _facts(counts),
        "asked": Extension.objects.awaiting(request.actor).count(),
        "withheld": Withholding.objects.awaiting(request.actor).count(),
        "may_register": bool(policies.register(request.actor, scope.unit)) and scope.unit.is_open,
    }
    return fragments.respond(request, "owed/list.html", context)


def lines(found: Sequence[Obligation], actor: Actor, on: datetime.date) -> list[Line]:
    """Return rows that know when they were done as they are shown: two queries, whatever their number."""
    drafts = drafts_of(found, actor)
    return [
        Line(
            each,
            standing.mark_of(each, on),
            standing.done_on(each),
            reading.path_of(each),
            drafts.get(each.pk),
            begin_path(each) if _is_to_do(each) and actor.may(policies.DRAFT, each.unit) else "",
            is_withheld=standing.withheld_as(each) is not None,
        )
        for each in found
    ]


def drafts_of(found: Iterable[Obligation], actor: Actor) -> dict[int, Draft]:
    """Return the latest draft that is to fulfil each of these, as far as the person works on it."""
    pledged = dict(
        Pledge.objects.filter(obligation__in=[each.pk for each in found])
        .order_by("disclosure_id")
        .values_list("obligation_id", "disclosure_id")
    )
    rows = Disclosure.objects.workable_by(actor).filter(pk__in=set(pledged.values()))
    texts = {each.pk: Draft(reverse("work:disclosure", args=[each.public_id]), mark_of(each)) for each in rows}
    return {owed: texts[text] for owed, text in pledged.items() if text in texts}


def begin_path(found: Obligation) -> str:
    """Return where a draft that fulfils it is begun."""
    return f"{reverse('work:new')}?obligation={found.public_id}"


def _is_to_do(found: Obligation) -> bool:
    return standing.done_on(found) is None and standing.withheld_as(found) is None


def _narrowed(request: SignedIn, rows: ObligationQuerySet) -> ObligationQuerySet:
    category, period = request.GET.get("category", ""), reading.period(request.GET.get("period", ""))
    if category:
        rows = rows.filter(item__category__title=category)
    if period:
        rows = rows.due_between(period.first, period.last)
    for word in request.GET.get("q", "").split()[:5]:
        rows = rows.filter(item__title__icontains=word) | rows.filter(label__icontains=word)
    return rows


def _view(wanted: str, counts: Mapping[str, int]) -> View:
    """Return the part that was asked for, else the most urgent one in which there is something."""
    if wanted in View.__members__.values():
        return View(wanted)
    return next((view for view in (View.OVERDUE, View.SOON, View.LATER) if counts[view.value]), View.OVERDUE)


def _tabs(request: SignedIn, counts: Mapping[str, int], current: View) -> list[pieces.Tab]:
    query = request.GET.copy()
    query.pop("page", None)
    found = []
    for view in View:
        if view is View.WITHHELD and view is not current and not counts[view.value]:
            continue
        query["view"] = view.value
        label = standing.LABELS[view]
        found.append(pieces.Tab(label, f"{request.path}?{query.urlencode()}", counts[view.value], view is current))
    return found


def _categories(rows: ObligationQuerySet) -> list[str]:
    return list(rows.order_by("item__category__title").values_list("item__category__title", flat=True).distinct())


def _periods(on: datetime.date) -> list[tuple[str, str]]:
    quarter = containing(on, PeriodKind.QUARTER)
    around = [quarter.shifted(count) for count in range(-QUARTERS_AROUND, QUARTERS_AROUND + 1)]
    year = containing(on, PeriodKind.YEAR)
    return [(found.key, found.label) for found in (*around, year.previous(), year, year.next())]


def _facts(counts: Mapping[str, int]) -> str:
    words_of = {name: words.number(count) for name, count in counts.items()}
    withheld = counts[View.WITHHELD.value]
    said = _("应公开 %(all)s 项，其中 %(done)s 项已公开，%(overdue)s 项已逾期") % {
        "all": words.number(sum(counts.values()) - withheld),
        "done": words_of[View.DONE.value],
        "overdue": words_of[View.OVERDUE.value],
    }
    if not withheld:
        return said
    return _("%(said)s；另有 %(count)s 项暂不公开或不予公开") % {"said": said, "count": words_of[View.WITHHELD.value]}
