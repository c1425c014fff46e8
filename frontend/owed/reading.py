"""Which unit, with or without those below it, does a page show, and which obligation?"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TypeVar

from django.urls import reverse
from django.utils.http import urlencode

from accounts.actors import Actor
from core import errors
from core.errors import Text
from core.workdays import periods
from core.workdays.periods import Period
from frontend import pieces
from frontend.account.requests import SignedIn
from frontend.tree import reading as tree_reading
from hierarchy.models import Unit
from obligations.models import Extension, Matter, Obligation, Withholding
from obligations.queries import ObligationQuerySet, readable

Row = TypeVar("Row")

MOST_UNITS = 200


@dataclass(frozen=True)
class Scope:
    """A unit, alone or with all below it."""

    unit: Unit
    alone: bool

    @property
    def query(self) -> dict[str, str]:
        """The parameters of an address that name it."""
        return {"unit": str(self.unit.public_id)} | ({"alone": "1"} if self.alone else {})

    def rows(self, actor: Actor) -> ObligationQuerySet:
        """Return what is owed here as far as the person may see it."""
        rows = Obligation.objects.visible_to(actor)
        return rows.of_unit(self.unit) if self.alone else rows.within(self.unit)

    def path(self, route: str, **more: str) -> str:
        """Return the address of a page about the same units."""
        return f"{reverse(route)}?{urlencode(self.query | more)}"


def scope(request: SignedIn) -> Scope | None:
    """Return what the address names; without a unit, the person's own. None while there are no units."""
    wanted = request.GET.get("unit", "")
    alone = request.GET.get("alone") == "1"
    if not wanted:
        own = tree_reading.own_unit(request)
        return Scope(own, alone) if own else None
    try:
        return Scope(tree_reading.found(uuid.UUID(wanted)), alone)
    except ValueError:
        raise errors.Missing from None


def scope_of(named: str) -> Unit | None:
    """Return the unit that a parameter names; None for an empty one."""
    if not named:
        return None
    try:
        return tree_reading.found(uuid.UUID(named))
    except ValueError:
        raise errors.Missing from None


def overview_path(unit_id: uuid.UUID, **more: str) -> str:
    """Return the address of a unit's overview."""
    return f"{reverse('work:overview')}?{urlencode({'unit': str(unit_id), **more})}"


def units(actor: Actor) -> list[Unit]:
    """Return the units to choose from, in tree order; nothing where there is no choice, or too much of one."""
    found = list(Unit.objects.open().filter(readable(actor, "")).order_by("lft")[: MOST_UNITS + 1])
    return found if 1 < len(found) <= MOST_UNITS else []


def period(key: str) -> Period | None:
    """Return the period of a key in an address; None for an empty one."""
    if not key:
        return None
    try:
        return periods.from_key(key)
    except ValueError:
        raise errors.Missing from None


def obligation(request: SignedIn, public_id: uuid.UUID) -> Obligation:
    """Return an obligation that the person may see."""
    rows = Obligation.objects.visible_to(request.actor).for_detail().select_related("assigned_to")
    return one(rows.filter(public_id=public_id).first())


def extension(request: SignedIn, public_id: uuid.UUID) -> Extension:
    """Return a request for more time that the person may see."""
    return one(Extension.objects.visible_to(request.actor).for_list().filter(public_id=public_id).first())


def withholding(request: SignedIn, public_id: uuid.UUID) -> Withholding:
    """Return a request not to disclose that the person may see."""
    return one(Withholding.objects.visible_to(request.actor).for_list().filter(public_id=public_id).first())


def matter(request: SignedIn, public_id: uuid.UUID) -> Matter:
    """Return a matter that the person may see."""
    rows = Matter.objects.visible_to(request.actor).select_related("unit", "item")
    return one(rows.filter(public_id=public_id).first())


def path_of(found: Obligation) -> str:
    """Return the address of an obligation."""
    return reverse("work:obligation", args=[found.public_id])


def trail_of(unit: Unit, *more: pieces.Crumb) -> list[pieces.Crumb]:
    """Return the way from the root to what a unit owes, and on to the pages below it."""
    path = reverse("work:obligations")
    above = [pieces.Crumb(each.name, f"{path}?unit={each.public_id}") for each in Unit.objects.ancestors_of(unit)]
    return [*above, pieces.Crumb(unit.name, f"{path}?unit={unit.public_id}" if more else ""), *more]


def trail_to(found: Obligation, last: Text = "") -> list[pieces.Crumb]:
    """Return the way to an obligation, and on to a page about it."""
    here = pieces.Crumb(str(found), path_of(found) if last else "")
    return trail_of(found.unit, here, *([pieces.Crumb(last)] if last else []))


def one(found: Row | None) -> Row:
    """Refuse what is not there, or not for this person."""
    if found is None:
        raise errors.Missing
    return found
