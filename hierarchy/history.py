"""How does the tree get its past?

Every change of a unit's parent, name, kind, sector or place writes the placement that holds from then on, and ends
the one that held until then. History only grows at its end: nothing is written before the last day that was written,
so a question about an earlier day is answered the same for ever.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import F, Max
from django.db.models.functions import Greatest

from hierarchy.models import Placement, Unit

BATCH = 2000


def hold(units: Sequence[Unit], *, on: datetime.date) -> None:
    """Write what holds for these open units from a day on, as they stand now.

    A placement that began on the same day held on no day, and is replaced.
    """
    ids = [unit.pk for unit in units]
    current = Placement.objects.filter(unit_id__in=ids, to_on__isnull=True)
    current.filter(from_on=on).delete()
    current.update(to_on=on)
    Placement.objects.bulk_create([_placement(unit, on) for unit in units], batch_size=BATCH)


def end(unit: Unit, *, on: datetime.date) -> None:
    """Write that nothing holds for the unit from a day on: it is closed."""
    Placement.objects.filter(unit=unit, to_on__isnull=True).update(to_on=on)


def forget(unit: Unit) -> None:
    """Delete the past of a unit that has none: it is taken back on the day it was created."""
    Placement.objects.filter(unit=unit).delete()


def first_writable_day(wanted: datetime.date) -> datetime.date:
    """Return the wanted day, or the last day that history was written if that is later."""
    last = Placement.objects.aggregate(last=Max(Greatest(F("from_on"), F("to_on"))))["last"]
    return wanted if last is None else max(wanted, last)


def _placement(unit: Unit, on: datetime.date) -> Placement:
    return Placement(
        unit_id=unit.pk,
        parent_id=unit.parent_id,
        name=unit.name,
        kind=unit.kind,
        sector=unit.sector,
        sort_no=unit.sort_no,
        from_on=on,
    )
