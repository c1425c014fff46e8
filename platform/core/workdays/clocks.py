"""When does a case fall due whose clock may stand still, and may be extended once?

Pure. The day rule is the same for every event: the day on which it happens belongs to what was before. So the day of
receipt is day 0; the day on which a clock is stopped still counts, and counting goes on the day after it is resumed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from core import errors
from core.workdays.calendar import DayKind, DayNote, DayReason, Deadline, WorkdayTable, count_days, event_note


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count: the days after `stopped_on` up to and including `resumed_on` (None: it lasts)."""

    stopped_on: date
    resumed_on: date | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.resumed_on is not None and self.resumed_on < self.stopped_on:
            raise ValueError(f"a pause ends before it begins: {self.stopped_on} – {self.resumed_on}")

    def covers(self, day: date) -> bool:
        """Return whether the day does not count."""
        return self.stopped_on < day and (self.resumed_on is None or day <= self.resumed_on)


@dataclass(frozen=True, slots=True)
class Extension:
    """The one extension of a term: its days are counted after those of the term itself."""

    days: int
    decided_on: date

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"an extension has no such length: {self.days}")


@dataclass(frozen=True, slots=True)
class Clock:
    """The running term of one case. Of its pauses only the last may still last."""

    start: date
    days: int
    kind: DayKind = DayKind.WORKING
    pauses: tuple[Pause, ...] = ()
    extension: Extension | None = None

    def __post_init__(self) -> None:
        if self.days < 0:
            raise ValueError(f"a term has no negative length: {self.days}")
        if any(pause.resumed_on is None for pause in self.pauses[:-1]):
            raise ValueError("only the last pause may still last")

    @property
    def length(self) -> int:
        """How many days are counted, extension included."""
        return self.days + (self.extension.days if self.extension else 0)

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still until somebody resumes it."""
        return bool(self.pauses) and self.pauses[-1].resumed_on is None

    def paused(self, on: date, reason: str) -> Clock:
        """Return the clock stopped on that day; a clock that stands still is refused."""
        if self.is_paused:
            raise errors.Conflict("clock.already_paused", _("计时已经暂停，不能再次暂停。请先恢复计时。"))
        if self.pauses and self.pauses[-1].resumed_on is not None and on < self.pauses[-1].resumed_on:
            raise errors.Conflict("clock.overlapping_pause", _("暂停日期早于上一次恢复计时的日期，请核对后重新填写。"))
        return replace(self, pauses=(*self.pauses, Pause(max(on, self.start), None, reason)))

    def resumed(self, on: date) -> Clock:
        """Return the clock running again from the day after; a running one is refused."""
        if not self.is_paused:
            raise errors.Conflict("clock.not_paused", _("计时没有暂停，不需要恢复。"))
        last = self.pauses[-1]
        if on < last.stopped_on:
            raise errors.Conflict("clock.resumed_too_early", _("恢复计时的日期早于暂停的日期，请核对后重新填写。"))
        return replace(self, pauses=(*self.pauses[:-1], replace(last, resumed_on=on)))

    def extended(self, days: int, *, decided_on: date, table: WorkdayTable) -> Clock:
        """Return the clock with its one extension, which must be decided while the term still runs."""
        if self.extension is not None:
            raise errors.Conflict("clock.already_extended", _("期限已经延长过一次，不能再次延长。请在现有期限内办结。"))
        if decided_on > due(self, table, on=decided_on).due_on:
            raise errors.Conflict("clock.expired", _("期限已过，不能再延长。请尽快办结并说明逾期原因。"))
        return replace(self, extension=Extension(days, decided_on))


def due(clock: Clock, table: WorkdayTable, *, on: date) -> Deadline:
    """Return the deadline of a clock as it stands on a day.

    A pause that still lasts counts as lasting through that day: the deadline is the earliest one possible, and is
    provisional, because it moves with each further day of the pause.
    """
    if not clock.is_paused:
        return _due(clock, table)
    held = clock.resumed(max(on, clock.pauses[-1].stopped_on))
    return replace(_due(held, table), provisional=True, paused=True)


def stage_due(
    stage_start: date, cap: int, overall: Deadline, table: WorkdayTable, *, pauses: tuple[Pause, ...] = ()
) -> Deadline:
    """Return when a stage of a case is due: `cap` working days after it began, and never after the whole case.

    The caps of the stages may add up to more than the whole (10 + 3 + 3 within 15; DOMAIN section 7).
    """
    held = tuple(replace(pause, resumed_on=pause.resumed_on or overall.due_on) for pause in pauses)
    own = _due(Clock(stage_start, cap, pauses=held), table)
    if own.due_on <= overall.due_on:
        return replace(own, provisional=own.provisional or overall.paused, paused=overall.paused)
    return Deadline(
        due_on=overall.due_on,
        provisional=overall.provisional,
        explanation=_until(own, overall),
        paused=overall.paused,
        own_term_ends_on=own.due_on,
    )


def _until(own: Deadline, overall: Deadline) -> tuple[DayNote, ...]:
    """Return the stage's days up to the end of the whole; day 0 alone when the stage began after it."""
    return own.explanation[:1] + tuple(note for note in own.explanation[1:] if note.day <= overall.due_on)


def _due(clock: Clock, table: WorkdayTable) -> Deadline:
    def note_of(day: date, number: int) -> DayNote:
        pause = next((pause for pause in clock.pauses if pause.covers(day)), None)
        if pause is not None:
            return DayNote(day, counts=False, number=0, reason=DayReason.PAUSE, name=pause.reason, confirmed=True)
        if clock.kind is DayKind.CALENDAR:
            return DayNote(day, counts=True, number=number, reason=DayReason.CALENDAR_DAY, name="", confirmed=True)
        return table.note(day, number)

    return count_days(clock.start, clock.length, note_of, event=event_note(clock.start, table))
