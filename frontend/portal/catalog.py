"""What must a unit disclose, by whom and when? The table that offices know, for any unit."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from catalogs import effective
from catalogs.kinds import Scope
from catalogs.models import Item
from core import errors
from disclosures.models import Disclosure
from frontend import visits, words
from frontend.portal import units
from hierarchy.models import Unit


@dataclass(frozen=True)
class Line:
    """One item of the table."""

    item: Item
    origin: str
    is_own: bool
    scopes: str
    published: int
    path: str


@dataclass(frozen=True)
class Section:
    """The items under one heading."""

    title: str
    lines: list[Line]


def catalog(request: visits.Visit) -> HttpResponse:
    """Show the effective catalog of a unit; without one, of the root."""
    unit = _chosen(request)
    on = visits.today(request)
    items = effective.for_unit(unit, on=on) if unit else []
    counts = _published_by_item(request, unit)
    sections = [
        Section(found.title, [_line(each, unit, counts) for each in found.items])
        for found in effective.by_category(items)
    ]
    context = {
        "unit": unit,
        "trail": units.trail_of(unit) if unit else [],
        "sections": sections,
        "count": len(items),
        "is_inherited": not all(each.is_own for each in items),
        "version": items[0].item.version if items else None,
    }
    return render(request, "portal/catalog.html", context)


def _chosen(request: visits.Visit) -> Unit | None:
    wanted = request.GET.get("unit", "")
    if not wanted:
        return Unit.objects.roots().first()
    try:
        return Unit.objects.get(public_id=uuid.UUID(wanted))
    except (ValueError, Unit.DoesNotExist):
        raise errors.Missing from None


def _published_by_item(request: visits.Visit, unit: Unit | None) -> dict[uuid.UUID, int]:
    if unit is None:
        return {}
    found = Disclosure.objects.visible_to(request.actor).on_display(visits.today(request)).within(unit)
    return dict(found.order_by().values_list("item__lineage").annotate(Count("pk")))


def _line(each: effective.EffectiveItem, unit: Unit | None, counts: dict[uuid.UUID, int]) -> Line:
    item = each.item
    query = urlencode({"item": str(item.public_id), "unit": str(unit.public_id) if unit else ""})
    return Line(
        item=item,
        origin=each.origin_unit.name,
        is_own=each.is_own,
        scopes=words.listing(Scope(scope).label for scope in item.scopes),
        published=counts.get(item.lineage, 0),
        path=f"{reverse('portal:disclosures')}?{query}",
    )
