"""Which obligations come round by themselves, and which of them fell into days without a scheduler?

One rhythm for what stands for a year and one for each period of what is periodic; each has a mark that says how far it
has been opened.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from catalogs.kinds import TimeMode
from core.workdays.periods import Period, PeriodKind, containing


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What comes round: the time mode of its items, and how long a round is."""

    mode: TimeMode
    period_kind: PeriodKind

    @property
    def name(self) -> str:
        """How its mark is called."""
        return str(self.mode.value) if self.mode is TimeMode.STANDING else self.period_kind.value

    def rounds(self, opened_through: datetime.date | None, on: datetime.date) -> list[Period]:
        """Return the rounds that began after the last opened one, up to the one that the day lies in, in order.

        Before the first opening ever that is the present round alone: what went before was never asked for here.
        """
        current = containing(on, self.period_kind)
        if opened_through is None:
            return [current]
        found: list[Period] = []
        while current.first > opened_through:
            found.append(current)
            current = current.previous()
        return found[::-1]


RHYTHMS: tuple[Rhythm, ...] = (
    Rhythm(TimeMode.STANDING, PeriodKind.YEAR),
    *(Rhythm(TimeMode.PERIODIC, kind) for kind in PeriodKind),
)
