"""Who listens to what? The one list of reactions that run upwards, from a lower room to a higher one."""

from __future__ import annotations

from catalogs.events import CatalogPublished
from core import events
from core.closures.events import LocalDaysChanged
from core.workdays.events import CalendarChanged
from hierarchy.events import TreeImported, UnitClosed, UnitCreated
from obligations import reactions

SUBSCRIPTIONS: list[tuple[type[events.Event], events.Subscriber]] = [
    (UnitCreated, reactions.unit_created),
    (TreeImported, reactions.tree_imported),
    (UnitClosed, reactions.unit_closed),
    (CatalogPublished, reactions.catalog_published),
    (CalendarChanged, reactions.calendar_changed),
    (LocalDaysChanged, reactions.local_days_changed),
]
