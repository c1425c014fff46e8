"""Which open days are no longer what their rules say, now that the calendar is another one?

Each row keeps the words of its rule and from when it counts, so its day can be computed again from the row alone. What
was due in the past stays as it was, a day never moves into the past, and a person who set a day herself (a stage, an
extension) is not overruled.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Count, Min

from core.workdays import recomputation, tables
from core.workdays.calendar import Deadline, WorkdayTable
from core.workdays.recomputation import Kept, Recomputed
from obligations import notices, terms
from obligations.models import Obligation

ALIKE = ("kind", "rule_text", "period_kind", "period_start", "counted_from", "due_on", "provisional")
"""Obligations with these in common have the same deadline."""


@transaction.atomic
def recompute(*, on: datetime.date, at: datetime.datetime) -> int:
    """Compute the days of open obligations anew, tell who drafts of those that moved, and return how many did.

    Without a change of the calendar it finds nothing to do, so it may run as often as one likes.
    """
    revision = tables.calendar_revision()
    table = tables.load_table(fresh=True)
    ruled = Obligation.objects.ruled(on)
    samples = ruled.order_by().values(*ALIKE).annotate(sample=Min("pk")).values_list("sample", flat=True)
    kept = [_kept(sample) for sample in Obligation.objects.filter(pk__in=list(samples)).order_by("pk")]
    moved: list[int] = []
    for found in recomputation.recompute(kept, table):
        ids = _apply(found, revision, on=on)
        moved += ids if found.moved else []
    ruled.filter(provisional=True).exclude(calendar_revision=revision).update(calendar_revision=revision)
    notices.recomputed(moved, on=on, at=at)
    return len(moved)


@dataclass(frozen=True, slots=True)
class Move:
    """Obligations that would be due on another day."""

    item_title: str
    label: str
    was: datetime.date
    due_on: datetime.date
    count: int


def foreseen(table: WorkdayTable, *, on: datetime.date) -> list[Move]:
    """Return which days would move under another calendar, the next first, and write nothing: two queries."""
    alike = Obligation.objects.ruled(on).order_by().values(*ALIKE, "item").annotate(sample=Min("pk"), alike=Count("pk"))
    counts = dict(alike.values_list("sample", "alike"))
    samples = Obligation.objects.filter(pk__in=list(counts)).select_related("item").order_by("due_on", "pk")
    found = recomputation.recompute([_kept(sample) for sample in samples], table)
    moves = [
        Move(each.key.item.title, each.key.label, each.key.due_on, max(each.deadline.due_on, on), counts[each.key.pk])
        for each in found
    ]
    return [move for move in moves if move.was != move.due_on]


def _kept(sample: Obligation) -> Kept[Obligation]:
    return Kept(sample, sample.due_on, sample.provisional, partial(_deadline, sample))


def _deadline(sample: Obligation, table: WorkdayTable) -> Deadline:
    found = terms.deadline_of(sample, table)
    if found is None:
        raise ValueError(f"obligation {sample.pk} follows no rule")
    return found


def _apply(found: Recomputed[Obligation], revision: int, *, on: datetime.date) -> list[int]:
    """Write the new day to all that are alike, and return them."""
    alike = Obligation.objects.ruled(on).filter(**{name: getattr(found.key, name) for name in ALIKE})
    ids = list(alike.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    Obligation.objects.filter(pk__in=ids).update(
        due_on=max(found.deadline.due_on, on), provisional=found.deadline.provisional, calendar_revision=revision
    )
    return ids
