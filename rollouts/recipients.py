"""Who works for some units, and is told about their part in a rollout? Two queries, whatever the number of units."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from itertools import chain

from django.db.models import F

from accounts import roles
from accounts.models import Delegation, Post
from rollouts.queries import WORKERS


def workers(unit_ids: Collection[int], *, on: datetime.date) -> dict[int, tuple[int, ...]]:
    """Return the clerks and leaders of each unit on this day, and those who stand in for them."""
    codes = [role.code for role in roles.ALL if set(WORKERS) & set(role.permissions)]
    posts = Post.objects.current(on).filter(role__in=codes, unit__in=unit_ids)
    held = posts.filter(user__is_active=True).order_by().values_list("unit_id", "user_id")
    lent = Delegation.objects.active(on).filter(post__in=posts, delegate__is_active=True)
    exercised = lent.order_by().values_list("post__unit_id", F("delegate_id"))
    found: defaultdict[int, set[int]] = defaultdict(set)
    for unit_id, user_id in chain(held, exercised):
        found[unit_id].add(user_id)
    return {unit_id: tuple(sorted(people)) for unit_id, people in found.items()}
