"""Which obligations, on which day? Done, late and overdue are told from dates here, and stored nowhere.

`visible_to` is the same rule as `policies.view`; a test holds the two together.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.actors import NOWHERE
from catalogs import superiors
from obligations.kinds import (
    CLAIMING_STATES,
    HELD_WITHHOLDINGS,
    OPEN_WITHHOLDINGS,
    ClosedReason,
    ExtensionState,
    WithholdingKind,
    WithholdingState,
)

if TYPE_CHECKING:
    from accounts.actors import Actor
    from core.workdays.periods import Period
    from hierarchy.models import Unit

    # Named in the type parameters of the querysets below.
    from obligations.models import (  # noqa: F401
        CalendarFeed,
        DispatchMark,
        Event,
        Extension,
        Fulfilment,
        Matter,
        Obligation,
        ObligationPolicy,
        Pledge,
        Withholding,
    )

READERS = (
    "disclosures.draft",
    "disclosures.publish",
    "disclosures.approve",
    "disclosures.approve_below",
    "disclosures.inspect",
)
"""Permissions that let one see what a unit owes: who works on it, decides on it or follows it."""


def readable(actor: Actor, prefix: str = "unit") -> Q:
    """Return the filter for rows of units whose obligations the actor may see."""
    found = Q()
    for permission in READERS:
        found |= actor.reach(permission, prefix)
    return found


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Obligations, narrowed."""

    def visible_to(self, actor: Actor) -> ObligationQuerySet:
        """Only those of units whose obligations the actor may see."""
        return self.filter(readable(actor))

    def owed_by(self, actor: Actor) -> ObligationQuerySet:
        """Only those that this person drafts for: the unit's own that nobody has, and those given to her."""
        if actor.user_id is None:
            return self.none()
        return self.filter(actor.reach("disclosures.draft")).filter(
            Q(assigned_to__isnull=True) | Q(assigned_to=actor.user_id)
        )

    def of_unit(self, unit: Unit) -> ObligationQuerySet:
        """Only this unit's own."""
        return self.filter(unit=unit)

    def within(self, unit: Unit) -> ObligationQuerySet:
        """Only those of this unit and of the units below it."""
        return self.filter(unit__tree_id=unit.tree_id, unit__lft__gte=unit.lft, unit__rght__lte=unit.rght)

    def of_lineage(self, lineage: UUID) -> ObligationQuerySet:
        """Only those of one item, in whatever edition."""
        return self.filter(lineage=lineage)

    def of_period(self, period: Period) -> ObligationQuerySet:
        """Only those of one month, quarter, half-year or year."""
        return self.filter(period_kind=period.kind.value, period_start=period.first)

    def own(self) -> ObligationQuerySet:
        """Only those that arose at the unit itself and whose item has not ended since: what its periods follow."""
        ended = (ClosedReason.TERMINATED, ClosedReason.WITHDRAWN)
        return self.filter(taken_over_from__isnull=True).exclude(closed_reason__in=ended)

    def due_between(self, first: datetime.date, last: datetime.date) -> ObligationQuerySet:
        """Only those due from a day to a day, both included."""
        return self.filter(due_on__gte=first, due_on__lte=last)

    def standing(self, on: datetime.date) -> ObligationQuerySet:
        """Only those that had arisen by this day and had not been closed: what counts in rates."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on), opened_on__lte=on)

    def standing_or_withheld(self, on: datetime.date) -> ObligationQuerySet:
        """What counts in rates, and what would if it were not withheld for good: for lists that show both."""
        closed_otherwise = Q(closed_on__lte=on) & ~Q(closed_reason=ClosedReason.WITHHELD)
        return self.filter(opened_on__lte=on).exclude(closed_otherwise)

    def with_withheld(self, on: datetime.date) -> ObligationQuerySet:
        """Add to each row as what it is withheld on this day (`withheld`): not now, not at all, or None."""
        kinds = (rows.held(on).values("kind")[:1] for rows in self._all_withholdings(on))
        return self.annotate(withheld=Coalesce(*(Subquery(kind) for kind in kinds)))

    def not_withheld(self, on: datetime.date) -> ObligationQuerySet:
        """Only those that nobody may leave undisclosed on this day: what people are told of and asked to do."""
        return self.filter(*(~Exists(rows.held(on)) for rows in self._all_withholdings(on)))

    def open(self, on: datetime.date) -> ObligationQuerySet:
        """Only those still owed on this day, what is not disclosed for now among them: it is owed later."""
        return self.standing(on).filter(~Exists(self._fulfilments().held(on)))

    def overdue(self, on: datetime.date) -> ObligationQuerySet:
        """Only those owed whose day has passed: overdue begins on the day after."""
        return self.open(on).not_withheld(on).filter(due_on__lt=on)

    def due_soon(self, on: datetime.date, days: int) -> ObligationQuerySet:
        """Only those owed that fall due today or within so many days; what is not disclosed for now keeps silent."""
        return self.open(on).not_withheld(on).due_between(on, on + datetime.timedelta(days=days))

    def ruled(self, on: datetime.date) -> ObligationQuerySet:
        """Only those still to come whose day follows from a rule and not from a person's decision."""
        granted = _reverse(self.model, "extensions").filter(obligation=OuterRef("pk"), state=ExtensionState.GRANTED)
        withheld = self._withholdings().filter(effective_on__isnull=False)
        return self.open(on).filter(~Exists(granted), ~Exists(withheld), due_on__gte=on).exclude(rule_text="")

    def fulfilled(self) -> ObligationQuerySet:
        """Only those that a public disclosure fulfils."""
        return self.filter(Exists(self._fulfilments().held(None)))

    def late_fulfilled(self) -> ObligationQuerySet:
        """Only those fulfilled by disclosures that all came after the due day."""
        in_time = self._fulfilments().held(None).filter(published_on__lte=OuterRef("due_on"))
        return self.fulfilled().filter(~Exists(in_time))

    def untouched(self) -> ObligationQuerySet:
        """Only those for which nobody has begun a draft."""
        pledges = _reverse(self.model, "pledges").filter(obligation=OuterRef("pk"))
        return self.filter(~Exists(pledges))

    def for_list(self) -> ObligationQuerySet:
        """With unit, item and category: no further query to show a row; by due day."""
        return self.select_related("unit", "item__category").order_by("due_on", "id")

    def for_detail(self) -> ObligationQuerySet:
        """With all that a page of one shows, extensions and withholdings last asked first."""
        shown = self.select_related("unit__parent", "item__category", "event", "matter")
        return shown.prefetch_related("extensions", "withholdings")

    def _fulfilments(self) -> FulfilmentQuerySet:
        rows = cast("FulfilmentQuerySet", _reverse(self.model, "fulfilments"))
        return rows.filter(obligation=OuterRef("pk"))

    def _withholdings(self) -> WithholdingQuerySet:
        rows = cast("WithholdingQuerySet", _reverse(self.model, "withholdings"))
        return rows.filter(obligation=OuterRef("pk")).order_by()

    def _all_withholdings(self, on: datetime.date) -> tuple[WithholdingQuerySet, WithholdingQuerySet]:
        """Return those that each row bears now, and those that it bore on this day, before its unit was merged."""
        rows = cast("WithholdingQuerySet", _reverse(self.model, "withholdings"))
        then = rows.filter(bearings__obligation=OuterRef("pk"), bearings__obligation__closed_on__gt=on)
        return self._withholdings(), then.order_by()


