"""Which days count, and on which day does a term of working days end?

Pure: no database, no clock, no words. A table of days comes in, a deadline with its day-by-day explanation goes out.
Day 0 is the day of the event, counting starts on the next day, and overdue starts on the day after the due day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


@dataclass(frozen=True, slots=True)
class Day:
    """What the calendar says about one day; `confirmed` when the official calendar of its year was loaded."""

    working: bool
    name: str = ""
    confirmed: bool = True
    closure: bool = False


@dataclass(frozen=True, slots=True)
class DayNote:
    """One line of an explanation: the day, whether it counts, as which working day (0 if it does not), and why."""

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
    the date may move when it is.
    """

    due_on: date
    provisional: bool
    explanation: tuple[DayNote, ...]

    @property
    def working_days(self) -> int:
        """The length of the term."""
        return self.explanation[-1].number


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
        """Return the same table with days (and their occasions) on which this office alone is closed.

        A closure never opens a day and never hides the holiday that closes it already.
        """
        closed = {
            day: Day(working=False, name=name, confirmed=self.is_confirmed(day), closure=True)
            for day, name in closures.items()
            if self.is_working(day)
        }
        return WorkdayTable({**self.days, **closed})


def is_weekday(day: date) -> bool:
    """Return whether the day is one of Monday to Friday."""
    return day.weekday() <= FRIDAY


def add_working_days(start: date, count: int, table: WorkdayTable) -> Deadline:
    """Return the deadline `count` working days after the event on `start`.

    >>> add_working_days(date(2026, 11, 20), 1, WorkdayTable({})).due_on  # a Friday
    datetime.date(2026, 11, 23)
    """
    if count < 0:
        raise ValueError(f"a term has no negative length: {count}")
    notes = [_event_note(start, table)]
    counted = 0
    for day in _days_after(start):
        if counted == count:
            break
        note = table.note(day, counted + 1)
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


def _event_note(day: date, table: WorkdayTable) -> DayNote:
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
    if known.closure:
        return DayReason.CLOSURE
    if known.working:
        return DayReason.WEEKDAY if is_weekday(day) else DayReason.MAKE_UP
    if known.name or is_weekday(day):
        return DayReason.HOLIDAY
    return DayReason.WEEKEND
