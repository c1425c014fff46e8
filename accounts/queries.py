"""Which people, posts, delegations, sign-ins and tokens?"""

from __future__ import annotations

import datetime
import unicodedata
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.sessions.base_session import BaseSessionManager
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

if TYPE_CHECKING:
    from accounts.actors import Actor

    # Named in the type parameters of the querysets below.
    from accounts.models import ApiToken, Delegation, Post, Session, SignInPolicy, User  # noqa: F401
    from hierarchy.models import Unit


def normal_username(text: str) -> str:
    """Return a user name as it is stored: full-width typing and capitals make no difference."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def in_force(on: datetime.date) -> Q:
    """Rows with `from_on` and `to_on` that hold on this day, the last day included."""
    return Q(from_on__lte=on) & not_ended(on)


def not_ended(on: datetime.date) -> Q:
    """Rows that hold on this day or will hold later."""
    return Q(to_on__isnull=True) | Q(to_on__gte=on)


def _reverse(model: type[models.Model], name: str) -> models.QuerySet[Any]:
    """Return all rows of the model that refers to this one, which this module cannot import: it stands below models."""
    related: type[models.Model] = model._meta.get_field(name).related_model  # type: ignore[assignment]  # never "self"
    return related._default_manager.all()


class UserQuerySet(models.QuerySet["User"]):
    """People, narrowed."""

    def active(self) -> UserQuerySet:
        """Only people who can sign in."""
        return self.filter(is_active=True)

    def search(self, text: str) -> UserQuerySet:
        """Only people whose name contains the text, or whose user name or pinyin initials begin with it."""
        text = text.strip()
        if not text:
            return self
        return self.filter(
            Q(name__icontains=text)
            | Q(initials__startswith=text.lower())
            | Q(username__startswith=normal_username(text))
        )

    def within(self, unit: Unit, *, on: datetime.date) -> UserQuerySet:
        """Only people with a present or coming post in the unit's subtree."""
        posts = self._posts().filter(not_ended(on), unit__lft__gte=unit.lft, unit__rght__lte=unit.rght)
        return self.filter(Exists(posts.filter(user=OuterRef("pk"))))

    def in_line_with(self, unit: Unit, *, on: datetime.date) -> UserQuerySet:
        """Only people who serve at the unit, above it or below it on this day: those who know its affairs."""
        above = Q(unit__lft__lte=unit.lft, unit__rght__gte=unit.rght)
        below = Q(unit__lft__gte=unit.lft, unit__rght__lte=unit.rght)
        posts = self._posts().current(on).filter(above | below)
        return self.filter(Exists(posts.filter(user=OuterRef("pk"))))

    def posted_in(self, actor: Actor, *, on: datetime.date) -> UserQuerySet:
        """Only people with a present or coming post where the actor manages people, and those who hold none anywhere.

        Who has left every post can be appointed anew by any administrator.
        """
        posts = self._posts().filter(not_ended(on), user=OuterRef("pk"))
        return self.filter(Exists(posts.filter(actor.reach("people.manage"))) | ~Exists(posts))

    def manageable_by(self, actor: Actor, *, on: datetime.date) -> UserQuerySet:
        """Only people all of whose present and coming posts lie where the actor manages people.

        The same rule as `policies.manage_person`, without its refusal of oneself.
        """
        posts = self._posts().filter(not_ended(on), user=OuterRef("pk"))
        reach = actor.reach("people.manage")
        return self.filter(Exists(posts.filter(reach)), ~Exists(posts.exclude(reach)))

    def for_list(self, *, on: datetime.date) -> UserQuerySet:
        """With present and coming posts alone in `posts`, and their units, by name: two queries whatever the number."""
        posts = self._posts().unfinished(on).select_related("unit").order_by("from_on", "pk")
        return self.prefetch_related(Prefetch("posts", queryset=posts)).order_by("name", "pk")

    def _posts(self) -> PostQuerySet:
        return cast("PostQuerySet", _reverse(self.model, "posts"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # a class made at run time
    """People; Django's sign-in looks them up here."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person with this user name, however it was typed."""
        found: User = self.get(username=normal_username(username or ""))
        return found


class PostQuerySet(models.QuerySet["Post"]):
    """Posts, narrowed."""

    def current(self, on: datetime.date) -> PostQuerySet:
        """Only posts held on this day."""
        return self.filter(in_force(on))

    def unfinished(self, on: datetime.date) -> PostQuerySet:
        """Only posts held on this day or to be held later."""
        return self.filter(not_ended(on))

    def overlapping(self, from_on: datetime.date, to_on: datetime.date | None) -> PostQuerySet:
        """Only posts that share a day with this period."""
        shared = self.filter(not_ended(from_on))
        return shared if to_on is None else shared.filter(from_on__lte=to_on)

    def exercised_by(self, user: User, *, on: datetime.date) -> PostQuerySet:
        """Only posts that the person holds, or exercises for somebody absent, on this day; with unit and holder."""
        delegations = cast("DelegationQuerySet", _reverse(self.model, "delegations"))
        lent = delegations.active(on).filter(post=OuterRef("pk"), delegate=user)
        return (
            self.current(on)
            .filter(Q(user=user) | Exists(lent))
            .select_related("unit", "user")
            .order_by("unit__lft", "pk")
        )

    def for_account(self) -> PostQuerySet:
        """With unit and delegations, in the order of the tree."""
        return self.select_related("unit").prefetch_related("delegations__delegate").order_by("unit__lft", "pk")


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Delegations, narrowed."""

    def standing(self) -> DelegationQuerySet:
        """Only those not revoked."""
        return self.filter(revoked_at__isnull=True)

    def active(self, on: datetime.date) -> DelegationQuerySet:
        """Only those under which the delegate acts on this day."""
        return self.standing().filter(in_force(on))

    def unfinished(self, on: datetime.date) -> DelegationQuerySet:
        """Only those that hold on this day or will."""
        return self.standing().filter(to_on__gte=on)

    def concerning(self, user: User) -> DelegationQuerySet:
        """Only those by which the person lends a post or exercises one."""
        return self.filter(Q(post__user=user) | Q(delegate=user))

    def overlapping(self, from_on: datetime.date, to_on: datetime.date) -> DelegationQuerySet:
        """Only those not revoked that share a day with this period."""
        return self.standing().filter(to_on__gte=from_on, from_on__lte=to_on)


class SessionQuerySet(models.QuerySet["Session"]):
    """Devices that are signed in, narrowed."""

    def of(self, user: User, *, at: datetime.datetime) -> SessionQuerySet:
        """Only this person's sign-ins that have not run out, the last seen first."""
        return self.filter(user=user, expire_date__gt=at).order_by("-last_seen_at", "session_key")

    def expired(self, at: datetime.datetime) -> SessionQuerySet:
        """Only visits that have run out."""
        return self.filter(expire_date__lte=at)


class SessionManager(BaseSessionManager.from_queryset(SessionQuerySet)):  # type: ignore[misc]  # a class made at run time
    """Sign-ins; the session engine reads and writes here."""


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """API tokens, narrowed."""

    def usable(self, on: datetime.date) -> ApiTokenQuerySet:
        """Only tokens that open something on this day."""
        return self.filter(revoked_at__isnull=True, expires_on__gte=on, user__is_active=True)


class SignInPolicyQuerySet(models.QuerySet["SignInPolicy"]):
    """The one row of sign-in rules."""

    def current(self) -> SignInPolicy:
        """Return the tenant's rules, or the defaults when none were set."""
        return self.first() or self.model()
