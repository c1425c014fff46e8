"""Who is acting, and where may she do what?

An actor is a person with the seats that she occupies on one day: her own posts and those that she exercises for
somebody absent. `may` answers for one unit, `reach` is the same rule as a filter; a test holds the two together.

Seats carry `lft` and `rght` as they stood when the actor was loaded. An actor lives as long as one request or task;
when the tree moves meanwhile, a decision about the tree asks the actor `renewed()` under the tree lock.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import roles
from accounts.models import Post
from hierarchy.models import Unit

if TYPE_CHECKING:
    from accounts.models import User

NOWHERE = Q(pk__in=[])
EVERYWHERE = Q(pk__isnull=False)
"""Every row. An empty Q would vanish when it is joined by `|` with another."""


class Span(NamedTuple):
    """The place of a unit in the tree: it covers what lies between."""

    lft: int
    rght: int


class Place(Protocol):
    """A unit, as far as authority over it is concerned."""

    @property
    def pk(self) -> int:
        """Return the key of the unit."""
        ...

    @property
    def lft(self) -> int:
        """Return where the unit begins in the tree."""
        ...

    @property
    def rght(self) -> int:
        """Return where the unit ends in the tree."""
        ...


@dataclass(frozen=True)
class Seat:
    """One post that the actor exercises today."""

    post_id: int
    role: type[roles.Role]
    unit_id: int
    unit_name: str
    lft: int
    rght: int
    on_behalf_of: str = ""
    """Name of the absent holder; empty for the actor's own post."""
    holder_id: int | None = None
    """Id of the absent holder, who answers for what is done on her behalf; None for the actor's own post."""

    @property
    def span(self) -> Span:
        """Return where the unit stands in the tree."""
        return Span(self.lft, self.rght)

    def covers(self, unit: Place) -> bool:
        """Say whether the seat's authority extends to this unit."""
        if self.role.reach is roles.SUBTREE:
            return self.lft <= unit.lft and unit.rght <= self.rght
        return self.unit_id == unit.pk

    def label_for(self, name: str) -> str:
        """Return how a decision taken from this seat is signed: kept for good, so in the language of the site."""
        with translation.override(settings.LANGUAGE_CODE):
            return self.title_for(name)

    def title_for(self, name: str) -> str:
        """Return the same in the language of the reader, to be shown and not kept."""
        if self.on_behalf_of:
            return _("%(unit)s %(role)s·%(name)s（代%(absent)s）") % {
                "unit": self.unit_name,
                "role": self.role.label(),
                "name": name,
                "absent": self.on_behalf_of,
            }
        return f"{self.unit_name} {self.role.label()}·{name}"


@dataclass(frozen=True)
class Actor:
    """Whoever acts: a person on a day, the public, or the system."""

    user_id: int | None
    name: str
    seats: tuple[Seat, ...] = ()
    unlimited: bool = field(default=False, repr=False)
    """True for the system alone: tasks and commands, whose authority lies with whoever may start them."""
    invitation: uuid.UUID | None = None
    """The line of a list that names somebody without an account, who came by a signed link; None for everybody else."""

    @property
    def label(self) -> str:
        """Return the name with the first seat, own posts first: “区直机关党总支 信息员·陈某”."""
        return self._first.label_for(self.name) if self._first else self.name

    @property
    def title(self) -> str:
        """Return the label in the language of the reader, to be shown and not kept."""
        return self._first.title_for(self.name) if self._first else self.name

    @property
    def _first(self) -> Seat | None:
        return next(iter(sorted(self.seats, key=lambda seat: bool(seat.on_behalf_of))), None)

    @property
    def is_member(self) -> bool:
        """Say whether the actor belongs to the organisation: holds any post today."""
        return any(not seat.on_behalf_of for seat in self.seats)

    def may(self, permission: str, unit: Place | None) -> bool:
        """Say whether the actor has the permission at this unit; in a tree without units (None) only the system has."""
        return self.unlimited or (unit is not None and self.seat_for(permission, unit) is not None)

    def seat_for(self, permission: str, unit: Place) -> Seat | None:
        """Return the seat that gives the permission at this unit: an own post before a delegated one."""
        covering = [seat for seat in self._seats_with(permission) if seat.covers(unit)]
        return min(covering, key=lambda seat: (bool(seat.on_behalf_of), -seat.lft), default=None)

    def label_for(self, permission: str, unit: Place) -> str:
        """Return how the actor signs what she does under this permission at this unit."""
        seat = self.seat_for(permission, unit)
        return seat.label_for(self.name) if seat else self.label

    def has(self, permission: str) -> bool:
        """Say whether the actor has the permission anywhere, for menus."""
        return self.unlimited or any(True for _seat in self._seats_with(permission))

    def reach(self, permission: str, prefix: str = "unit") -> Q:
        """Return the filter for rows whose unit (under `prefix`; "" for units themselves) gives the permission."""
        if self.unlimited:
            return EVERYWHERE
        path = f"{prefix}__" if prefix else ""
        reached = Q()
        for seat in self._seats_with(permission):
            if seat.role.reach is roles.SUBTREE:
                reached |= Q(**{f"{path}lft__gte": seat.lft, f"{path}rght__lte": seat.rght})
            else:
                reached |= Q(**{f"{path}pk": seat.unit_id})
        return reached or NOWHERE

    def unit_spans(self) -> tuple[Span, ...]:
        """Return where in the tree the actor belongs, for what is open to a unit and its subtree: own posts only."""
        return tuple(dict.fromkeys(seat.span for seat in self.seats if not seat.on_behalf_of))

    def in_own_right(self) -> Actor:
        """Return the actor without what she exercises for others."""
        return replace(self, seats=tuple(seat for seat in self.seats if not seat.on_behalf_of))

    def renewed(self) -> Actor:
        """Return the actor with her seats where their units stand now: for decisions taken under the tree lock."""
        spans = {pk: Span(lft, rght) for pk, lft, rght in self._units().values_list("pk", "lft", "rght")}
        return replace(self, seats=tuple(replace(seat, **spans[seat.unit_id]._asdict()) for seat in self.seats))

    def _units(self) -> QuerySet[Unit]:
        return Unit.objects.filter(pk__in=[seat.unit_id for seat in self.seats])

    def _seats_with(self, permission: str) -> Iterator[Seat]:
        if permission not in roles.PERMISSIONS:
            raise ValueError(f"no such permission: {permission}")
        return (seat for seat in self.seats if permission in seat.role.permissions)


ANONYMOUS = Actor(user_id=None, name="")
SYSTEM = Actor(user_id=None, name="系统", unlimited=True)


def invited(name: str, invitation: uuid.UUID) -> Actor:
    """Return somebody without an account who holds a signed link: nothing but what the link names is open to her."""
    return Actor(user_id=None, name=name, invitation=invitation)


def of(user: User, *, on: datetime.date) -> Actor:
    """Return the person with the posts and delegations that hold on this day: one query.

    Somebody who may no longer sign in acts as nobody.
    """
    if not user.is_active:
        return ANONYMOUS
    seats = tuple(_seat(post, user) for post in Post.objects.exercised_by(user, on=on))
    return Actor(user_id=user.pk, name=user.name, seats=seats)


def _seat(post: Post, user: User) -> Seat:
    return Seat(
        post_id=post.pk,
        role=roles.named(post.role),
        unit_id=post.unit_id,
        unit_name=post.unit.name,
        lft=post.unit.lft,
        rght=post.unit.rght,
        on_behalf_of="" if post.user_id == user.pk else post.user.name,
        holder_id=None if post.user_id == user.pk else post.user_id,
    )
