"""What was read: rows of named cells, each knowing where it stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import Text
from core.sheets.reports import Problem


@dataclass(frozen=True)
class Cell:
    """The value of one row in one column.

    `address` is where the value stands (`C5`), for a merged or repeated value the cell that holds it. The text of a
    formula or of an error is empty; `raw` keeps what stood there.
    """

    text: str
    address: str
    header: str
    raw: str
    formula: bool = False
    error: bool = False
    repeated: bool = False


@dataclass(frozen=True)
class Row:
    """One row of values; `number` is the row that the spreadsheet shows."""

    number: int
    cells: Mapping[str, Cell]

    def text(self, name: str) -> str:
        """Return the text of a column, empty where the column or the value is missing."""
        cell = self.cells.get(name)
        return cell.text if cell else ""

    def problem(self, name: str, code: str, reason: Text, *, value: str | None = None) -> Problem:
        """Return what is wrong with one cell of this row, under the header that its sender knows."""
        cell = self.cells.get(name)
        found = (cell.raw if cell else "") if value is None else value
        return Problem(self.number, cell.header if cell else name, found, code, reason)


@dataclass(frozen=True)
class Note:
    """A row that holds no record: a remark under the table, or its header repeated on a new page."""

    row: int
    text: str


@dataclass(frozen=True)
class Table:
    """The rows under one header.

    `titles` stand above the header, `notes` were passed over below it, `headers` maps column names to the texts found,
    `extra_columns` are headers that no column asked for, `unread_sheets` are further sheets with the same kind of
    header. `problems` lists the cells that hold a formula or an error, which are never taken over.
    """

    layout: str
    sheet: str
    header_row: int
    headers: Mapping[str, str]
    rows: Sequence[Row]
    titles: Sequence[str] = ()
    notes: Sequence[Note] = ()
    extra_columns: Sequence[str] = ()
    unread_sheets: Sequence[str] = ()
    problems: Sequence[Problem] = ()
