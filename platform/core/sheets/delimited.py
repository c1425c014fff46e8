"""What stands in a text file of cells, in whichever encoding and with whichever separator the office saved it?"""

from __future__ import annotations

import codecs
import csv
import io
import re

from core.errors import Invalid
from core.sheets import refusals
from core.sheets.grid import MAX_COLUMNS, MAX_ROWS, Grid, RawCell, RawRow, tidy

_SEPARATORS = (",", "\t", ";")
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")


def read(content: bytes, name: str) -> tuple[list[Grid], Invalid | None]:
    """Return one grid for each separator that the text may be using, and what was wrong with the others.

    Which of the grids is meant shows when a header is found in it: counting separators would be misled by texts.
    """
    text = _decoded(content, name)
    grids: list[Grid] = []
    trouble: Invalid | None = None
    for separator in _SEPARATORS:
        if separator not in text and (separator != "," or grids):
            continue
        try:
            grids.append(_grid(text, separator))
        except Invalid as refusal:
            trouble = trouble or refusal
    return grids, trouble


def _decoded(content: bytes, name: str) -> str:
    """Return the text: UTF-16 by its mark, else UTF-8, else GB18030, which is what Chinese offices save by default."""
    encodings = ["utf-8-sig", "gb18030"]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        text = text.rstrip("\x1a")
        if _NO_TEXT.search(text):
            break
        return text
    raise refusals.not_a_spreadsheet(name)


def _grid(text: str, separator: str) -> Grid:
    """Return the cells between separators; a stray quotation mark is refused, since it would swallow rows."""
    rows: list[RawRow] = []
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, values in enumerate(reader, start=1):
            cells = {
                column: RawCell(tidied, formula=tidied.startswith("=") and not value.lstrip().startswith("'"))
                for column, value in enumerate(values[:MAX_COLUMNS], start=1)
                if (tidied := tidy(value))
            }
            if cells:
                rows.append(RawRow(number, cells))
            if number > MAX_ROWS:
                raise refusals.too_many_rows(MAX_ROWS)
    except csv.Error as error:
        raise refusals.broken_quotes(number + 1) from error
    return Grid("", rows)
