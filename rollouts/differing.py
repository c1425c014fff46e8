"""What do units have of their own beside the edition that is rolled out to them?"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from catalogs.kinds import OverrideKind
from catalogs.models import Item, Override


@dataclass(frozen=True)
class Own:
    """How many items a unit added, made stricter, and did not choose."""

    added: int = 0
    tightened: int = 0
    declined: int = 0

    @property
    def total(self) -> int:
        """How many differences there are."""
        return self.added + self.tightened + self.declined


def own_of(unit_ids: Collection[int], *, on: datetime.date) -> dict[int, Own]:
    """Return what each of these units has of its own on a day: two queries, whatever their number."""
    items = Item.objects.in_force(on).filter(version__catalog__unit__in=unit_ids).order_by()
    added = dict(items.values_list("version__catalog__unit").annotate(Count("pk")))
    overrides = Override.objects.in_force(on).filter(unit__in=unit_ids).order_by().values_list("unit")
    counted = overrides.annotate(
        tightened=Count("pk", filter=Q(kind=OverrideKind.TIGHTEN)),
        declined=Count("pk", filter=Q(kind=OverrideKind.DECLINE)),
    )
    changed = {unit_id: (tightened, declined) for unit_id, tightened, declined in counted}
    return {unit_id: Own(added.get(unit_id, 0), *changed.get(unit_id, (0, 0))) for unit_id in {*added, *changed}}
