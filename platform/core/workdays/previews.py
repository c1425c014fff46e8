"""What would an uploaded year change? Shown to the one who uploads it and to the one who confirms it alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.sheets import Problem
from core.workdays import years
from core.workdays.calendar import Day, WorkdayTable, is_weekday
from core.workdays.yearfile import YearFile


@dataclass(frozen=True, slots=True)
class DayChange:
    """One day that would no longer be what it is."""

    day: date
    before: Day
    after: Day

    def as_json(self) -> dict[str, Any]:
        """Return the change for programs."""
        return {
            "day": self.day.isoformat(),
            "before": {"working": self.before.working, "name": self.before.name, "confirmed": self.before.confirmed},
            "after": {"working": self.after.working, "name": self.after.name},
        }


@dataclass(frozen=True)
class YearPreview:
    """A year as it would stand, beside the one that stands."""

    year: int
    days: Mapping[date, Day]
    errors: Sequence[Problem]
    doubts: Sequence[Problem]
    missing: Sequence[date]
    """Days that the file does not name; with `filled`, their weekday was taken."""
    filled: bool
    changes: Sequence[DayChange]

    @property
    def acceptable(self) -> bool:
        """Whether the year is whole and free of contradictions."""
        return not self.errors and len(self.days) == years.length_of(self.year)

    def counts(self) -> dict[str, int]:
        """Return the numbers by which two people see at a glance whether this is the year that was announced."""
        return {
            "days": len(self.days),
            "working": sum(known.working for known in self.days.values()),
            "off": sum(not known.working for known in self.days.values()),
            "off_on_weekdays": sum(not known.working and is_weekday(day) for day, known in self.days.items()),
            "make_up": sum(known.working and not is_weekday(day) for day, known in self.days.items()),
            "missing": len(self.missing),
            "changed": len(self.changes),
        }

    def as_json(self) -> dict[str, Any]:
        """Return the preview for programs, and for the proposal's row."""
        return {
            "year": self.year,
            "acceptable": self.acceptable,
            "counts": self.counts(),
            "filled": self.filled,
            "missing": [[first.isoformat(), last.isoformat()] for first, last in runs(self.missing)],
            "changes": [change.as_json() for change in self.changes],
            "errors": [problem.as_json() for problem in self.errors],
            "doubts": [problem.as_json() for problem in self.doubts],
        }


def of_file(found: YearFile, standing: WorkdayTable, *, fill_weekdays: bool = False) -> YearPreview:
    """Compare what a file holds with what stands; `fill_weekdays` takes days that it does not name by their weekday."""
    wanted = [date(found.year, 1, 1) + timedelta(days=n) for n in range(years.length_of(found.year))]
    missing = [day for day in wanted if day not in found.days]
    filled = {day: Day(working=is_weekday(day)) for day in missing} if fill_weekdays else {}
    days = dict(sorted({**found.days, **filled}.items()))
    return YearPreview(
        year=found.year,
        days=days,
        errors=tuple(found.errors),
        doubts=tuple(found.doubts),
        missing=tuple(missing),
        filled=bool(filled),
        changes=tuple(_changes(days, standing)),
    )


def runs(days: Sequence[date]) -> list[tuple[date, date]]:
    """Return days in order as unbroken stretches: a month that is missing is one, not thirty."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _changes(days: Mapping[date, Day], standing: WorkdayTable) -> Iterator[DayChange]:
    for day, after in days.items():
        before = standing.days.get(day) or Day(working=is_weekday(day), confirmed=False)
        if (before.working, before.name) != (after.working, after.name):
            yield DayChange(day, before, after)
