"""Whom does the clock tell that something withheld until a day is to be disclosed?

The obligation is owed again on that day without anything being written; who drafts is told some days before, so that
there is a text by then, and on the day itself. Each is told once; days without a scheduler are made up for.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction

from obligations import notices
from obligations.kinds import HELD_WITHHOLDINGS, WithholdingKind
from obligations.models import Obligation, ObligationPolicy, Withholding
from obligations.queries import WithholdingQuerySet


@transaction.atomic
def tell(*, on: datetime.date, at: datetime.datetime) -> int:
    """Tell who drafts what is near its day, and what has reached it; return how many withholdings that were."""
    soon = on + datetime.timedelta(days=ObligationPolicy.objects.current().due_soon_days)
    lasting = Withholding.objects.of_kind(WithholdingKind.NOT_NOW).filter(state__in=HELD_WITHHOLDINGS)
    near = _owed(lasting.filter(until__gt=on, until__lte=soon, foretold_at__isnull=True), on=on)
    reached = _owed(lasting.filter(until__lte=on, resumed_at__isnull=True), on=on)
    notices.foretold(near, on=on, at=at)
    notices.resumed(reached, on=on, at=at)
    Withholding.objects.filter(pk__in=[each.pk for each in near]).update(foretold_at=at)
    Withholding.objects.filter(pk__in=[each.pk for each in reached]).update(resumed_at=at)
    return len(near) + len(reached)


def _owed(rows: WithholdingQuerySet, *, on: datetime.date) -> Sequence[Withholding]:
    """Return, locked, those whose obligation is still owed."""
    owed = Obligation.objects.open(on)
    return list(rows.filter(obligation__in=owed).select_for_update(of=("self",)).order_by("pk"))
