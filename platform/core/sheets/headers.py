"""Which row of a sheet is the header, and which column means what?

The header stands below titles and remarks and may have two rows (`公开事项` above `一级事项` and `二级事项`). Of all
rows near the top, the one in which most wanted columns are found is the header.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.sheets import columns as wanted
from core.sheets.columns import Column, Layout
from core.sheets.grid import Grid, RawRow

SEARCHED_ROWS = 40


@dataclass(frozen=True)
class HeaderText:
    """The header of one column: its own text, and the text of the wider cell above it."""

    own: str
    above: str = ""

    @property
    def shown(self) -> str:
        """Return the header as its sender would name it."""
        text = f"{self.above}（{self.own}）" if self.above else self.own
        return "".join(text.split())


@dataclass(frozen=True)
class Header:
    """A row, or two, read as the header of a layout."""

    grid: Grid
    layout: Layout
    rows: tuple[RawRow, ...]
    texts: Mapping[int, HeaderText]
    found: Mapping[str, Sequence[int]]

    @property
    def last_row(self) -> int:
        """Return the number of the last row of the header."""
        return self.rows[-1].number

    @property
    def missing(self) -> tuple[Column, ...]:
        """Return the required columns that are not found."""
        return tuple(column for column in self.layout.required if column.name not in self.found)

    @property
    def doubled(self) -> tuple[Column, ...]:
        """Return the columns that several headers stand for."""
        return tuple(column for column in self.layout.columns if len(self.found.get(column.name, ())) > 1)

    @property
    def rank(self) -> tuple[bool, bool, int, int]:
        """Return how well this explains the sheet; the greatest wins, the first of equals."""
        return (not self.missing, not self.doubled, len(self.found), -len(self.rows))

    @property
    def extra_columns(self) -> tuple[str, ...]:
        """Return the headers that stand for no wanted column, running numbers aside."""
        taken = {number for numbers in self.found.values() for number in numbers}
        return tuple(
            text.shown
            for number, text in sorted(self.texts.items())
            if number not in taken and not wanted.is_serial_number(text.own)
        )


def best(grids: Sequence[Grid], layouts: Sequence[Layout]) -> Header | None:
    """Return the header that explains a sheet best: a complete one in an earlier sheet before one in a later."""
    leaders = [max(headers, key=lambda header: header.rank) for grid in grids if (headers := _headers(grid, layouts))]
    complete = [header for header in leaders if not header.missing]
    return complete[0] if complete else max(leaders, key=lambda header: header.rank, default=None)


def complete(grid: Grid, layout: Layout) -> bool:
    """Tell whether a sheet has a header with every required column of the layout."""
    return any(not header.missing for header in _headers(grid, [layout]))


def _headers(grid: Grid, layouts: Sequence[Layout]) -> list[Header]:
    """Return every reading of every row near the top in which a wanted column is found."""
    return [
        Header(grid, layout, rows, texts, found)
        for rows, texts in _candidates(grid)
        for layout in layouts
        if (found := _match(texts, layout))
    ]


def _candidates(grid: Grid) -> Iterator[tuple[tuple[RawRow, ...], dict[int, HeaderText]]]:
    rows = grid.rows[:SEARCHED_ROWS]
    for place, row in enumerate(rows):
        yield (row,), {number: HeaderText(cell.text) for number, cell in row.cells.items()}
        if place + 1 < len(rows) and rows[place + 1].number == row.number + 1:
            yield (row, rows[place + 1]), _two_rows(row, rows[place + 1])


def _two_rows(upper: RawRow, lower: RawRow) -> dict[int, HeaderText]:
    """Return the headers of two rows: an upper text reaches right until the next one, above lower texts."""
    texts: dict[int, HeaderText] = {}
    above = ""
    for number in sorted({*upper.cells, *lower.cells}):
        above = upper.text(number) or above
        if own := lower.text(number):
            texts[number] = HeaderText(own, above)
        elif own := upper.text(number):
            texts[number] = HeaderText(own)
    return texts


def _match(texts: Mapping[int, HeaderText], layout: Layout) -> dict[str, list[int]]:
    """Return the grid columns found for each wanted one.

    A header is compared as a whole first, then without remarks in brackets.
    """
    found: dict[str, list[int]] = defaultdict(list)
    for number, text in sorted(texts.items()):
        keys = [wanted.key(text.above + text.own), wanted.key(text.own), wanted.key_without_remarks(text.own)]
        name = next((layout.names_by_key[key] for key in keys if key in layout.names_by_key), None)
        if name:
            found[name].append(number)
    return dict(found)
