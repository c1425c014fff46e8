"""What do disclosures tell the rooms above them?"""

from __future__ import annotations

from dataclasses import dataclass

from core import events


@dataclass(frozen=True)
class DisclosurePublished(events.Event):
    """A text became readable to whom its scope names."""

    disclosure_id: int
    unit_id: int


@dataclass(frozen=True)
class DisclosureReturned(events.Event):
    """A submitted text went back to its drafter with a reason."""

    disclosure_id: int
    unit_id: int


@dataclass(frozen=True)
class DisclosureWithdrawn(events.Event):
    """A published text was withdrawn; it stays readable, with the reason."""

    disclosure_id: int
    unit_id: int


@dataclass(frozen=True)
class DisclosureEnded(events.Event):
    """A published text was changed, ended, merged or taken down; what its address answers now says how."""

    disclosure_id: int
    unit_id: int