class FulfilmentQuerySet(models.QuerySet["Fulfilment"]):
    """What fulfils obligations."""

    def held(self, on: datetime.date | None) -> FulfilmentQuerySet:
        """Only by what was public on this day; without a day, by what is public now."""
        if on is None:
            return self.filter(withdrawn_on__isnull=True)
        return self.filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on), published_on__lte=on)

    def by(self, disclosure_id: int) -> FulfilmentQuerySet:
        """Only by this disclosure."""
        return self.filter(disclosure_id=disclosure_id)


class PledgeQuerySet(models.QuerySet["Pledge"]):
    """What drafts are to fulfil."""

    def of(self, disclosure_id: int) -> PledgeQuerySet:
        """Only those of this draft."""
        return self.filter(disclosure_id=disclosure_id)


class MatterQuerySet(models.QuerySet["Matter"]):
    """Matters disclosed stage by stage."""

    def visible_to(self, actor: Actor) -> MatterQuerySet:
        """Only those of units whose obligations the actor may see."""
        return self.filter(readable(actor))

    def within(self, unit: Unit) -> MatterQuerySet:
        """Only those of this unit and of the units below it."""
        return self.filter(unit__tree_id=unit.tree_id, unit__lft__gte=unit.lft, unit__rght__lte=unit.rght)

    def without_summary(self) -> MatterQuerySet:
        """Only those that no summary closes yet."""
        return self.filter(~Exists(self._stages().filter(is_summary=True)))

    def unfinished(self, on: datetime.date) -> MatterQuerySet:
        """Only those with a stage still owed on this day."""
        stages = cast("ObligationQuerySet", self._stages())
        return self.filter(Exists(stages.open(on)))

    def finished(self, on: datetime.date) -> MatterQuerySet:
        """Only those of which nothing is owed on this day."""
        stages = cast("ObligationQuerySet", self._stages())
        return self.filter(~Exists(stages.open(on)))

    def _stages(self) -> models.QuerySet[Any]:
        return _reverse(self.model, "stages").filter(matter=OuterRef("pk"))


