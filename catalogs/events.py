"""What do catalogs tell the rooms above them?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from core import events


@dataclass(frozen=True)
class CatalogPublished(events.Event):
    """An edition was published; it holds from `effective_on` on, and its predecessor until then."""

    version_id: int
    catalog_id: int
    unit_id: int
    effective_on: datetime.date
