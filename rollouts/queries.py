"""Which rollouts, and which units in them? Late is told from the phases here, and stored nowhere.

`visible_to` is the same rule as `policies.view` and `policies.view_unit`; a test holds them together.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from rollouts.kinds import ONGOING_STATES, OPEN_STATES, PhaseKind, RolloutState

if TYPE_CHECKING:
    from accounts.actors import Actor
    from hierarchy.models import Unit
    from rollouts.models import Rollout, RolloutUnit  # noqa: F401  named in the type parameters below

READERS = ("catalogs.publish", "disclosures.inspect")
"""Permissions to follow a rollout at the top of its subtree: who publishes there, who supervises."""
UNIT_READERS = (*READERS, "disclosures.draft", "disclosures.approve", "disclosures.approve_below")
"""Permissions to see how far one unit is: also who works for it and who decides above it."""
WORKERS = ("disclosures.draft", "disclosures.approve")
"""Permissions to take the unit's own steps: its clerks and its leader."""


def reached(actor: Actor, permissions: tuple[str, ...], prefix: str) -> Q:
    """Return the filter for rows whose unit under the prefix gives any of the permissions."""
    found = Q()
    for permission in permissions:
        found |= actor.reach(permission, prefix)
    return found


class RolloutQuerySet(models.QuerySet["Rollout"]):
    """Rollouts, narrowed."""

    def visible_to(self, actor: Actor) -> RolloutQuerySet:
        """Only those that the actor may follow."""
        return self.filter(reached(actor, READERS, "root"))

    def running(self) -> RolloutQuerySet:
        """Only those that go on now."""
        return self.filter(state=RolloutState.RUNNING)

    def ongoing(self) -> RolloutQuerySet:
        """Only those that have not been finished, the paused ones among them."""
        return self.filter(state__in=ONGOING_STATES)

    def for_list(self) -> RolloutQuerySet:
        """With edition, subtree and phases, the newest first: no further query to show a row."""
        return self.select_related("version__catalog__unit", "root").prefetch_related("phases").order_by("-id")


class RolloutUnitQuerySet(models.QuerySet["RolloutUnit"]):
    """Units in rollouts, narrowed."""

    def visible_to(self, actor: Actor) -> RolloutUnitQuerySet:
        """Only those of units on which the actor works, decides or keeps an eye."""
        return self.filter(reached(actor, UNIT_READERS, "unit"))

    def worked_by(self, actor: Actor) -> RolloutUnitQuerySet:
        """Only those whose steps this person takes."""
        return self.filter(reached(actor, WORKERS, "unit")) if actor.user_id is not None else self.none()

    def running(self) -> RolloutUnitQuerySet:
        """Only those of rollouts that go on now."""
        return self.filter(rollout__state=RolloutState.RUNNING)

    def open(self) -> RolloutUnitQuerySet:
        """Only those of which the unit itself still owes a step."""
        return self.filter(state__in=OPEN_STATES)

    def standing(self) -> RolloutUnitQuerySet:
        """Only those of units that have not been closed since."""
        return self.filter(Q(unit__closed_on__isnull=True))

    def within(self, unit: Unit) -> RolloutUnitQuerySet:
        """Only those of this unit and of the units below it."""
        return self.filter(unit__tree_id=unit.tree_id, unit__lft__gte=unit.lft, unit__rght__lte=unit.rght)

    def late(self, on: datetime.date) -> RolloutUnitQuerySet:
        """Only those that had to work by the edition before this day, and do not: late begins on the day after."""
        compiled = _phases(self.model).filter(rollout=OuterRef("rollout"), kind=PhaseKind.COMPILE, due_on__lt=on)
        return self.open().filter(Exists(compiled))

    def with_days(self) -> RolloutUnitQuerySet:
        """With the day by which the unit has to have decided, as `compile_by`."""
        compiled = _phases(self.model).filter(rollout=OuterRef("rollout"), kind=PhaseKind.COMPILE)
        return self.annotate(compile_by=Subquery(compiled.values("due_on")[:1]))

    def for_list(self) -> RolloutUnitQuerySet:
        """With unit and edition, in the order of the tree: no further query to show a row."""
        rows = self.select_related("unit__parent", "rollout__root", "rollout__version__catalog__unit")
        return rows.with_days().order_by("unit__lft", "-rollout_id")


def _phases(model: type[RolloutUnit]) -> models.QuerySet[Any]:
    rollout: Any = model._meta.get_field("rollout").related_model
    phase: Any = rollout._meta.get_field("phases").related_model
    rows: models.QuerySet[Any] = phase._default_manager.order_by()
    return rows
