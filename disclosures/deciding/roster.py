"""Who holds a permission at each of many units on a day? Read once for all of them, then answered without a query."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import F

from accounts import roles
from accounts.actors import Place, Span
from accounts.models import Delegation, Post
from disclosures.deciding.officers import Officer


class _Held(NamedTuple):
    """Somebody in a post, with its role."""

    role: type[roles.Role]
    unit_id: int
    officer: Officer


class Roster:
    """All posts that give one of some permissions on a day, by their place in the tree: one query."""

    def __init__(self, permissions: Iterable[str], *, on: datetime.date) -> None:
        """Read them."""
        self._held: defaultdict[Span, list[_Held]] = defaultdict(list)
        for lft, rght, unit_id, role, *who in _posts(frozenset(permissions), on):
            self._held[Span(lft, rght)].append(_Held(roles.named(role), unit_id, Officer(*who)))
        self._spans = sorted(self._held)
        self._above = list(_enclosing(self._spans))

    def officers(self, permission: str, unit: Place, *, on: datetime.date, above: bool = False) -> list[Officer]:
        """Return who has the permission at the unit, as `officers.officers` does; `on` is the day of the roster."""
        return [
            held.officer
            for span in self._covering(unit)
            for held in self._held[span]
            if permission in held.role.permissions and _reaches(held, span, unit, above=above)
        ]

    def _covering(self, unit: Place) -> Iterator[Span]:
        """Give the places that cover the unit, the nearest first."""
        place: int | None = bisect_right(self._spans, (unit.lft, float("inf"))) - 1
        while place is not None and place >= 0:
            if self._spans[place].rght >= unit.rght:
                yield self._spans[place]
            place = self._above[place]


def _reaches(held: _Held, span: Span, unit: Place, *, above: bool) -> bool:
    if above:
        return held.role.reach is roles.SUBTREE and span.lft < unit.lft and unit.rght < span.rght
    return held.role.reach is roles.SUBTREE or held.unit_id == unit.pk


def _enclosing(spans: list[Span]) -> Iterator[int | None]:
    """Give for each place the number of the nearest one that it lies in; places never overlap otherwise."""
    path: list[int] = []
    for number, span in enumerate(spans):
        while path and spans[path[-1]].rght < span.lft:
            path.pop()
        yield path[-1] if path else None
        path.append(number)


def _posts(permissions: frozenset[str], on: datetime.date) -> Iterable[tuple[int, int, int, str, int, int, int]]:
    codes = [role.code for role in roles.ALL if permissions & role.permissions]
    posts = Post.objects.current(on).filter(role__in=codes, user__is_active=True).annotate(holder=F("user_id"))
    lent = Delegation.objects.active(on).filter(
        post__in=Post.objects.current(on), post__role__in=codes, delegate__is_active=True
    )
    held = posts.order_by().values_list(
        "unit__lft", "unit__rght", "unit_id", "role", "unit__level", "user_id", "holder"
    )
    found: Iterable[tuple[int, int, int, str, int, int, int]] = held.union(
        lent.order_by().values_list(
            "post__unit__lft",
            "post__unit__rght",
            "post__unit_id",
            "post__role",
            "post__unit__level",
            "delegate_id",
            "post__user_id",
        )
    )
    return found
