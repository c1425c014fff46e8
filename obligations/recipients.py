"""Who is told about what units owe: those who draft for them, those who answer for them, those above them?

For many units at once: two queries, whatever their number. Delegates are told as those for whom they act.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from django.db.models import F

from accounts import roles
from accounts.models import Delegation, Post
from hierarchy.models import Unit

DRAFT = "disclosures.draft"
LEAD = "disclosures.approve"
DECIDE = "disclosures.approve_below"


class Recipient(NamedTuple):
    """Somebody who is told about a unit."""

    unit_id: int
    user_id: int


class Finding(Protocol):
    """Finds who is told about each of some units."""

    def __call__(self, unit_ids: Iterable[int], *, on: datetime.date) -> list[Recipient]:
        """Return them with their units."""


class _Holder(NamedTuple):
    """Somebody who holds a post, or exercises it, and where the post is."""

    user_id: int
    unit_id: int
    lft: int
    rght: int


def drafters(unit_ids: Iterable[int], *, on: datetime.date) -> list[Recipient]:
    """Return who drafts for each unit on this day."""
    return _at(DRAFT, unit_ids, on=on)


def leaders(unit_ids: Iterable[int], *, on: datetime.date) -> list[Recipient]:
    """Return who decides for each unit itself on this day."""
    return _at(LEAD, unit_ids, on=on)


def superiors(unit_ids: Iterable[int], *, on: datetime.date) -> list[Recipient]:
    """Return the superior approvers of each unit: those nearest above it, not everyone up to the root."""
    by_place: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for holder in _holders(DECIDE, on=on):
        by_place[holder.lft, holder.rght].append(holder.user_id)
    return sorted(set(_nearest_above(by_place, set(unit_ids))))


def _nearest_above(by_place: dict[tuple[int, int], list[int]], unit_ids: set[int]) -> Iterator[Recipient]:
    units = Unit.objects.filter(pk__in=unit_ids).order_by("lft").values_list("pk", "lft", "rght")
    places = sorted(by_place)
    path: list[tuple[int, int]] = []
    upcoming = 0
    for pk, lft, rght in units:
        while upcoming < len(places) and places[upcoming][0] < lft:
            while path and path[-1][1] < places[upcoming][0]:
                path.pop()
            path.append(places[upcoming])
            upcoming += 1
        while path and path[-1][1] < rght:
            path.pop()
        for user_id in by_place[path[-1]] if path else ():
            yield Recipient(pk, user_id)


def _at(permission: str, unit_ids: Iterable[int], *, on: datetime.date) -> list[Recipient]:
    wanted = set(unit_ids)
    found = _holders(permission, on=on)
    return sorted({Recipient(holder.unit_id, holder.user_id) for holder in found if holder.unit_id in wanted})


def _holders(permission: str, *, on: datetime.date) -> list[_Holder]:
    codes = [role.code for role in roles.ALL if permission in role.permissions]
    posts = Post.objects.current(on).filter(role__in=codes, user__is_active=True).order_by()
    lent = Delegation.objects.active(on).filter(
        post__in=Post.objects.current(on), post__role__in=codes, delegate__is_active=True
    )
    held = posts.values_list("user_id", "unit_id", "unit__lft", "unit__rght")
    exercised = lent.order_by().values_list(F("delegate_id"), "post__unit_id", "post__unit__lft", "post__unit__rght")
    return [_Holder(*row) for row in (*held, *exercised)]
