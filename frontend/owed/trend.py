"""How has disclosure in time gone over five quarters? The same numbers as a line, as a table, and for the workbook."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.workdays.periods import Period, PeriodKind, containing
from frontend.owed.rates import Cell
from hierarchy.models import Unit
from obligations import roll_up
from obligations.models import Obligation
from obligations.roll_up import Rates

QUARTERS = 5
WIDTH, HEIGHT = 680, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 510, 24, 250
"""Where the plot lies in the picture; to its right stand the names of the lines."""
LABEL_APART = 44
LONGEST_NAME = 9
STEP = 10
"""Percent between two lines of the grid."""
SHORT = (
    gettext_lazy("%(year)s年一"),
    gettext_lazy("%(year)s年二"),
    gettext_lazy("%(year)s年三"),
    gettext_lazy("%(year)s年四"),
)


@dataclass(frozen=True)
class Series:
    """One line: whose, and its rates quarter by quarter."""

    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Point:
    """One quarter of a line in the picture."""

    x: int
    y: int


@dataclass(frozen=True)
class Line:
    """A line as it is drawn; a quarter in which nothing fell due interrupts it."""

    number: int
    name: str
    share: str
    points: Sequence[Point]
    path: str
    label_y: int

    @property
    def squares(self) -> list[Point]:
        """Where the corners of its squares lie: the second line is told from the first by shape too."""
        return [Point(point.x - 5, point.y - 5) for point in self.points]


@dataclass(frozen=True)
class Tick:
    """A mark at an axis."""

    at: int
    label: str


@dataclass(frozen=True)
class Chart:
    """The picture."""

    lines: Sequence[Line]
    quarters: Sequence[Tick]
    levels: Sequence[Tick]
    summary: str


@dataclass(frozen=True)
class Trend:
    """Five quarters of one unit, or of two side by side."""

    quarters: Sequence[Period]
    series: Sequence[Series]
    chart: Chart | None
    """None where not even two quarters can be joined."""

    @property
    def rows(self) -> list[tuple[Period, list[Cell]]]:
        """The table: a row for each quarter."""
        return [(quarter, [each.cells[at] for each in self.series]) for at, quarter in enumerate(self.quarters)]


def of(units: Sequence[tuple[str, Unit, bool]], period: Period, *, on: datetime.date, category: str = "") -> Trend:
    """Return the trend up to a period for some units (name, unit, alone): two queries for each of them."""
    last = containing(min(period.last, on), PeriodKind.QUARTER)
    quarters = [last.shifted(-count) for count in reversed(range(QUARTERS))]
    rows = Obligation.objects.filter(item__category__title=category) if category else None
    series = [
        Series(
            name,
            [Cell(found, category, "") for found in roll_up.trend(unit, quarters, on=on, of=rows, alone=alone)],
        )
        for name, unit, alone in units
    ]
    return Trend(quarters, series, _chart(quarters, series))


def _chart(quarters: Sequence[Period], series: Sequence[Series]) -> Chart | None:
    shares = [share for each in series for cell in each.cells if (share := _percent(cell.rates)) is not None]
    if not any(sum(bool(cell.settled) for cell in each.cells) > 1 for each in series):
        return None
    lowest = min(int(min(shares)) // STEP * STEP, 100 - 2 * STEP)
    drawn = [each for each in series if any(cell.settled for cell in each.cells)]
    lines = [_line(number, each, lowest) for number, each in enumerate(drawn, start=1)]
    return Chart(
        _apart(lines),
        [Tick(_x(at), _short(quarter)) for at, quarter in enumerate(quarters)],
        [Tick(_y(level, lowest), f"{level}%") for level in _levels(lowest)],
        _("；").join(_summary(each, quarters) for each in drawn),
    )


def _levels(lowest: int) -> list[int]:
    step = STEP if 100 - lowest <= 5 * STEP else 2 * STEP
    return list(range(100, lowest - 1, -step))


def _line(number: int, series: Series, lowest: int) -> Line:
    points = {
        at: Point(_x(at), _y(share, lowest))
        for at, cell in enumerate(series.cells)
        if (share := _percent(cell.rates)) is not None
    }
    joined = {at for earlier, at in pairwise(points) if at == earlier + 1}
    path = " ".join(f"{'L' if at in joined else 'M'}{point.x} {point.y}" for at, point in points.items())
    name = series.name if len(series.name) <= LONGEST_NAME else f"{series.name[: LONGEST_NAME - 1]}…"
    last = max(points)
    return Line(number, name, series.cells[last].share, list(points.values()), path, points[last].y)


def _apart(lines: list[Line]) -> list[Line]:
    """Keep the names at the ends of two lines from lying upon each other."""
    if len(lines) != 2 or abs(lines[0].label_y - lines[1].label_y) >= LABEL_APART:
        return lines
    upper, lower = sorted(lines, key=lambda line: (line.label_y, line.number))
    top = min(max(upper.label_y - LABEL_APART // 2, TOP), BOTTOM - LABEL_APART)
    moved = {upper.number: top, lower.number: top + LABEL_APART}
    return [Line(line.number, line.name, line.share, line.points, line.path, moved[line.number]) for line in lines]


def _summary(series: Series, quarters: Sequence[Period]) -> str:
    first, last = (
        next(at for at in order if series.cells[at].settled)
        for order in (range(len(quarters)), reversed(range(len(quarters))))
    )
    return _("%(unit)s从%(first)s的%(was)s到%(last)s的%(share)s") % {
        "unit": series.name,
        "first": quarters[first].label,
        "was": series.cells[first].share,
        "last": quarters[last].label,
        "share": series.cells[last].share,
    }


def _percent(found: Rates) -> float | None:
    share = found.share_in_time
    return None if share is None else 100 * share


def _x(at: int) -> int:
    return LEFT + 20 + at * (RIGHT - LEFT - 40) // (QUARTERS - 1)


def _y(percent: float, lowest: int) -> int:
    return round(BOTTOM - (BOTTOM - TOP) * (percent - lowest) / (100 - lowest))


def _short(quarter: Period) -> str:
    return str(SHORT[quarter.index - 1]) % {"year": f"{quarter.year % 100:02}"}
