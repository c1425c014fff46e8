"""Which notices run or are over, which objections are open, and who sees them?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q

from accounts.actors import NOWHERE
from disclosures import visibility
from disclosures.kinds import ISSUED_STATES, Relation, State
from disclosures.noticing.kinds import NoticeState, ObjectionState

if TYPE_CHECKING:
    from accounts.actors import Actor

    # Named in the type parameters of the querysets below.
    from disclosures.models import Disclosure, NoticeRule, Objection, PublicNotice  # noqa: F401

SEE_OBJECTIONS = ("disclosures.draft", "disclosures.approve", "disclosures.inspect")
"""Permissions over a unit that let one read what was objected, and by whom as far as they said."""
ANSWER = ("disclosures.draft", "disclosures.approve")
"""Permissions at a unit that let one answer for it."""


def over_at(name: str) -> Func:
    """Return the instant at which a day of the row is over: the local midnight after it."""
    template = f"((%(expressions)s + 1)::timestamp AT TIME ZONE '{settings.TIME_ZONE}')"
    return Func(F(name), template=template, output_field=models.DateTimeField())


class NoticeRuleQuerySet(models.QuerySet["NoticeRule"]):
    """Terms of notices."""

    def by_term(self) -> dict[str, NoticeRule]:
        """Return every rule by its term: one query."""
        return {rule.term: rule for rule in self}


class PublicNoticeQuerySet(models.QuerySet["PublicNotice"]):
    """Notices, narrowed."""

    def visible_to(self, actor: Actor) -> PublicNoticeQuerySet:
        """Only those of texts that the actor sees: the same rule as `policies_noticing.view`."""
        return self.filter(visibility.seen_by(actor, "disclosure"))

    def running(self, on: datetime.date) -> PublicNoticeQuerySet:
        """Only those whose last day has not passed."""
        return self.filter(state=NoticeState.RUNNING, disclosure__state=State.PUBLISHED, last_on__gte=on)

    def over(self, on: datetime.date) -> PublicNoticeQuerySet:
        """Only those whose last full day has passed and that are not closed yet, the earliest first."""
        return self.filter(state=NoticeState.RUNNING, last_on__lt=on).order_by("last_on", "id")

    def to_review(self, actor: Actor) -> PublicNoticeQuerySet:
        """Only closed ones that wait for this leader's look; none any more once the result is published."""
        if actor.user_id is None:
            return self.none()
        followed = Q(disclosure__referred_by__relation=Relation.FOLLOWS) & Q(
            disclosure__referred_by__state__in=ISSUED_STATES
        )
        mine = self.filter(actor.reach("disclosures.approve", "disclosure__unit"), disclosure__state=State.PUBLISHED)
        return mine.filter(state=NoticeState.CLOSED, reviewed_at__isnull=True).exclude(followed)

    def for_list(self) -> PublicNoticeQuerySet:
        """With text and unit: no query more."""
        return self.select_related("disclosure__unit").defer("disclosure__body", "disclosure__body_text")


class ObjectionQuerySet(models.QuerySet["Objection"]):
    """Objections, narrowed."""

    def visible_to(self, actor: Actor) -> ObjectionQuerySet:
        """Only those to texts of units for which the actor works or that she inspects: as `policies_noticing.see`."""
        if actor.unlimited:
            return self
        return self.filter(_reach(actor, SEE_OBJECTIONS)).filter(visibility.seen_by(actor, "notice__disclosure"))

    def awaiting(self, actor: Actor) -> ObjectionQuerySet:
        """Only open ones that this person answers for her unit, but those that she raised herself."""
        if actor.user_id is None:
            return self.none()
        mine = self.open().filter(_reach(actor, ANSWER)).filter(visibility.seen_by(actor, "notice__disclosure"))
        return mine.exclude(member=actor.user_id)

    def open(self) -> ObjectionQuerySet:
        """Only those that nobody has answered."""
        return self.filter(state=ObjectionState.OPEN)

    def answered(self) -> ObjectionQuerySet:
        """Only those with an answer."""
        return self.filter(state=ObjectionState.ANSWERED)

    def holding_up(self, notice: PublicNotice) -> ObjectionQuerySet:
        """Only open ones that a notice waits for: its own, and those to the text that its text changed."""
        waited = Q(notice=notice)
        if notice.disclosure.relation == Relation.AMENDS:
            waited |= Q(notice__disclosure=notice.disclosure.refers_to_id)
        return self.open().filter(waited)

    def for_list(self) -> ObjectionQuerySet:
        """With notice, text and unit: no query more."""
        return self.select_related("notice__disclosure__unit")


def _reach(actor: Actor, permissions: tuple[str, ...]) -> Q:
    found = NOWHERE
    for permission in permissions:
        found |= actor.reach(permission, "notice__disclosure__unit")
    return found
