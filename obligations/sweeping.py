"""What does one sweep of a tenant do, in which order?

Everything here is derived from rows, so the sweep makes good what an event that was lost, or a scheduler that stood
still, left undone; on a day on which all is done already it writes nothing.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction

from obligations import closing, extending, notices, opening, recomputing, withholding
from obligations.actions import assigning, registering
from obligations.closing import Settled
from obligations.models import Obligation


@dataclass(frozen=True, slots=True)
class Swept:
    """How much there was to do."""

    opened: int
    summaries: int
    settled: Settled
    moved: int
    freed: int


def sweep(*, on: datetime.date, at: datetime.datetime) -> Swept:
    """Open what has come round, close what is owed no longer, compute days anew, and give work of the departed back."""
    opened = opening.catch_up(on=on)
    settled = settle(on=on, at=at)
    summaries, moved = registering.close_year(on=on), recomputing.recompute(on=on, at=at)
    return Swept(opened, summaries, settled, moved, freed=len(assigning.free_departed(on=on, at=at)))


def settle(*, on: datetime.date, at: datetime.datetime) -> Settled:
    """Close what is owed no longer; tell successors what they took over, and units what ended with its item.

    What is withheld, and what more time was asked for, follows in transactions of its own: there their rows are locked
    before those of obligations.
    """
    with transaction.atomic():
        settled = closing.settle(on=on)
        to_do = Obligation.objects.open(on).filter(pk__in=settled.taken_over_ids)
        notices.taken_over(list(to_do.values_list("pk", flat=True)), on=on, at=at)
        notices.ended(settled.ended_ids, on=on, at=at)
    withholding.settle(on=on, at=at)
    extending.settle(on=on, at=at)
    return settled
