"""Which days count, and on which day does a term of working days end?

Pure: no database, no clock, no words. A table of days comes in, a deadline with its day-by-day explanation goes out.
Day 0 is the day of the event, counting starts on the next day, and overdue starts on the day after the due day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

FRIDAY = 4
ONE_DAY = timedelta(days=1)


class DayReason(StrEnum):
    """Why a day counts or does not count."""

    EVENT = "event"  # day 0: never counts
    WEEKDAY = "weekday"
    MAKE_UP = "make_up"  # 调休: a weekend day on which offices work
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSURE = "closure"  # the office itself is closed on a day on which the country works
    LOCAL_WORK = "local_work"  # the office itself works on a day on which the country is off
    CALENDAR_DAY = "calendar_day"  # a term of calendar days counts every day
    PAUSE = "pause"  # the clock of the case stands still
    FIXED = "fixed"  # the rule names this day; nothing is counted


class DayKind(StrEnum):
    """Which days a term counts."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Day:
    """What the calendar says about one day; `confirmed` when the official calendar of its year was loaded.

    `local` when it is what one organisation decided for itself, against the country's calendar.
    """

    working: bool
    name: str = ""
    confirmed: bool = True
    local: bool = False


@dataclass(frozen=True, slots=True)
class DayNote:
    """One line of an explanation: the day, whether it counts, as which day of the term (0 if it does not), and why.

    `confirmed` when no calendar that is loaded later can change the line.
    """

    day: date
    counts: bool
    number: int
    reason: DayReason
    name: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which an act is still in time, and how it was found.

    `provisional` when a day that was counted or skipped lies in a year whose official calendar is not loaded:
    the date may move when it is; and while the clock is `paused`, for it moves with every day of the pause.
    `own_term_ends_on` is the day on which a stage's own term would end, where the whole term ends before it.
    """

    due_on: date
    provisional: bool
    explanation: tuple[DayNote, ...]
    paused: bool = False
    own_term_ends_on: date | None = None

    @property
    def counted(self) -> int:
        """How many days of the term were counted up to the due day."""
        return max(note.number for note in self.explanation)


@dataclass(frozen=True, slots=True, eq=False)
class WorkdayTable:
    """An immutable table of days; a day that it does not know is computed Monday–Friday and is not confirmed."""

    days: Mapping[date, Day]

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", MappingProxyType(dict(self.days)))

    def coverage(self) -> tuple[date, date] | None:
        """Return the last unbroken run of confirmed days; its end is the horizon beyond which dates are provisional."""
        last = max((day for day, known in self.days.items() if known.confirmed), default=None)
        if last is None:
            return None
        first = last
        while self.is_confirmed(first - ONE_DAY):
            first -= ONE_DAY
        return first, last

    def is_working(self, day: date) -> bool:
        """Return whether offices work on that day."""
        known = self.days.get(day)
        return known.working if known else is_weekday(day)

    def is_confirmed(self, day: date) -> bool:
        """Return whether the answer for that day is official rather than computed."""
        known = self.days.get(day)
        return known is not None and known.confirmed

    def name_of(self, day: date) -> str:
        """Return the occasion of a day, empty for an ordinary or unknown one."""
        known = self.days.get(day)
        return known.name if known else ""

    def note(self, day: date, number: int) -> DayNote:
        """Explain one day; `number` is its rank among the counted days and is dropped if the day does not count."""
        known = self.days.get(day) or Day(working=is_weekday(day), confirmed=False)
        return DayNote(
            day=day,
            counts=known.working,
            number=number if known.working else 0,
            reason=_reason(day, known),
            name=known.name,
            confirmed=known.confirmed,
        )

    def with_closures(self, closures: Mapping[date, str]) -> WorkdayTable:
        """Return the same table with days (and their occasions) on which this office alone is closed."""
        return self.with_local_days({day: Day(working=False, name=name) for day, name in closures.items()})

    def with_local_days(self, decided: Mapping[date, Day]) -> WorkdayTable:
        """Return the same table with what one organisation decided for itself: days off and days worked instead.

        What changes nothing leaves no trace: a closure never hides the holiday that closes the day already, nor a
        local make-up day the country's own.
        """
        changed = {
            day: Day(own.working, own.name, confirmed=self.is_confirmed(day), local=True)
            for day, own in decided.items()
            if own.working is not self.is_working(day)
        }
        return WorkdayTable({**self.days, **changed}) if changed else self


def is_weekday(day: date) -> bool:
    """Return whether the day is one of Monday to Friday."""
    return day.weekday() <= FRIDAY


def add_working_days(start: date, count: int, table: WorkdayTable) -> Deadline:
    """Return the deadline `count` working days after the event on `start`.

    >>> add_working_days(date(2026, 11, 20), 1, WorkdayTable({})).due_on  # a Friday
    datetime.date(2026, 11, 23)
    """
    return count_days(start, count, table.note, event=event_note(start, table))


def count_days(start: date, count: int, note_of: Callable[[date, int], DayNote], *, event: DayNote) -> Deadline:
    """Return the deadline `count` counted days after `start`; `note_of(day, number)` says which days count, and why."""
    if count < 0:
        raise ValueError(f"a term has no negative length: {count}")
    notes = [event]
    counted = 0
    for day in _days_after(start):
        if counted == count:
            break
        note = note_of(day, counted + 1)
        counted += note.counts
        notes.append(note)
    return Deadline(
        due_on=notes[-1].day,
        provisional=not all(note.confirmed for note in notes[1:]),
        explanation=tuple(notes),
    )


def working_days_between(start: date, end: date, table: WorkdayTable) -> int:
    """Return how many working days lie after `start` up to and including `end`; negative when `end` comes first.

    The inverse of `add_working_days`: what is left until a due day, or how long it has been overdue.
    """
    if end < start:
        return -working_days_between(end, start, table)
    span = (end - start).days
    return sum(table.is_working(start + timedelta(days=offset)) for offset in range(1, span + 1))


def _days_after(start: date) -> Iterator[date]:
    day = start
    while True:
        day += ONE_DAY
        yield day


def event_note(day: date, table: WorkdayTable) -> DayNote:
    """Explain day 0."""
    known = table.days.get(day)
    return DayNote(
        day=day,
        counts=False,
        number=0,
        reason=DayReason.EVENT,
        name=known.name if known else "",
        confirmed=table.is_confirmed(day),
    )


def _reason(day: date, known: Day) -> DayReason:
    if known.local:
        return DayReason.LOCAL_WORK if known.working else DayReason.CLOSURE
    if known.working:
        return DayReason.WEEKDAY if is_weekday(day) else DayReason.MAKE_UP
    if known.name or is_weekday(day):
        return DayReason.HOLIDAY
    return DayReason.WEEKEND
