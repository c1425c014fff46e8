"""How does an obligation stand on a day, in words? Told from dates, for one row, and for the counts of a list."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, DateField, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.errors import Text
from core.inbox import StateTone
from disclosures.models import Disclosure
from frontend import words
from frontend.work.wording import Mark
from obligations.kinds import WithholdingKind
from obligations.models import Fulfilment, Obligation
from obligations.queries import ObligationQuerySet


class View(enum.StrEnum):
    """The parts into which a list of obligations falls; each row stands in exactly one of them."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    DONE = "done"
    WITHHELD = "withheld"


LABELS: Mapping[View, Text] = {
    View.OVERDUE: gettext_lazy("已逾期"),
    View.SOON: gettext_lazy("即将到期"),
    View.LATER: gettext_lazy("尚未到期"),
    View.DONE: gettext_lazy("已公开"),
    View.WITHHELD: gettext_lazy("暂不公开、不予公开"),
}
TONES: Mapping[View, StateTone] = {
    View.OVERDUE: StateTone.OVERDUE,
    View.SOON: StateTone.SOON,
    View.LATER: StateTone.DRAFT,
    View.DONE: StateTone.DONE,
    View.WITHHELD: StateTone.DRAFT,
}
TO_ALL: tuple[View, ...] = (View.OVERDUE, View.SOON, View.LATER, View.DONE)
"""The parts that everybody is shown: outside nobody learns that something is withheld."""

DONE = Q(done_on__isnull=False)
"""The filter for rows that know when they were done, and were."""
WITHHELD = Q(done_on__isnull=True, withheld__isnull=False)
"""The filter for such rows that nobody has done, and that are not to be disclosed for now, or at all."""
OWED = Q(done_on__isnull=True, withheld__isnull=True)
"""The filter for such rows that somebody has to do."""
LATE = Q(done_on__gt=F("due_on"))
"""The filter for rows that know when they were done, and were done after their day."""
NOT_IN_TIME = LATE | OWED
"""The filter for such rows that were not done by their day, among those whose day has passed."""


def with_done_on(
    rows: ObligationQuerySet, on: datetime.date, *, by: QuerySet[Disclosure] | None = None
) -> ObligationQuerySet:
    """Add to each row when it was first fulfilled (`done_on`) and how it is withheld (`withheld`), as of a day.

    Fulfilled by any text, or by these alone. What is not disclosed at all is among the rows.
    """
    held = Fulfilment.objects.filter(obligation=OuterRef("pk")).held(on).order_by("published_on")
    held = held if by is None else held.filter(disclosure_id__in=by.values("pk"))
    first = Subquery(held.values("published_on")[:1], output_field=DateField())
    found: ObligationQuerySet = rows.standing_or_withheld(on).with_withheld(on).annotate(done_on=first)
    return found


def of_view(view: View, on: datetime.date, soon_days: int) -> Q:
    """Return the filter for rows that know when they were done."""
    soon_until = on + datetime.timedelta(days=soon_days)
    return {
        View.OVERDUE: OWED & Q(due_on__lt=on),
        View.SOON: OWED & Q(due_on__gte=on, due_on__lte=soon_until),
        View.LATER: OWED & Q(due_on__gt=soon_until),
        View.DONE: DONE,
        View.WITHHELD: WITHHELD,
    }[view]


def counts(rows: ObligationQuerySet, on: datetime.date, soon_days: int) -> dict[str, int]:
    """Return how many rows stand in each view: one query."""
    in_each = {f"in_{view.value}": Count("pk", filter=of_view(view, on, soon_days)) for view in View}
    found = rows.order_by().aggregate(**in_each)
    return {view.value: found[f"in_{view.value}"] for view in View}


def done_on(obligation: Obligation) -> datetime.date | None:
    """Return the day that `with_done_on` added to the row."""
    found: Any = getattr(obligation, "done_on", None)
    return found if isinstance(found, datetime.date) else None


def withheld_as(obligation: Obligation) -> WithholdingKind | None:
    """Return how a row is withheld, as `with_done_on` added it."""
    kind = getattr(obligation, "withheld", None)
    return WithholdingKind(kind) if kind else None


def mark_of(obligation: Obligation, on: datetime.date) -> Mark:
    """Return the state of a row that knows when it was done: 已逾期2个工作日, 晚2个工作日公开, 暂不公开."""
    published = done_on(obligation)
    if published is not None:
        return Mark(StateTone.DONE, _published(obligation.due_on, published))
    kind = withheld_as(obligation)
    if kind is WithholdingKind.NOT_NOW:
        return Mark(StateTone.DRAFT, _("暂不公开，至%(day)s") % {"day": words.date(obligation.due_on, full=True)})
    if kind is not None:
        return Mark(StateTone.DRAFT, kind.label)
    if obligation.closed_on is not None and obligation.closed_on <= on:
        return Mark(StateTone.DRAFT, obligation.get_closed_reason_display())
    due = words.due(obligation.due_on, on)
    tone = {words.DueTone.OVERDUE: StateTone.OVERDUE, words.DueTone.SOON: StateTone.SOON}
    return Mark(tone.get(due.tone, StateTone.DRAFT), due.words)


def _published(due_on: datetime.date, published: datetime.date) -> str:
    if published <= due_on:
        return _("按时公开")
    late = words.count_working_days(due_on, published)
    if not late:
        return _("逾期后公开")
    return ngettext("晚%(count)d个工作日公开", "晚%(count)d个工作日公开", late) % {"count": late}
