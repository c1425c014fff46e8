"""Where does a unit stand, who serves there, what was it before and what is planned for it?"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Post
from core.errors import Text
from core.verdicts import Verdict
from frontend import fragments, pieces, visits
from frontend.account.requests import SignedIn, signed_in
from frontend.tree import past, reading
from hierarchy import policies
from hierarchy.models import TreeChange, Unit


@dataclass(frozen=True)
class Step:
    """What can be done with a unit: where, how it is called, and whether this person may."""

    name: str
    label: Text
    icon: str
    path: str
    verdict: Verdict


@dataclass(frozen=True)
class Planned:
    """A change that waits for its day; `cancel_path` is empty for who may not cancel it."""

    change: TreeChange
    cancel_path: str


@signed_in
def units(request: SignedIn) -> HttpResponse:
    """Show the tree at the person's own unit, or what a search by name, code or pinyin initials finds."""
    text = request.GET.get("q", "").strip()
    if not text:
        return _show(request, reading.own_unit(request))
    found = Unit.objects.open().select_related("parent").search(text)
    rows = [_found_row(unit) for unit in found]
    page = {"text": text, "rows": rows, "search_path": reverse("work:units"), "back_label": _("看组织树")}
    return fragments.respond(request, "tree/found.html", page)


@signed_in
def unit(request: SignedIn, unit: uuid.UUID) -> HttpResponse:
    """Show one unit and the tree around it."""
    return _show(request, reading.found(unit))


@signed_in
def below(request: SignedIn, unit: uuid.UUID) -> HttpResponse:
    """Give the rows of a branch that is being opened."""
    nodes = reading.branches().below(reading.found(unit))
    return fragments.respond(request, "tree/_branch.html", {"nodes": nodes})


def _show(request: SignedIn, unit: Unit | None) -> HttpResponse:
    if unit is None:
        return fragments.respond(request, "tree/empty.html")
    today = visits.today(request)
    manages = bool(policies.manage(request.actor, unit))
    page = {
        "unit": unit,
        "trail": reading.trail_of(unit),
        "tree": reading.branches().around(unit),
        "facts": _facts(unit),
        "steps": _steps(request, unit) if manages and unit.is_open else [],
        "manages": manages and unit.is_open,
        "posts": Post.objects.current(today).filter(unit=unit).select_related("user").order_by("role", "user__name"),
        "departments": unit.departments.filter(closed_on__isnull=True),
        "planned": _planned(request, unit),
        "past": past.events_of(unit),
        "whole_tree": _whole_tree(request),
    }
    return fragments.respond(request, "tree/unit.html", page)


def _facts(unit: Unit) -> list[pieces.Fact]:
    counts = Unit.objects.open().within(unit).order_by().values_list("kind").annotate(Count("pk"))
    inside = sum(count for _kind, count in counts) - (1 if unit.is_open else 0)
    facts = [
        pieces.Fact(_("单位编码"), unit.code),
        pieces.Fact(_("组织类型"), unit.get_kind_display()),
        pieces.Fact(_("领域"), unit.get_sector_display()),
    ]
    if unit.parent is not None:
        facts.append(pieces.Fact(_("上级单位"), unit.parent.name, reading.path_of(unit.parent)))
    facts.append(pieces.Fact(_("下级单位"), _("共 %(count)s 个") % {"count": inside} if inside else _("没有")))
    return facts


def _steps(request: SignedIn, unit: Unit) -> list[Step]:
    """Return what can be done; the root neither moves nor ends."""
    manage = policies.manage(request.actor, unit)
    steps = [
        ("unit_create", _("新设下级单位"), "plus", manage),
        ("unit_rename", _("更名"), "pencil", manage),
        ("unit_reclassify", _("调整类型"), "category", manage),
    ]
    if unit.parent is not None:
        steps.append(("unit_move", _("调整隶属"), "transfer", policies.manage(request.actor, unit.parent)))
        steps.append(("unit_close", _("撤销"), "circle-minus", manage))
    return [
        Step(name, label, icon, reverse(f"work:{name}", args=[unit.public_id]), verdict)
        for name, label, icon, verdict in steps
    ]


def _planned(request: SignedIn, unit: Unit) -> list[Planned]:
    changes = TreeChange.objects.planned().about(unit).select_related("unit", "parent", "successor")
    return [Planned(change, _cancel_path(request, change)) for change in changes]


def _cancel_path(request: SignedIn, change: TreeChange) -> str:
    subject = change.unit or change.parent
    if subject is None or not policies.manage(request.actor, subject):
        return ""
    return reverse("work:units_cancel", args=[change.public_id])


def _found_row(unit: Unit) -> pieces.Row:
    meta = [unit.code, unit.get_kind_display(), unit.get_sector_display()]
    if unit.parent is not None:
        meta.append(unit.parent.name)
    return pieces.Row(unit.name, reading.path_of(unit), meta)


def _whole_tree(request: SignedIn) -> bool:
    """Whether the person may import and check the whole tree."""
    root = Unit.objects.roots().first()
    return root is not None and bool(policies.manage(request.actor, root))
