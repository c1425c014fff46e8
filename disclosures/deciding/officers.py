"""Who can take a step at a unit today? The people behind the permissions, for notices and for “waits for whom”."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts import roles
from accounts.actors import Place, Seat
from accounts.models import Delegation, Post, User
from disclosures.deciding import parties, routes
from disclosures.deciding.routes import RouteStep
from disclosures.models import Disclosure
from hierarchy.models import Unit


class Officer(NamedTuple):
    """Somebody who holds a permission at a unit, or exercises it for its holder."""

    level: int
    """How far down the tree the post is: the greater, the nearer."""
    user_id: int
    holder_id: int


class Finding(Protocol):
    """Finds who has a permission at a unit on a day: by a query as `officers` does, or on a roster of many units."""

    def __call__(self, permission: str, unit: Place, *, on: datetime.date, above: bool = False) -> list[Officer]:
        """Return them."""


def officers(permission: str, unit: Place, *, on: datetime.date, above: bool = False) -> list[Officer]:
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


def at_unit(permission: str, unit: Unit, *, on: datetime.date, among: Finding = officers) -> tuple[int, ...]:
    """Return everyone who has the permission at the unit."""
    return tuple(sorted({officer.user_id for officer in among(permission, unit, on=on)}))


def nearest_above(unit: Unit, *, on: datetime.date, among: Finding = officers) -> tuple[int, ...]:
    """Return the superior approvers of the unit, at the nearest level above it where there are any."""
    found = among("disclosures.approve_below", unit, on=on, above=True)
    nearest = max((officer.level for officer in found), default=None)
    return tuple(sorted({officer.user_id for officer in found if officer.level == nearest}))


def names_of_deciders(permission: str, unit: Place, *, barred: Collection[int], on: datetime.date) -> tuple[str, ...]:
    """Return the names of those who have the permission at the unit and no hand in the matter, at the nearest level."""
    return _names(nearest_free(permission, unit, barred=barred, on=on))


def nearest_free(permission: str, unit: Place, *, barred: Collection[int], on: datetime.date) -> tuple[int, ...]:
    """Return who has the permission at the unit and no hand in the matter, at the nearest level where anybody is."""
    found = officers(permission, unit, on=on)
    free = [officer for officer in found if not {officer.user_id, officer.holder_id} & set(barred)]
    nearest = max((officer.level for officer in free), default=None)
    return tuple(sorted({officer.user_id for officer in free if officer.level == nearest}))


def next_in_line(disclosure: Disclosure, *, on: datetime.date, among: Finding = officers) -> tuple[int, ...]:
    """Return who can take the current step, at the nearest level where somebody can: not everyone up to the root.

    The rule of four eyes is `chains.standing`'s: neither who acts nor whoever they act for may have had a hand in it.
    """
    step = routes.current(disclosure)
    place = step.office.place(disclosure) if step else None
    if step is None or place is None:
        return ()
    barred = {*disclosure.editor_ids, *disclosure.advised_ids}
    if not disclosure.may_join or disclosure.joined:
        barred |= set(disclosure.last_decider_ids)
    found = among(step.office.permission, place, on=on, above=step.office.above)
    free = [officer for officer in found if not barred & {officer.user_id, officer.holder_id}]
    nearest = max((officer.level for officer in free), default=None)
    return tuple(sorted({officer.user_id for officer in free if officer.level == nearest}))


def asked(
    disclosure: Disclosure,
    *,
    on: datetime.date,
    among: Finding = officers,
    units: Mapping[int, Unit] | None = None,
) -> tuple[int, ...]:
    """Return who can give the opinions that are still open, of each party at the nearest level where somebody can.

    `units` are those that the chain names, where they were read for many texts at once.
    """
    barred = {*disclosure.editor_ids, *disclosure.advised_ids, *disclosure.last_decider_ids}
    named = units_asked([disclosure]) if units is None else units
    found: set[int] = set()
    for party in disclosure.asked:
        pk = parties.unit_of(party)
        unit = named.get(pk) if pk is not None else disclosure.unit
        if unit is None:
            continue
        able = among(parties.office_of(party).permission, unit, on=on)
        free = [officer for officer in able if not barred & {officer.user_id, officer.holder_id}]
        nearest = max((officer.level for officer in free), default=None)
        found |= {officer.user_id for officer in free if officer.level == nearest}
    return tuple(sorted(found))


def units_asked(texts: Iterable[Disclosure]) -> Mapping[int, Unit]:
    """Return the units whose leaders are asked about these texts: one query, none where no unit is."""
    named = {parties.unit_of(party) for text in texts for party in text.asked}
    return Unit.objects.in_bulk([pk for pk in named if pk is not None])


def names_by_step(unit: Unit, maker: Unit | None, steps: Iterable[RouteStep], *, on: datetime.date) -> dict[str, str]:
    """Return who can take each step at a unit, by name and at the nearest level; steps that nobody can are left out.

    Two queries, however many steps. The rule of four eyes is not asked: it depends on who drafts and decides.
    """
    held = _holders([place for place in (unit, maker) if place is not None], on=on)
    found: dict[str, str] = {}
    for step in steps:
        office = step.office
        place = maker if office.at_maker else unit
        able = [
            (level, name)
            for level, name, seat in held
            if place is not None and office.permission in seat.role.permissions and office.covers(seat, place)
        ]
        nearest = max((level for level, _name in able), default=None)
        names = dict.fromkeys(name for level, name in able if level == nearest)
        if names:
            found[str(step.step)] = "、".join(names)
    return found


def _holders(places: Sequence[Unit], *, on: datetime.date) -> list[tuple[int, str, Seat]]:
    """Return level, name and seat of everyone whose post covers one of these places: two queries."""

    def covering(prefix: str) -> Q:
        found = Q()
        for place in places:
            found |= Q(**{f"{prefix}unit__lft__lte": place.lft, f"{prefix}unit__rght__gte": place.rght})
        return found

    posts = Post.objects.current(on).filter(covering(""), user__is_active=True).select_related("user", "unit")
    lent = Delegation.objects.active(on).filter(
        covering("post__"), post__in=Post.objects.current(on), delegate__is_active=True
    )
    held = [(post.unit.level, post.user.name, _seat(post)) for post in posts]
    for each in lent.select_related("delegate", "post__unit", "post__user"):
        shown = _("%(name)s（代%(absent)s）") % {"name": each.delegate.name, "absent": each.post.user.name}
        held.append((each.post.unit.level, shown, _seat(each.post)))
    return held


def _seat(post: Post) -> Seat:
    unit = post.unit
    return Seat(post.pk, roles.named(post.role), unit.pk, unit.name, unit.lft, unit.rght)


def waiting_for(disclosure: Disclosure, *, on: datetime.date) -> tuple[str, ...]:
    """Return the names of those for whom the text waits; empty while nobody decides on it, or nobody can."""
    if not disclosure.step:
        return ()
    return _names(next_in_line(disclosure, on=on))


def _names(user_ids: Collection[int]) -> tuple[str, ...]:
    return tuple(User.objects.filter(pk__in=user_ids).order_by("name", "pk").values_list("name", flat=True))


def _covering(permission: str, unit: Place, *, above: bool, prefix: str = "") -> Q:
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