class EventQuerySet(models.QuerySet["Event"]):
    """What happened that is to be disclosed at once."""

    def visible_to(self, actor: Actor) -> EventQuerySet:
        """Only those of units whose obligations the actor may see."""
        return self.filter(readable(actor))


class ExtensionQuerySet(models.QuerySet["Extension"]):
    """Requests for a later day."""

    def visible_to(self, actor: Actor) -> ExtensionQuerySet:
        """Only those about obligations that the actor sees."""
        return self.filter(readable(actor, "obligation__unit"))

    def within(self, unit: Unit) -> ExtensionQuerySet:
        """Only those of this unit and of the units below it."""
        at = "obligation__unit__"
        return self.filter(**{f"{at}tree_id": unit.tree_id, f"{at}lft__gte": unit.lft, f"{at}rght__lte": unit.rght})

    def asked(self) -> ExtensionQuerySet:
        """Only those that nobody has decided."""
        return self.filter(state=ExtensionState.ASKED)

    def claiming(self) -> ExtensionQuerySet:
        """Only those that use up the one extension of their obligation."""
        return self.filter(state__in=CLAIMING_STATES)

    def awaiting(self, actor: Actor) -> ExtensionQuerySet:
        """Only those that this person decides: the same rule as `policies.decide_extension`."""
        below = superiors.awaiting(actor, "obligation__unit", barred="asker_ids")
        at_root = NOWHERE
        for seat in actor.seats:
            if "disclosures.approve" in seat.role.permissions:
                apart = ~Q(asker_ids__overlap=sorted(superiors.persons(actor, seat)))
                at_root |= apart & Q(obligation__unit=seat.unit_id, obligation__unit__parent__isnull=True)
        return self.asked().filter(below | at_root)

    def for_list(self) -> ExtensionQuerySet:
        """With the obligation, its unit and item, the longest waiting first."""
        return self.select_related("obligation__unit", "obligation__item").order_by("asked_at", "id")


