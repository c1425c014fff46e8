"""What waits for this person's decision, in which order, and what comes before and after one of them?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from accounts.actors import Actor
from disclosures.kinds import State
from disclosures.models import Disclosure
from disclosures.queries import DisclosureQuerySet

DECIDED_IN = (State.SUBMITTED, State.SECRECY_CHECKED)


@dataclass(frozen=True)
class Place:
    """Where one text stands among those that wait: from 1, of how many, and its neighbours."""

    number: int
    total: int
    before: Disclosure | None
    after: Disclosure | None


class Stood(NamedTuple):
    """Where a text stood in a queue before it was decided."""

    since: datetime.datetime
    key: int


def waiting_for(actor: Actor) -> DisclosureQuerySet:
    """Return what this person may decide now, what waits longest first."""
    return Disclosure.objects.awaiting(actor).filter(state__in=DECIDED_IN).order_by("moved_at", "id")


def place_of(disclosure: Disclosure, actor: Actor) -> Place | None:
    """Return where a text stands in this person's queue; None when it is not in it."""
    queue = list(waiting_for(actor).only("public_id", "title"))
    at = next((index for index, each in enumerate(queue) if each.pk == disclosure.pk), None)
    if at is None:
        return None
    return Place(
        number=at + 1,
        total=len(queue),
        before=queue[at - 1] if at else None,
        after=queue[at + 1] if at + 1 < len(queue) else None,
    )


def next_after(stood: Stood, actor: Actor) -> Disclosure | None:
    """Return what comes after the place at which a text stood before it was decided, else the first that waits."""
    rest = [each for each in waiting_for(actor).only("public_id", "moved_at") if each.pk != stood.key]
    return next((each for each in rest if (each.moved_at, each.pk) > stood), rest[0] if rest else None)
