"""What must a unit disclose, by whom and when, and what has changed? The table that offices know, for any unit."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from catalogs import effective, folding
from catalogs.kinds import Level
from catalogs.models import Amendment, CatalogVersion, Item
from core import errors
from disclosures.models import Disclosure
from frontend import kept, visits
from frontend.portal import units
from frontend.workbench import lines
from frontend.workbench.lines import Change
from hierarchy.models import Unit

RECENT = datetime.timedelta(days=183)
"""For how long the explanation of a change or end stands beside the catalog; in the list of editions it stays."""


@dataclass(frozen=True)
class Line:
    """One item of the table."""

    item: Item
    origin: str
    is_own: bool
    time: str
    scopes: str
    published: int
    path: str
    changes: Mapping[str, Change] = field(default_factory=dict)
    """What was made stricter on the way down, by column."""
    others: Sequence[Change] = ()
    """What was made stricter and has no column."""


@dataclass(frozen=True)
class Section:
    """The items under one heading."""

    title: str
    lines: list[Line]


@kept.page(unit=kept.UUID)
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
        "amendments": _recent(unit, on) if unit else [],
    }
    return render(request, "portal/catalog.html", context)


@kept.page(unit=kept.UUID)
def editions(request: visits.Visit) -> HttpResponse:
    """List the editions of a unit's catalogs and of those it inherits from, the latest first, with what they say."""
    unit = _chosen(request)
    found = CatalogVersion.objects.published_down_to(unit) if unit else CatalogVersion.objects.none()
    context = {"unit": unit, "trail": units.trail_of(unit) if unit else [], "editions": found}
    return render(request, "portal/editions.html", context)


def _chosen(request: visits.Visit) -> Unit | None:
    wanted = request.GET.get("unit", "")
    if not wanted:
        return Unit.objects.roots().first()
    try:
        return Unit.objects.get(public_id=uuid.UUID(wanted))
    except (ValueError, Unit.DoesNotExist):
        raise errors.Missing from None


def _recent(unit: Unit, on: datetime.date) -> list[Amendment]:
    """Return what changed or ended of late, or is to, of what the unit owes or owed: one query."""
    return [
        found
        for found in Amendment.objects.bearing_on(unit, since=on - RECENT)
        if folding.means(found.item, unit.kind, unit.sector)
        and (found.unit_id == unit.pk or found.item.obligation_level != Level.LOCAL)
    ]


def _published_by_item(request: visits.Visit, unit: Unit | None) -> dict[uuid.UUID, int]:
    if unit is None:
        return {}
    found = Disclosure.objects.visible_to(request.actor).on_display(visits.today(request)).within(unit)
    return dict(found.order_by().values_list("item__lineage").annotate(Count("pk")))


def _line(each: effective.EffectiveItem, unit: Unit | None, counts: dict[uuid.UUID, int]) -> Line:
    item, shown = each.item, lines.of_effective(each)
    query = urlencode({"item": str(item.public_id), "unit": str(unit.public_id) if unit else ""})
    return Line(
        item=item,
        origin=each.origin_unit.name,
        is_own=each.is_own,
        time=shown.time,
        scopes=shown.scopes,
        published=counts.get(item.lineage, 0),
        path=f"{reverse('portal:disclosures')}?{query}",
        changes=shown.changes,
        others=shown.others,
    )
