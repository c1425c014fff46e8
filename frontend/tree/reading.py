"""Which unit does a page show, and what may this person do with it?"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import errors
from core.errors import Text
from frontend import pieces
from frontend.account.requests import SignedIn
from frontend.tree.branches import Branches
from hierarchy import policies
from hierarchy.models import Unit


def found(unit: uuid.UUID) -> Unit:
    """Return the unit of an address, with what is above it and who took over from it."""
    row = Unit.objects.filter(public_id=unit).select_related("parent", "successor").first()
    if row is None:
        raise errors.Missing
    return row


def own_unit(request: SignedIn) -> Unit | None:
    """Return where the person has her seat; without one, the root."""
    seats = [seat.unit_id for seat in request.actor.seats]
    own = Unit.objects.filter(pk__in=seats).select_related("parent", "successor").order_by("lft").first()
    return own or Unit.objects.roots().select_related("parent", "successor").first()


def managed(request: SignedIn, unit: uuid.UUID) -> Unit:
    """Return a unit that the person may change; others are refused with the reason."""
    row = found(unit)
    policies.manage(request.actor, row).enforce()
    return row


def managed_units(request: SignedIn) -> QuerySet[Unit]:
    """Return the open units that the person manages: what she can choose from."""
    return Unit.objects.open().filter(request.actor.reach(policies.MANAGE, "")).select_related("parent")


def require_whole_tree(request: SignedIn, what: Text) -> Unit:
    """Refuse what concerns the whole tree to all but those who manage its root."""
    root = Unit.objects.roots().first()
    if root is None or not policies.manage(request.actor, root):
        raise errors.Denied(
            "tree.not_managed", _("%(what)s涉及整个组织架构，由管理最上级单位的管理员办理。") % {"what": what}
        )
    return root


def path_of(unit: Unit) -> str:
    """Return the address of a unit in the workspace."""
    return reverse("work:unit", args=[unit.public_id])


def trail_of(unit: Unit, *more: pieces.Crumb) -> list[pieces.Crumb]:
    """Return the way from the root to a unit, and on to the pages below it."""
    above = [pieces.Crumb(each.name, path_of(each)) for each in Unit.objects.ancestors_of(unit)]
    return [*above, pieces.Crumb(unit.name, path_of(unit) if more else ""), *more]


def branches() -> Branches:
    """Return how the tree manager shows units: with their kinds."""
    return Branches(path_of, lambda unit: reverse("work:units_below", args=[unit.public_id]), _kinds)


def _kinds(units: Iterable[Unit]) -> Mapping[int, Text]:
    return {unit.pk: unit.get_kind_display() for unit in units}
