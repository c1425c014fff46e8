"""How far does the official calendar reach, and does it reach far enough?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.workdays import tables

LONGEST_TERM_DAYS = 60
"""Fifteen working days extended by fifteen, with a long holiday in between, as calendar days."""


class CoverageState(StrEnum):
    """Whether deadlines that arise today can be certain."""

    GOOD = "good"
    ENDS_SOON = "ends_soon"  # the longest terms already reach beyond the horizon
    PASSED = "passed"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """The facts that `doctor` tells."""

    state: CoverageState
    first: date | None
    last: date | None
    days_left: int
    missing_year: int
    """The next year whose announcement is to be loaded."""


def coverage() -> tuple[date, date] | None:
    """Return the first and the last confirmed day, or `None` when no announced year is loaded."""
    return tables.load_table().coverage()


def coverage_report(on: date) -> CoverageReport:
    """Return how far deadlines that arise on this day can be certain."""
    covered = coverage()
    if covered is None:
        return CoverageReport(CoverageState.EMPTY, None, None, 0, on.year)
    first, last = covered
    days_left = (last - on).days
    return CoverageReport(_state(days_left), first, last, max(days_left, 0), last.year + 1)


def _state(days_left: int) -> CoverageState:
    if days_left < 0:
        return CoverageState.PASSED
    return CoverageState.ENDS_SOON if days_left < LONGEST_TERM_DAYS else CoverageState.GOOD
