"""How are the hits of a search spread over units and categories? Counted over what the reader may see, no more."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest

from disclosures.queries import DisclosureQuerySet
from hierarchy.models import Unit

MOST = 12


@dataclass(frozen=True)
class Facet:
    """One part of the hits and where it is shown alone."""

    label: str
    count: int
    path: str


def units(request: HttpRequest, found: DisclosureQuerySet, unit: Unit | None) -> list[Facet]:
    """Return the units one level below the chosen one with the hits in their subtrees, most first: two queries."""
    counted = found.order_by().values_list("unit__lft").annotate(count=Count("pk"))
    by_place = dict(counted)
    if not by_place:
        return []
    below = Unit.objects.filter(parent=unit) if unit else Unit.objects.filter(level=1)
    children = list(below.order_by("lft").values_list("lft", "rght", "public_id", "name"))
    starts = [lft for lft, *_rest in children]
    sums: Counter[int] = Counter()
    for lft, count in by_place.items():
        place = bisect_right(starts, lft) - 1
        if place >= 0 and lft < children[place][1]:
            sums[place] += count
    return [
        Facet(children[place][3], count, _narrowed(request, unit=str(children[place][2])))
        for place, count in sums.most_common(MOST)
    ]


def categories(request: HttpRequest, found: DisclosureQuerySet) -> list[Facet]:
    """Return the categories with their hits, most first: one query."""
    counted = found.exclude(category_title="").order_by().values_list("category_title").annotate(count=Count("pk"))
    return [
        Facet(title, count, _narrowed(request, category=title))
        for title, count in counted.order_by("-count", "category_title")[:MOST]
    ]


def _narrowed(request: HttpRequest, **more: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in more.items():
        query[name] = value
    return f"?{query.urlencode()}"
