"""What does a unit owe by its catalogs, where does each item come from, and what is still open?"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from catalogs import effective, policies, superiors
from catalogs.effective import EffectiveItem, Standing
from catalogs.models import CatalogVersion, Exemption, Item
from core.errors import Text
from frontend import fragments, pieces, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.tree import reading as tree_reading
from frontend.tree.branches import Branches
from frontend.workbench import adapting, asked, lines, reading
from frontend.workbench.lines import Section
from hierarchy.models import Unit

VIEWS = ("all", "inherited", "own", "adapted", "released", "uncertain")
ALWAYS = ("all", "inherited", "own")
"""Views that are offered even when nothing is in them."""


@signed_in
def catalog(request: SignedIn) -> HttpResponse:
    """Show the effective catalog of a unit beside the tree, or what a search for a unit finds."""
    text = request.GET.get("q", "").strip()
    if text:
        return _search(request, text)
    unit = reading.chosen_unit(request)
    if unit is None:
        return fragments.respond(request, "tree/empty.html")
    today = visits.today(request)
    found = _shown_to(request, unit, effective.for_unit(unit, on=today, released=True))
    items = [each for each in found if each.standing == Standing.REQUIRED]
    drafts = reading.drafts_at(request, unit)
    uncertain = _uncertain(drafts)
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "all"
    page = {
        "unit": unit,
        "trail": reading.trail_of(unit),
        "tree": branches(request).around(unit),
        "facts": _facts(unit, items),
        "tabs": _tabs(unit, found, uncertain, view),
        "view": view,
        "sections": _sections(found, uncertain, view, adapting.Possible.at(request, unit)),
        "editions": _editions(items),
        "coming": reading.coming_to(unit, today),
        "drafts": drafts,
        "may_write": bool(policies.make(request.actor, unit)) and unit.is_open,
        "decides": request.actor.has(superiors.DECIDE),
        "settles": unit.parent_id is None and bool(policies.settle(request.actor, unit)),
        "asked_path": asked.path_of(unit) if policies.view_exemption(request.actor, Exemption(unit=unit)) else "",
        "exports": export_links(reverse("work:catalog_export", args=[unit.public_id])),
    }
    return fragments.respond(request, "workbench/overview.html", page)


@signed_in
def below(request: SignedIn, unit: uuid.UUID) -> HttpResponse:
    """Give the rows of a branch that is being opened."""
    nodes = branches(request).below(tree_reading.found(unit))
    return fragments.respond(request, "tree/_branch.html", {"nodes": nodes})


def branches(request: SignedIn) -> Branches:
    """Return how the workbench shows units: with the number of items that they owe today. One query for the numbers."""

    def counts(units: Iterable[Unit]) -> Mapping[int, Text]:
        today = visits.today(request)
        items = list(Item.objects.in_force(today).for_detail().defer("elements", "basis", "due_rule"))
        return {
            unit.pk: words.number(sum(effective.applies_to(item, unit, on=today) for item in items)) for unit in units
        }

    return Branches(reading.path_of, lambda unit: reverse("work:catalog_below", args=[unit.public_id]), counts)


def export_links(path: str) -> list[tuple[Text, str]]:
    """Return the ways in which a catalog can be taken away: in either layout, as either kind of file."""
    ways = [
        (_("办公常用六列（.xlsx）"), "office", "xlsx"),
        (_("办公常用六列（.csv）"), "office", "csv"),
        (_("国家标准目录格式（.xlsx）"), "national", "xlsx"),
        (_("国家标准目录格式（.csv）"), "national", "csv"),
    ]
    return [(label, f"{path}?{urlencode({'layout': layout, 'format': kind})}") for label, layout, kind in ways]


def _search(request: SignedIn, text: str) -> HttpResponse:
    found = Unit.objects.open().select_related("parent").search(text)
    rows = [
        pieces.Row(unit.name, reading.path_of(unit), [unit.code, *([unit.parent.name] if unit.parent else [])])
        for unit in found
    ]
    page = {"text": text, "rows": rows, "search_path": reverse("work:catalog"), "back_label": _("看公开目录")}
    return fragments.respond(request, "tree/found.html", page)


def _facts(unit: Unit, items: Sequence[EffectiveItem]) -> str:
    """Return 生效 22 项：区委 17 项，本单位 2 项."""
    if not items:
        return _("现在没有生效的公开事项")
    origins = Counter(_("本单位") if each.is_own else each.origin_unit.name for each in items)
    parts = "，".join(
        _("%(unit)s %(count)s 项") % {"unit": name, "count": words.number(count)} for name, count in origins.items()
    )
    return _("生效 %(count)s 项：%(parts)s。") % {"count": words.number(len(items)), "parts": parts}


def _tabs(unit: Unit, items: Sequence[EffectiveItem], uncertain: Sequence[Item], current: str) -> list[pieces.Tab]:
    counts = {name: sum(_belongs(each, name) for each in items) for name in VIEWS} | {"uncertain": len(uncertain)}
    labels = {
        "all": _("全部"),
        "inherited": _("来自上级"),
        "own": _("本级事项"),
        "adapted": _("有调整"),
        "released": _("未选择和豁免"),
        "uncertain": _("待人工核对"),
    }
    path = reading.path_of(unit)
    return [
        pieces.Tab(labels[view], path if view == "all" else f"{path}&view={view}", counts[view], view == current)
        for view in VIEWS
        if view in ALWAYS or counts[view] or view == current
    ]


def _belongs(each: EffectiveItem, view: str) -> bool:
    """Say whether an item is shown in a view; what the unit does not owe stands apart."""
    if view == "released" or each.standing != Standing.REQUIRED:
        return view == "released" and each.standing != Standing.REQUIRED
    return {"inherited": not each.is_own, "own": each.is_own, "adapted": bool(each.tightened)}.get(view, True)


def _shown_to(request: SignedIn, unit: Unit, items: Sequence[EffectiveItem]) -> list[EffectiveItem]:
    """Leave out what the unit is exempt from, except for those who may read its exemptions."""
    if policies.view_exemption(request.actor, Exemption(unit=unit)):
        return list(items)
    return [each for each in items if each.standing != Standing.EXEMPT]


def _sections(
    items: Sequence[EffectiveItem], uncertain: Sequence[Item], view: str, possible: adapting.Possible
) -> list[Section]:
    if view == "uncertain":
        found: dict[str, Section] = {}
        for item in uncertain:
            found.setdefault(item.category.title, Section(item.category.title, [])).lines.append(lines.of_item(item))
        return list(found.values())
    shown = [each for each in items if _belongs(each, view)]
    return [
        Section(found.title, [possible.line(each) for each in found.items]) for found in effective.by_category(shown)
    ]


def _uncertain(drafts: Sequence[CatalogVersion]) -> list[Item]:
    """Return what imports into these drafts left to a person."""
    if not drafts:
        return []
    rows = Item.objects.filter(version__in=[draft.pk for draft in drafts]).uncertain()
    return list(rows.for_detail().in_catalog_order())


def _editions(items: Sequence[EffectiveItem]) -> list[CatalogVersion]:
    """Return the editions from which the items come, the root's first."""
    return list({each.item.version_id: each.item.version for each in items}.values())
