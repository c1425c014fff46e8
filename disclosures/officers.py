"""Who can take a step at a unit today? The people behind the permissions, for notices."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db.models import Q

from accounts import roles
from accounts.models import Delegation, Post
from disclosures.chains import ChainStep
from hierarchy.models import Unit


def holders(permission: str, unit: Unit, *, on: datetime.date, above: bool = False) -> dict[int, set[int]]:
    """Return who holds the permission at the unit, or exercises it for somebody absent, by the level of the post.

    One query. `above` asks for posts at units above alone.
    """
    posts = Post.objects.current(on).filter(_covering(permission, unit, above=above), user__is_active=True)
    lent = Delegation.objects.active(on).filter(
        _covering(permission, unit, above=above, prefix="post__"),
        post__in=Post.objects.current(on),
        delegate__is_active=True,
    )
    found: dict[int, set[int]] = {}
    own_rows = posts.order_by().values_list("unit__level", "user_id")
    for level, user_id in own_rows.union(lent.order_by().values_list("post__unit__level", "delegate_id")):
        found.setdefault(level, set()).add(user_id)
    return found


def at_unit(permission: str, unit: Unit, *, on: datetime.date, without: Collection[int] = ()) -> tuple[int, ...]:
    """Return everyone who holds the permission at the unit, but for some."""
    everyone = set().union(*holders(permission, unit, on=on).values())
    return tuple(sorted(everyone - set(without)))


def nearest(step: ChainStep, unit: Unit, *, on: datetime.date, without: Collection[int] = ()) -> tuple[int, ...]:
    """Return those who can take the step at the nearest level where somebody can: not everyone up to the root."""
    by_level = holders(step.permission, unit, on=on, above=step.above)
    for level in sorted(by_level, reverse=True):
        free = by_level[level] - set(without)
        if free:
            return tuple(sorted(free))
    return ()


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
