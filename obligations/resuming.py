"""Whom does the clock tell that something withheld until a day is to be disclosed?

The obligation is owed again on that day without anything being written but in the trail; who drafts is told some days
before, so that there is a text by then, and on the day itself. Each once; days without a scheduler are made up for.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction

from obligations import notices, withholding
from obligations.kinds import HELD_WITHHOLDINGS, WithholdingKind
from obligations.models import Obligation, ObligationPolicy, Withholding
from obligations.queries import WithholdingQuerySet


@transaction.atomic
def tell(*, on: datetime.date, at: datetime.datetime) -> int:
    """Tell who drafts what is near its day, and what has reached it; return how many withholdings that were.

    That its day has come stands in the trail even where nothing is owed any more, so that nobody is told.
    """
    soon = on + datetime.timedelta(days=ObligationPolicy.objects.current().due_soon_days)
    lasting = Withholding.objects.of_kind(WithholdingKind.NOT_NOW).filter(state__in=HELD_WITHHOLDINGS, ended_on=None)
    owed = Obligation.objects.open(on)
    near = _locked(lasting.filter(until__gt=on, until__lte=soon, foretold_at__isnull=True, obligation__in=owed))
    reached = _locked(lasting.filter(until__lte=on, resumed_at__isnull=True))
    still = set(owed.filter(withholdings__in=reached).values_list("pk", flat=True))
    resumed = [each for each in reached if each.obligation_id in still]
    notices.foretold(near, on=on, at=at)
    notices.resumed(resumed, on=on, at=at)
    Withholding.objects.filter(pk__in=[each.pk for each in near]).update(foretold_at=at)
    Withholding.objects.filter(pk__in=[each.pk for each in reached]).update(resumed_at=at)
    withholding.record_lapse(reached, at=at)
    return len(near) + len(resumed)


def _locked(rows: WithholdingQuerySet) -> Sequence[Withholding]:
    return list(rows.for_list().order_by("pk").select_for_update(of=("self",)))
