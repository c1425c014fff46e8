"""What do channels tell the rooms beside and above them?"""

from __future__ import annotations

from dataclasses import dataclass

from core import events


@dataclass(frozen=True)
class LetterDue(events.Event):
    """A letter to a follower waits: it is sent now, not only when the clock comes round."""