class WithholdingQuerySet(models.QuerySet["Withholding"]):
    """What is not disclosed for now, or at all, and requests for it."""

    def visible_to(self, actor: Actor) -> WithholdingQuerySet:
        """Only those about obligations that the actor sees, or of units that bore them before they were merged."""
        before = self._bearings().filter(readable(actor, "obligation__unit"))
        return self.filter(readable(actor, "obligation__unit") | Q(pk__in=before.values("withholding")))

    def within(self, unit: Unit) -> WithholdingQuerySet:
        """Only those of this unit and of the units below it."""
        at = "obligation__unit__"
        return self.filter(**{f"{at}tree_id": unit.tree_id, f"{at}lft__gte": unit.lft, f"{at}rght__lte": unit.rght})

    def open(self) -> WithholdingQuerySet:
        """Only requests that have not taken effect and still may."""
        return self.filter(state__in=OPEN_WITHHOLDINGS)

    def held(self, on: datetime.date) -> WithholdingQuerySet:
        """Only those that hold on this day: from the day on which they took effect until the day before they end."""
        running = (Q(until__isnull=True) | Q(until__gt=on)) & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))
        return self.filter(running, effective_on__lte=on)

    def live(self, on: datetime.date) -> WithholdingQuerySet:
        """Only requests that are open, and what nobody has ended and whose day has not come."""
        lasting = Q(state__in=HELD_WITHHOLDINGS, ended_on=None) & (Q(until__isnull=True) | Q(until__gt=on))
        return self.filter(Q(state__in=OPEN_WITHHOLDINGS) | lasting)

    def of_kind(self, kind: WithholdingKind) -> WithholdingQuerySet:
        """Only those of this kind."""
        return self.filter(kind=kind)

    def filed_between(self, first: datetime.date, last: datetime.date) -> WithholdingQuerySet:
        """Only those that took effect, and so were filed, from a day to a day, both included."""
        return self.filter(effective_on__gte=first, effective_on__lte=last)

    def asked_at(self, unit_ids: Iterable[int]) -> WithholdingQuerySet:
        """Only those that these units asked for, whichever successor bears them now."""
        first = self._bearings().filter(withholding=OuterRef("pk")).order_by("pk").values("obligation__unit")[:1]
        asking = Coalesce(Subquery(first), F("obligation__unit"), output_field=models.BigIntegerField())
        return self.alias(asking_unit=asking).filter(asking_unit__in=list(unit_ids))

    def borne_by(self, on: datetime.date) -> Q:
        """Return the filter for obligations that bear one of these now, or bore it on this day before a merger."""
        before = self._bearings().filter(withholding__in=self.order_by(), obligation__closed_on__gt=on)
        return Q(pk__in=self.order_by().values("obligation")) | Q(pk__in=before.values("obligation"))

    def awaiting(self, actor: Actor) -> WithholdingQuerySet:
        """Only those that this person signs for the unit, decides, or takes note of: as the policies say."""
        return self.filter(_decided_by(actor))

    def to_do_for(self, actor: Actor) -> WithholdingQuerySet:
        """Only those that wait for this person, and those that were sent back to her: one query for both."""
        if actor.user_id is None:
            return self.none()
        returned = Q(state=WithholdingState.RETURNED, asker_ids__contains=[actor.user_id])
        return self.filter(_decided_by(actor) | returned)

    def for_list(self) -> WithholdingQuerySet:
        """With the obligation, its unit and item, the longest waiting first."""
        return self.select_related("obligation__unit", "obligation__item").order_by("asked_at", "id")

    def _bearings(self) -> models.QuerySet[Any]:
        return _reverse(self.model, "bearings")


def _decided_by(actor: Actor) -> Q:
    """Return the filter for requests on which somebody acts next, as leader of the unit or as its superior."""
    above = superiors.awaiting(actor, "obligation__unit", barred="party_ids")
    decided_above = above & Q(state__in=[WithholdingState.ENDORSED, WithholdingState.FILED])
    return decided_above | (_led(actor) & Q(state=WithholdingState.ASKED))


def _led(actor: Actor) -> Q:
    """Return the filter for requests of units that the actor leads, without those in which she has a part."""
    found = NOWHERE
    for seat in actor.seats:
        if "disclosures.approve" in seat.role.permissions:
            apart = ~Q(asker_ids__overlap=sorted(superiors.persons(actor, seat)))
            found |= apart & Q(obligation__unit=seat.unit_id)
    return found


class DispatchMarkQuerySet(models.QuerySet["DispatchMark"]):
    """How far obligations have been opened."""

    def claimed(self, rhythm: str) -> DispatchMark:
        """Return the mark of a rhythm, locked: two openers take turns."""
        self.bulk_create([self.model(rhythm=rhythm)], ignore_conflicts=True)
        return self.select_for_update().get(rhythm=rhythm)


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    """Addresses for calendars."""

    def visible_to(self, actor: Actor) -> CalendarFeedQuerySet:
        """Only the person's own."""
        return self.none() if actor.user_id is None else self.filter(owner=actor.user_id)

    def in_use(self) -> CalendarFeedQuerySet:
        """Only those that were not stopped."""
        return self.filter(revoked_at__isnull=True)

    def for_list(self) -> CalendarFeedQuerySet:
        """With the unit, the person's own tasks before those of units."""
        return self.select_related("unit", "owner").order_by(F("unit__lft").asc(nulls_first=True))


class ObligationPolicyQuerySet(models.QuerySet["ObligationPolicy"]):
    """The one row of the tenant's numbers."""

    def current(self) -> ObligationPolicy:
        """Return what the tenant has set, or the preset."""
        return self.first() or self.model()


def _reverse(model: type[models.Model], name: str) -> models.QuerySet[Any]:
    """Return all rows of the model that refers to this one, which this module cannot import: it stands below models."""
    related = cast("type[models.Model]", model._meta.get_field(name).related_model)
    return related._default_manager.all()
