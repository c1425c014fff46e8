"""What stands in a sheet, before anybody asks what it means?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MAX_ROWS = 100_000
MAX_COLUMNS = 200

FORMULA_LIKE = re.compile(r"['\s]*[=+\-@＝＋－＠]|[\t\r\n]")
"""Texts that some spreadsheet program takes for a formula or for another cell (Chinese ones know full-width signs)."""
_EDGES = " \t\r\n\f\v\u00a0\u3000\u200b\ufeff"


@dataclass(frozen=True)
class RawCell:
    """One cell that is not blank."""

    text: str
    formula: bool = False
    error: bool = False


@dataclass(frozen=True)
class Merge:
    """A rectangle of cells shown as one; its value stands in the top left cell."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class RawRow:
    """The cells of one row by column number, blank ones left out; rows and columns count from 1."""

    number: int
    cells: Mapping[int, RawCell]

    def text(self, column: int) -> str:
        """Return the text of a cell, empty if there is none."""
        cell = self.cells.get(column)
        return cell.text if cell else ""


@dataclass(frozen=True)
class Grid:
    """One sheet: its rows in order, blank ones left out."""

    name: str
    rows: Sequence[RawRow]
    merges: Sequence[Merge] = field(default=())


def tidy(text: str) -> str:
    """Return the text of a cell without blank edges and without the apostrophe that exports put before formulas."""
    text = text.replace("_x000D_", "").replace("\r\n", "\n").strip(_EDGES)
    return text[1:].strip(_EDGES) if text.startswith("'") and FORMULA_LIKE.match(text[1:]) else text


def letters(column: int) -> str:
    """Return the letters that spreadsheets show for a column number: 1 is A, 28 is AB."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
