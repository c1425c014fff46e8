"""Which units are there, and what does each disclose?"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core import errors
from disclosures.models import Disclosure
from frontend import kept, pieces, visits
from frontend.portal import listing
from hierarchy.models import Placement, Unit

NEWEST = 10


@kept.page()
def units(request: visits.Visit) -> HttpResponse:
    """Show the tree, or what a search by name, code or pinyin initials finds."""
    text = request.GET.get("q", "").strip()
    context = {
        "text": text,
        "found": Unit.objects.open().search(text).select_related("parent") if text else None,
        "tree": None if text else _tree(list(Unit.objects.for_tree())),
    }
    return render(request, "portal/units.html", context)


@kept.page()
def unit(request: visits.Visit, public_id: uuid.UUID) -> HttpResponse:
    """Show a unit: its place, what it disclosed last, the units below it and its former names."""
    found = Unit.objects.filter(public_id=public_id).select_related("successor").first()
    if found is None:
        raise errors.Missing
    disclosures = Disclosure.objects.visible_to(request.actor).on_display(visits.today(request))
    own = disclosures.of_unit(found).newest().for_rows()
    counts = dict(disclosures.within(found).order_by().values_list("unit_id").annotate(Count("pk")))
    context = {
        "unit": found,
        "trail": trail_of(found),
        "children": [_child(child, counts) for child in Unit.objects.children_with_counts(found)],
        "newest": listing.rows(own[:NEWEST], with_unit=False),
        "own_count": counts.get(found.pk, 0),
        "subtree_count": sum(counts.values()),
        "former": _former_names(found),
        "departments": [department.name for department in found.departments.filter(closed_on__isnull=True)],
    }
    return render(request, "portal/unit.html", context)


def path_of(found: Unit) -> str:
    """Return the address of a unit on the portal."""
    return reverse("portal:unit", args=[found.public_id])


def trail_of(found: Unit, *, last: pieces.Crumb | None = None) -> list[pieces.Crumb]:
    """Return the way from the root to a unit, and on to `last` if it is given."""
    above = [pieces.Crumb(each.name, path_of(each)) for each in Unit.objects.ancestors_of(found)]
    here = pieces.Crumb(found.name, path_of(found) if last else "")
    return [*above, here, *([last] if last else [])]


def _tree(rows: Sequence[Unit]) -> pieces.Node | None:
    """Fold units in tree order into nodes: one query was enough."""
    children: dict[int | None, list[pieces.Node]] = {}
    node = None
    for row in reversed(rows):
        below = tuple(reversed(children.pop(row.pk, [])))
        kind = row.get_kind_display()
        node = pieces.Node(row.name, path_of(row), note=kind, has_children=bool(below), children=below)
        children.setdefault(row.parent_id, []).append(node)
    return node


def _child(child: Unit, counts: dict[int, int]) -> pieces.Row:
    return pieces.Row(child.name, path_of(child), (child.get_kind_display(), child.get_sector_display()))


def _former_names(found: Unit) -> list[Placement]:
    past = Placement.objects.filter(unit=found, to_on__isnull=False).order_by("-from_on")
    return [placement for placement in past if placement.name != found.name]
