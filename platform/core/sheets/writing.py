"""How does a table leave the system, so that opening it runs nothing?

A text that begins like a formula gets an apostrophe in front; reading takes it off again.
"""

from __future__ import annotations

import csv
import datetime
import functools
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, cast

from core import clock
from core.errors import Text
from core.sheets.grid import FORMULA_LIKE

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment, Border, Font, PatternFill
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | Text | int | float | Decimal | bool | datetime.date | datetime.datetime | None

MAX_TEXT = 32_767
"""What one cell of a workbook holds."""
MAX_SHEET_NAME = 31
_A4 = 9

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")


class _Look(NamedTuple):
    """How cells look."""

    header_font: Font
    header_fill: PatternFill
    title_font: Font
    border: Border
    centred: Alignment
    wrapped_centred: Alignment
    wrapped: Alignment


@dataclass(frozen=True)
class Sheet:
    """One sheet to be written: a title above the table (optional), headers, rows, column widths in characters."""

    name: Text
    headers: Sequence[Text]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int] = ()
    title: Text = ""


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook with a styled header that stays in sight, ready to be printed on A4 across."""
    from openpyxl import Workbook  # large, and few requests need it

    book = Workbook()
    book.remove(book.worksheets[0])
    names: set[str] = set()
    for sheet in sheets:
        _write_sheet(book.create_sheet(_sheet_name(str(sheet.name), names)), sheet)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def write_csv(headers: Sequence[Text], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return the table as UTF-8 with a mark at its start, without which Excel takes Chinese text for another code."""
    content = io.StringIO(newline="")
    writer = csv.writer(content)
    writer.writerow([harmless(header) for header in headers])
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return content.getvalue().encode("utf-8-sig")


def harmless(text: Text) -> str:
    """Return the text so that no spreadsheet program takes it for a formula, without control characters."""
    cleaned = _CONTROL.sub("", str(text))
    return f"'{cleaned}" if FORMULA_LIKE.match(cleaned) else cleaned


@functools.cache
def _look() -> _Look:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # as above

    thin = Side(style="thin", color="B8C0CA")
    return _Look(
        header_font=Font(bold=True),
        header_fill=PatternFill("solid", fgColor="E7EDF4"),
        title_font=Font(bold=True, size=14),
        border=Border(left=thin, right=thin, top=thin, bottom=thin),
        centred=Alignment(horizontal="center", vertical="center"),
        wrapped_centred=Alignment(horizontal="center", vertical="center", wrap_text=True),
        wrapped=Alignment(vertical="top", wrap_text=True),
    )


def _write_sheet(target: Worksheet, sheet: Sheet) -> None:
    """Write one sheet: the title across the table, the header, the rows, and how they print."""
    from openpyxl.utils import get_column_letter  # as above
    from openpyxl.worksheet.properties import PageSetupProperties

    top, look = 1, _look()
    if sheet.title:
        _write_title(target, str(sheet.title), max(1, len(sheet.headers)))
        top = 2
    for column, header in enumerate(sheet.headers, start=1):
        cell = _fill(target, top, column, header)
        cell.font, cell.fill, cell.border = look.header_font, look.header_fill, look.border
        cell.alignment = look.wrapped_centred
        width = sheet.widths[column - 1] if column <= len(sheet.widths) else max(12, 2 * len(str(header)) + 4)
        target.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(sheet.rows, start=top + 1):
        for column, value in enumerate(row, start=1):
            cell = _fill(target, number, column, value)
            cell.border, cell.alignment = look.border, look.wrapped
    target.freeze_panes = f"A{top + 1}"
    target.print_title_rows = f"{top}:{top}"
    target.page_setup.orientation = "landscape"
    target.page_setup.paperSize = _A4
    target.page_setup.fitToHeight = 0
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _write_title(target: Worksheet, title: str, columns: int) -> None:
    cell = _fill(target, 1, 1, title)
    cell.font, cell.alignment = _look().title_font, _look().centred
    target.row_dimensions[1].height = 30
    if columns > 1:
        target.merge_cells(start_row=1, start_column=1, end_row=1, end_column=columns)


def _fill(target: Worksheet, row: int, column: int, value: Value) -> Cell:
    """Write one value and return its cell; whatever is no number or date is written as text and as nothing else."""
    # A merged cell stands only where a merge was made before, and titles are merged after they are written.
    cell = cast("Cell", target.cell(row, column))
    plain = _plain(value)
    if isinstance(plain, str):
        text = plain if len(plain) <= MAX_TEXT else f"{plain[: MAX_TEXT - 1]}…"
        cell.value = text
        # Without this openpyxl takes the text "#REF!" for an error.
        cell.data_type = "s"
    elif plain is not None:
        cell.value = plain
        if isinstance(plain, datetime.datetime):
            cell.number_format = "yyyy-mm-dd hh:mm"
        elif isinstance(plain, datetime.date):
            cell.number_format = "yyyy-mm-dd"
    return cell


def _plain(value: Value) -> str | int | float | Decimal | datetime.date | datetime.datetime | None:
    """Return a value that files can hold: local time without a zone, harmless text, finite numbers."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return clock.local(value).replace(tzinfo=None)
    if isinstance(value, int | float | Decimal | datetime.date):
        return value
    return harmless(value)


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that workbooks accept and that no other sheet has."""
    cleaned = _NOT_IN_SHEET_NAMES.sub(" ", _CONTROL.sub("", name)).strip(" '")[:MAX_SHEET_NAME] or "Sheet"
    unique, count = cleaned, 1
    while unique.casefold() in taken:
        count += 1
        suffix = f" {count}"
        unique = cleaned[: MAX_SHEET_NAME - len(suffix)] + suffix
    taken.add(unique.casefold())
    return unique
