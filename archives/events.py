"""What does the archive have done in the background?"""

from __future__ import annotations

from dataclasses import dataclass

from core import events


@dataclass(frozen=True)
class CheckAsked(events.Event):
    """Somebody asked for a large box to be compared with what was put away."""

    request_id: int
