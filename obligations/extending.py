"""What becomes of requests for more time when their obligation is handed over, closed or fulfilled?

Told from rows alone, after units were closed and texts published, so the daily sweep makes good what was left undone.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Subquery

from accounts import actors
from core import errors
from obligations.flows import extension_flow
from obligations.kinds import ClosedReason
from obligations.models import Extension, Obligation


def settle(*, on: datetime.date, at: datetime.datetime) -> int:
    """Let requests and granted days go with what successors took over; take back those about what is owed no longer.

    A granted day stays granted at the successor, so the calendar does not overrule it there either. Repeating it does
    nothing. Returns how many there were.
    """
    moved = 0
    while count := _follow():
        moved += count  # a successor may itself have been merged since
    return moved + sum(_taken_back(found, at=at) for found in _idle(on))


@transaction.atomic
def _follow() -> int:
    """Move them one step, to the obligation that took over theirs and has no request of its own."""
    heirs = Obligation.objects.filter(
        taken_over_from=OuterRef("obligation"), unit=F("taken_over_from__unit__successor")
    )
    free = heirs.exclude(Exists(Extension.objects.claiming().filter(obligation=OuterRef("pk"))))
    handed = Extension.objects.claiming().filter(Exists(free), obligation__closed_reason=ClosedReason.MERGED)
    ids = list(handed.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    rows = Extension.objects.filter(pk__in=ids)
    return rows.update(obligation=Subquery(free.values("pk")[:1]), revision=F("revision") + 1) if ids else 0


def _idle(on: datetime.date) -> list[Extension]:
    """Return requests that nobody has decided about what is done, or closed."""
    owed = Obligation.objects.open(on).filter(pk=OuterRef("obligation"))
    return list(Extension.objects.asked().exclude(Exists(owed)).order_by("pk"))


def _taken_back(extension: Extension, *, at: datetime.datetime) -> bool:
    """Take it back by its flow, under its own lock and with its own entry: somebody may have decided meanwhile."""
    try:
        extension_flow.perform("recall", extension, actor=actors.SYSTEM, at=at)
    except errors.Conflict:
        return False
    return True
