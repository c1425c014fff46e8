"""What do rollouts tell the rooms above them?"""

from __future__ import annotations

from dataclasses import dataclass

from core import events


@dataclass(frozen=True)
class RolloutRuns(events.Event):
    """A rollout was started or resumed: units that have no row yet are to be taken in."""

    rollout_id: int
