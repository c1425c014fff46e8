"""What stands in the visible sheets of an .xlsx workbook?

The workbook is streamed. Loading it whole would let a file of a few kilobytes fill the memory: by one merge over the
whole sheet, or one cell in its last corner.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml.ElementTree import iterparse

from core.errors import Refusal
from core.sheets import refusals
from core.sheets.grid import MAX_COLUMNS, MAX_ROWS, Grid, Merge, RawCell, RawRow, tidy

LAST_ROW = 1_048_576
MAX_SHEETS = 50
MAX_MERGES = 200_000

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")


def read(content: bytes, name: str) -> list[Grid]:
    """Return the visible sheets in order. Formulas are kept as text and never evaluated."""
    try:
        with warnings.catch_warnings():
            # openpyxl warns of drawings, validations and styles that it drops; cells are not concerned.
            warnings.simplefilter("ignore")
            return _grids(content, name)
    except Refusal:
        raise
    except Exception as error:
        # On damaged files openpyxl raises whatever its parts raise: KeyError, TypeError, ParseError, BadZipFile…
        raise refusals.damaged(name) from error


def _grids(content: bytes, name: str) -> list[Grid]:
    import openpyxl  # large, and few requests need it
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not book.worksheets:
            raise refusals.damaged(name)
        return [_grid(sheet, content) for sheet in sheets[:MAX_SHEETS] if isinstance(sheet, ReadOnlyWorksheet)]
    finally:
        book.close()


def _grid(sheet: Any, content: bytes) -> Grid:
    """Return one sheet. The dimensions that a file declares are not believed: many programs write wrong ones."""
    sheet.reset_dimensions()
    rows: list[RawRow] = []
    blank: object = None
    for number, values in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        if number > LAST_ROW:
            break
        if values is blank:
            # Rows that the file leaves out all come as one object; there may be a million before a stray last cell.
            continue
        cells = {column: cell for column, value in enumerate(values, start=1) if (cell := _cell(value))}
        if cells:
            rows.append(RawRow(number, cells))
        else:
            blank = values
        if len(rows) > MAX_ROWS:
            raise refusals.too_many_rows(MAX_ROWS)
    # The path of the sheet inside the archive has no public name in openpyxl; a test pins this one.
    return Grid(sheet.title, rows, list(_merges(content, sheet._worksheet_path)))


def _cell(source: Any) -> RawCell | None:
    if source.value is None:
        return None
    text = tidy(_text(source.value))
    if not text:
        return None
    return RawCell(text, formula=source.data_type == "f", error=source.data_type == "e")


def _text(value: object) -> str:
    """Return a value as a clerk would type it: no decimals on whole numbers, dates without a midnight."""
    match value:
        case bool():
            return "是" if value else "否"
        case float() if value.is_integer():
            return str(int(value))
        case datetime.datetime() if value.time() == datetime.time():
            return value.date().isoformat()
        case datetime.datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case str() | int() | float() | datetime.date() | datetime.time():
            return str(value)
    # Array formulas and data tables are objects that carry their text.
    return str(getattr(value, "text", "") or "=")


def _merges(content: bytes, path: str) -> Iterator[Merge]:
    """Yield the merged rectangles of a sheet; the streaming reader of openpyxl passes over them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(path) as source:
        count = 0
        for _event, element in iterparse(source):
            if element.tag.endswith("}mergeCell") and (found := _RANGE.fullmatch(element.get("ref", ""))):
                left, top, right, bottom = found.groups()
                count += 1
                if count > MAX_MERGES:
                    return
                yield Merge(int(top), _number(left), int(bottom), _number(right))
            elif element.tag.endswith("}c"):
                element.clear()


def _number(letters: str) -> int:
    """Return the column number for its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
