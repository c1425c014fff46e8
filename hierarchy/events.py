"""What does the tree tell the rooms above it?

Published after the change has taken effect, not when it is planned; `on` is the day from which it holds.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from core import events


@dataclass(frozen=True)
class UnitCreated(events.Event):
    """A unit exists from a day on."""

    unit_id: int
    on: datetime.date


@dataclass(frozen=True)
class UnitRenamed(events.Event):
    """A unit bears another name from a day on."""

    unit_id: int
    old_name: str
    new_name: str
    on: datetime.date


@dataclass(frozen=True)
class UnitMoved(events.Event):
    """A unit, with all below it, stands under another superior from a day on."""

    unit_id: int
    old_parent_id: int | None
    new_parent_id: int
    on: datetime.date


@dataclass(frozen=True)
class UnitClosed(events.Event):
    """A unit no longer exists from a day on; its open work goes to the successor, if one was named."""

    unit_id: int
    successor_id: int | None
    on: datetime.date


@dataclass(frozen=True)
class TreeImported(events.Event):
    """Many units were created or changed at once by a file."""

    unit_ids: tuple[int, ...]
    on: datetime.date
