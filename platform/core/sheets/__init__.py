"""Spreadsheets as offices send and expect them: tolerant reading, harmless writing."""

from core.sheets.columns import Column, Layout
from core.sheets.reading import read_layout, read_table
from core.sheets.reports import ImportReport, Problem
from core.sheets.table import Cell, Note, Row, Table
from core.sheets.writing import Sheet, write_csv, write_xlsx

__all__ = [
    "Cell",
    "Column",
    "ImportReport",
    "Layout",
    "Note",
    "Problem",
    "Row",
    "Sheet",
    "Table",
    "read_layout",
    "read_table",
    "write_csv",
    "write_xlsx",
]
