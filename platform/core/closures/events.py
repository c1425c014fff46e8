"""What happens to a tenant's own days that owners of its deadlines have to know?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core import events


@dataclass(frozen=True)
class LocalDaysChanged(events.Event):
    """The current tenant decided anew about days from `first` to `last`.

    Published inside the tenant. Its open terms that reach into these days are computed again with
    `core.workdays.tables.load_table(fresh=True)`.
    """

    first: date
    last: date
