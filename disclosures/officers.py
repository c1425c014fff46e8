"""Who can take a step at a unit today? The people behind the permissions, for notices and for “waits for whom”."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import F, Q

from accounts import roles
from accounts.models import Delegation, Post, User
from disclosures import chains
from disclosures.models import Disclosure
from hierarchy.models import Unit


class Officer(NamedTuple):
    """Somebody who holds a permission at a unit, or exercises it for its holder."""

    level: int
    """How far down the tree the post is: the greater, the nearer."""
    user_id: int
    holder_id: int


def officers(permission: str, unit: Unit, *, on: datetime.date, above: bool = False) -> list[Officer]:
    """Return who has the permission at the unit on this day: one query. `above` asks for posts above it alone."""
    posts = Post.objects.current(on).filter(_covering(permission, unit, above=above), user__is_active=True)
    lent = Delegation.objects.active(on).filter(
        _covering(permission, unit, above=above, prefix="post__"),
        post__in=Post.objects.current(on),
        delegate__is_active=True,
    )
    held = posts.order_by().annotate(holder=F("user_id")).values_list("unit__level", "user_id", "holder")
    exercised = lent.order_by().values_list("post__unit__level", "delegate_id", "post__user_id")
    return [Officer(*row) for row in held.union(exercised)]


def at_unit(permission: str, unit: Unit, *, on: datetime.date) -> tuple[int, ...]:
    """Return everyone who has the permission at the unit."""
    return tuple(sorted({officer.user_id for officer in officers(permission, unit, on=on)}))


def nearest_above(unit: Unit, *, on: datetime.date) -> tuple[int, ...]:
    """Return the superior approvers of the unit, at the nearest level above it where there are any."""
    found = officers("disclosures.approve_below", unit, on=on, above=True)
    nearest = max((officer.level for officer in found), default=None)
    return tuple(sorted({officer.user_id for officer in found if officer.level == nearest}))


def next_in_line(disclosure: Disclosure, *, on: datetime.date) -> tuple[int, ...]:
    """Return who can take the current step, at the nearest level where somebody can: not everyone up to the root.

    The rule of four eyes is `chains.standing`'s: neither who acts nor whoever they act for may have had a hand in it.
    """
    step = chains.STEPS[disclosure.step]
    barred = set(disclosure.editor_ids)
    if not disclosure.may_join or disclosure.joined:
        barred |= set(disclosure.last_decider_ids)
    found = officers(step.permission, disclosure.unit, on=on, above=step.above)
    free = [officer for officer in found if not barred & {officer.user_id, officer.holder_id}]
    nearest = max((officer.level for officer in free), default=None)
    return tuple(sorted({officer.user_id for officer in free if officer.level == nearest}))


def waiting_for(disclosure: Disclosure, *, on: datetime.date) -> tuple[str, ...]:
    """Return the names of those for whom the text waits; empty while nobody decides on it, or nobody can."""
    if not disclosure.step:
        return ()
    return _names(next_in_line(disclosure, on=on))


def _names(user_ids: Collection[int]) -> tuple[str, ...]:
    return tuple(User.objects.filter(pk__in=user_ids).order_by("name", "pk").values_list("name", flat=True))


def _covering(permission: str, unit: Unit, *, above: bool, prefix: str = "") -> Q:
    """Return the filter for posts whose authority under the permission extends to the unit."""
    holding = [role for role in roles.ALL if permission in role.permissions]
    own = [role.code for role in holding if role.reach is roles.OWN]
    subtree = [role.code for role in holding if role.reach is roles.SUBTREE]
    lft, rght = ("lt", "gt") if above else ("lte", "gte")
    reaching = Q(
        **{
            f"{prefix}role__in": subtree,
            f"{prefix}unit__lft__{lft}": unit.lft,
            f"{prefix}unit__rght__{rght}": unit.rght,
        }
    )
    if above:
        return reaching
    return reaching | Q(**{f"{prefix}role__in": own, f"{prefix}unit": unit.pk})
