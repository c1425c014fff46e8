"""Of which matter is a text a stage, what was disclosed of the matter before and after, and what is still to come?

A matter and its stages are what a unit owes (`obligations`); the texts are what it published. A reader is shown the
texts that she sees. What the clerks call the matter and its stages is not published, so that only those read it who
see what the unit owes; everybody else learns of a stage to come its day alone, and only where its item is society's.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, JSONField, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from accounts.actors import Actor
from catalogs.kinds import Scope
from core import clock
from disclosures.kinds import PUBLIC_STATES, Relation
from disclosures.models import Disclosure
from obligations import actions as obligation_actions
from obligations import policies as obligation_policies
from obligations.models import Fulfilment, Matter, Obligation


@dataclass(frozen=True)
class Stage:
    """One stage of a matter as a reader is shown it."""

    name: str
    """What the clerks call it; empty for those who do not see what the unit owes."""
    is_summary: bool
    due_on: datetime.date
    published_on: datetime.date | None = None
    """None while it is still to come."""
    title: str = ""
    text_id: UUID | None = None
    """The text that disclosed it; None while it is to come, or where the reader does not see the text."""
    is_here: bool = False
    """Whether it is the stage of the text that was asked about."""


@dataclass(frozen=True)
class Course:
    """The stages of a matter in their order."""

    matter: Matter | None
    """The matter, for those who see what the unit owes."""
    stages: Sequence[Stage]
    all_public: bool = False
    """Whether every stage that was declared is public and read by this reader: nothing is said to come."""

    @property
    def ended_on(self) -> datetime.date | None:
        """The day of the closing summary: with it the matter has ended."""
        return next((stage.published_on for stage in self.stages if stage.is_summary), None)

    @property
    def last_on(self) -> datetime.date | None:
        """The day on which the last declared stage became public, of a matter that closes without a summary."""
        if not self.all_public or any(stage.is_summary for stage in self.stages):
            return None
        return max((stage.published_on for stage in self.stages if stage.published_on), default=None)


def course_of(disclosure: Disclosure, *, actor: Actor, on: datetime.date) -> Course | None:
    """Return the course of the matter of which the text is a stage; None where it is none, or stands alone.

    One query; none for a text read `with_references` that belongs to no matter, as most do.
    """
    if getattr(disclosure, "is_stage", True) is False:
        return None
    rows = list(_rows(disclosure, actor, on))
    found = [stage for row in rows if (stage := _stage(row, disclosure, actor)) is not None]
    if not found:
        return None
    matter = rows[0].matter
    all_public = all(row.read is not None or (row.closed_on is not None and not row.is_done) for row in rows)
    return Course(matter if obligation_policies.view(actor, rows[0]) else None, found, all_public)


def process_owed(disclosure: Disclosure, *, on: datetime.date) -> list[str]:
    """Return the earlier stages of its matter that are still owed, where the text's item shows the process.

    One query; none where the item does not. What the text itself discloses besides is not owed before it, nor is what
    is withheld.
    """
    if disclosure.item is None or not disclosure.item.shows_process:
        return []
    own = Obligation.objects.filter(pledges__disclosure_id=disclosure.pk, matter__isnull=False)
    later = own.filter(matter=OuterRef("matter"), stage_no__gt=OuterRef("stage_no"))
    owed = Obligation.objects.open(on).not_withheld(on).filter(Exists(later)).exclude(pk__in=own.values("pk"))
    return [obligation_actions.name_of(row) for row in owed.select_related("matter").order_by("stage_no")]


def _rows(disclosure: Disclosure, actor: Actor, on: datetime.date) -> Iterable[Any]:
    """Return the stages of the text's matter, each with the first text that fulfils it now, if the reader sees it."""
    fulfilling = Fulfilment.objects.held(on)
    texts = Disclosure.objects.visible_to(actor).filter(
        state__in=PUBLIC_STATES, pk__in=fulfilling.filter(obligation=OuterRef(OuterRef("pk"))).values("disclosure_id")
    )
    shape = JSONObject(id="public_id", title="title", published_at="published_at", index_no="index_no")
    first = texts.order_by("published_at", "id").values(read=shape)[:1]
    own = Q(fulfilments__disclosure_id=disclosure.pk) | Q(pledges__disclosure_id=disclosure.pk) | _replaced(disclosure)
    matters = Obligation.objects.filter(own, matter__isnull=False).values("matter")
    return (
        Obligation.objects.filter(matter__in=matters)
        .not_withheld(on)
        .select_related("matter", "unit", "item")
        .annotate(
            read=Subquery(first, output_field=JSONField()),
            is_done=Exists(fulfilling.filter(obligation=OuterRef("pk"))),
        )
        .order_by("stage_no", "id")
    )


def _replaced(disclosure: Disclosure) -> Q:
    """Return what the texts fulfil that this one changes: what stands for a stage is read as that stage."""
    if disclosure.relation != Relation.AMENDS:
        return Q()
    changed = Q(pk=disclosure.refers_to_id) | Q(index_no__in=disclosure.former_index_nos)
    return Q(fulfilments__disclosure_id__in=Disclosure.objects.filter(changed).values("pk"))


def _stage(row: Any, disclosure: Disclosure, actor: Actor) -> Stage | None:
    """Return a stage as the reader is shown it; None where she learns nothing of it."""
    is_known = bool(obligation_policies.view(actor, row))
    name = obligation_actions.name_of(row) if is_known else ""
    read: Mapping[str, Any] | None = row.read
    if read is not None:
        published_on = clock.local_date(datetime.datetime.fromisoformat(read["published_at"]))
        if read["id"] == str(disclosure.public_id) or read["index_no"] in disclosure.former_index_nos:
            here = disclosure.public_id
            return Stage(name, row.is_summary, row.due_on, published_on, disclosure.title, here, is_here=True)
        return Stage(name, row.is_summary, row.due_on, published_on, read["title"], UUID(read["id"]))
    if row.is_done or row.closed_on is not None:
        return None
    is_told = is_known or Scope.SOCIETY.value in row.item.scopes
    return Stage(name, row.is_summary, row.due_on) if is_told else None
