"""Which records does an office's spreadsheet hold?

What is certain is read. Formulas are never evaluated and errors never taken over: both are listed for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from core.sheets import delimited, headers, intake, refusals, workbook
from core.sheets.columns import Column, Layout, key
from core.sheets.grid import RawCell, RawRow, letters
from core.sheets.headers import Header
from core.sheets.reports import Problem
from core.sheets.table import Cell, Note, Row, Table

_NOTE = re.compile(
    r"[（(*※]?(备?注|附注|说明|填表说明|填报说明)\s*[\d一二三四五六七八九十]?\s*[:：、.．]"
    r"|(填[表报]人|制[表单]人|审核人|审批人|负责人|联系人|联系电话|填[表报]单位|制表单位|填[表报]日期|制表日期)\s*[（(:：]"
)


def read_table(stream: BinaryIO, name: str, *, columns: Sequence[Column], max_bytes: int | None = None) -> Table:
    """Return the rows that hold these columns, from an .xlsx or .csv file.

    Refuses (`Invalid`, `TooLarge`, codes `sheet.*`) what is no spreadsheet, is too large, lacks a required column or
    has two columns for the same thing.
    """
    return read_layout(stream, name, layouts=[Layout("", columns)], max_bytes=max_bytes)


def read_layout(stream: BinaryIO, name: str, *, layouts: Sequence[Layout], max_bytes: int | None = None) -> Table:
    """Return the rows under whichever of these headers the file has; `table.layout` says which."""
    content = intake.take(stream, max_bytes=max_bytes)
    if intake.recognise(content, name) is intake.Format.WORKBOOK:
        grids, trouble = workbook.read(content, name), None
    else:
        grids, trouble = delimited.read(content, name)
    header = headers.best(grids, layouts)
    if (header is None or header.missing) and trouble:
        raise trouble
    if header is None or header.missing:
        raise _missing(header, layouts)
    if header.doubled:
        raise _doubled(header)
    others = [
        grid.name for grid in grids if grid.name and grid is not header.grid and headers.complete(grid, header.layout)
    ]
    return _table(header, others)


def _missing(header: Header | None, layouts: Sequence[Layout]) -> Exception:
    layout = header.layout if header else layouts[0]
    missing = header.missing if header else layout.required
    found, where = [], ""
    if header:
        found = [text.shown for _number, text in sorted(header.texts.items())]
        names = {"name": header.grid.name, "row": header.rows[0].number}
        where = (_("工作表“%(name)s”第 %(row)d 行") if header.grid.name else _("第 %(row)d 行")) % names
    return refusals.missing_columns([(column.name, column.header) for column in missing], found, where)


def _doubled(header: Header) -> Exception:
    column = header.doubled[0]
    places = [
        _("%(header)s（%(letters)s 列）") % {"header": header.texts[number].shown, "letters": letters(number)}
        for number in header.found[column.name]
    ]
    return refusals.duplicate_columns(column.name, column.header, places, header.rows[0].number)


def _table(header: Header, unread_sheets: Sequence[str]) -> Table:
    names = {numbers[0]: name for name, numbers in header.found.items()}
    reader = _Rows(header, names)
    rows = list(reader.read())
    return Table(
        layout=header.layout.name,
        sheet=header.grid.name,
        header_row=header.rows[0].number,
        headers={name: header.texts[number].shown for number, name in names.items()},
        rows=rows,
        titles=[text for row in header.grid.rows if row.number < header.rows[0].number for text in _texts(row)],
        notes=reader.notes,
        extra_columns=header.extra_columns,
        unread_sheets=unread_sheets,
        problems=[problem for row in rows for problem in _unreadable(row)],
    )


def _texts(row: RawRow) -> list[str]:
    return [cell.text for _column, cell in sorted(row.cells.items())]


@dataclass
class _Rows:
    """The walk down the rows below a header, remembering what merges and blank cells repeat."""

    header: Header
    names: dict[int, str]
    notes: list[Note] = field(default_factory=list)
    _above: dict[int, tuple[int, RawCell]] = field(default_factory=dict)
    _merged_until: dict[int, int] = field(default_factory=dict)

    def read(self) -> Iterator[Row]:
        merges = {
            (merge.first_row, merge.first_column): merge.last_row
            for merge in self.header.grid.merges
            if merge.last_row > merge.first_row
        }
        fill_down = {column.name for column in self.header.layout.columns if column.fill_down}
        for row in self.header.grid.rows:
            if row.number <= self.header.last_row:
                continue
            if self._is_note(row):
                self.notes.append(Note(row.number, " ".join(_texts(row))))
            elif any(column in row.cells for column in self.names):
                self._remember(row, merges)
                yield Row(row.number, {name: self._cell(row, at, name in fill_down) for at, name in self.names.items()})

    def _is_note(self, row: RawRow) -> bool:
        """Tell whether a row is a remark, a line of signatures, or the header repeated on a new page."""
        if all(_NOTE.match(text) for text in _texts(row)):
            return True
        repeats = [
            key(row.text(number)) == key(self.header.texts[number].own) for number in self.names if number in row.cells
        ]
        return len(repeats) > 1 and all(repeats)

    def _remember(self, row: RawRow, merges: dict[tuple[int, int], int]) -> None:
        for number in self.names:
            if cell := row.cells.get(number):
                self._above[number] = (row.number, cell)
                self._merged_until[number] = merges.get((row.number, number), 0)
            elif self._merged_until.get(number, 0) < row.number:
                self._merged_until[number] = 0

    def _cell(self, row: RawRow, number: int, fill_down: bool) -> Cell:
        header = self.header.texts[number].shown
        own = row.cells.get(number)
        source, repeated = row.number, False
        if own is None and number in self._above and (fill_down or self._merged_until[number] >= row.number):
            source, own = self._above[number]
            repeated = True
        if own is None:
            return Cell("", f"{letters(number)}{row.number}", header, "")
        text = "" if own.formula or own.error else own.text
        return Cell(text, f"{letters(number)}{source}", header, own.text, own.formula, own.error, repeated)


def _unreadable(row: Row) -> Iterator[Problem]:
    """Yield the cells of a row that hold no value of their own."""
    for name, cell in row.cells.items():
        if cell.formula:
            yield row.problem(
                name,
                "cell.formula",
                _("%(address)s 是公式，没有读取。请在表格中把它改成计算后的文字。") % {"address": cell.address},
            )
        elif cell.error:
            yield row.problem(
                name,
                "cell.error",
                _("%(address)s 是出错的公式结果，没有读取。请填写正确的内容。") % {"address": cell.address},
            )
