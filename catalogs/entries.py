"""What does a file say of each item, field by field, in the values that items keep?

`reading` tells what the cells mean; here each value passes the same form as typed input, so that nothing comes in by a
file that could not be typed. A value that the form refuses is left to a person like any other doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from django import forms
from django.utils.translation import gettext as _

from catalogs import inputs, reading
from catalogs.comparison import Entry
from catalogs.reading import Doubt, ItemDraft
from core.sheets import Problem, Table, read_layout

_FIELDS_OF_COLUMN: Mapping[str, tuple[str, ...]] = {
    "elements": ("elements",),
    "basis": ("basis",),
    "index_no": ("index_no",),
    "scopes": ("scopes",),
    "to_society": ("scopes",),
    "to_audience": ("scopes",),
    "channels": ("channels",),
    "departments": ("departments",),
    "time": ("time_mode", "period", "due_rule"),
    "levels": ("unit_kinds",),
}
_CHECKED = ("elements", "basis", "index_no", "channels", "departments", "due_rule")
_COLUMN_OF = {"due_rule": "time"}
SHOWN = 60
"""How much of a value that is too long is shown with its problem."""


@dataclass(frozen=True)
class FileEntries:
    """A file as entries; `title` is what stands above its table as the name of the catalog."""

    rows: int
    entries: list[Entry]
    problems: list[Problem]
    title: str


def read(stream: BinaryIO, name: str) -> FileEntries:
    """Return what a file says, in either of the layouts that offices use."""
    table = read_layout(stream, name, layouts=reading.LAYOUTS)
    found = reading.read_items(table)
    spoken_of = [field for column in table.headers for field in _FIELDS_OF_COLUMN.get(column, ())]
    entries: list[Entry] = []
    problems = [*_unread(table), *found.problems]
    for draft in found.items:
        refused = list(_refused_names(table, draft))
        problems.extend(refused)
        if refused:
            continue
        entry, doubts = _entry(table, draft, spoken_of)
        problems.extend(doubt.problem for doubt in doubts)
        entries.append(entry)
    problems.sort(key=lambda problem: problem.row)
    return FileEntries(found.rows, entries, problems, _title(table))


def _entry(table: Table, draft: ItemDraft, spoken_of: list[str]) -> tuple[Entry, list[Doubt]]:
    """Return the entry of a draft, and what the form adds to its doubts."""
    values = {field: _plain(getattr(draft, field)) for field in spoken_of}
    if draft.unit_kinds is None:
        values.pop("unit_kinds", None)
    added: list[Doubt] = []
    for field in _CHECKED:
        if not values.get(field):
            continue
        try:
            values[field] = inputs.ItemInput.base_fields[field].clean(values[field])
        except forms.ValidationError as error:
            added.append(Doubt(field, _problem(table, draft.row, field, values[field], error)))
            values[field] = [] if isinstance(values[field], list) else ""
    return Entry(draft.row, draft.category, draft.title, values, (*draft.doubts, *added)), added


def _refused_names(table: Table, draft: ItemDraft) -> Iterator[Problem]:
    """Yield why a heading or title cannot stand as it is; such a row makes no item."""
    fields = {"category": inputs.CategoryInput.base_fields["title"], "title": inputs.ItemInput.base_fields["title"]}
    for name, field in fields.items():
        try:
            field.clean(getattr(draft, name))
        except forms.ValidationError as error:
            yield _problem(table, draft.row, name, getattr(draft, name), error)


def _problem(table: Table, row: int, field: str, value: Any, error: forms.ValidationError) -> Problem:
    found = error.error_list[0]
    column = _COLUMN_OF.get(field, field)
    text = "、".join(value) if isinstance(value, list) else str(value)
    code = f"{field}.{found.code or 'invalid'}"
    return Problem(row, table.headers.get(column, column), text[:SHOWN], code, " ".join(found.messages))


def _unread(table: Table) -> Iterator[Problem]:
    """Yield the further sheets that hold a table as well: only one is read, and nobody should think otherwise."""
    for name in table.unread_sheets:
        reason = _("只读取了工作表“%(read)s”，这一张没有读取。请把它另存为一个文件，单独导入。") % {"read": table.sheet}
        yield Problem(table.header_row, str(_("工作表")), name, "sheet.unread", reason)


def _plain(value: Any) -> Any:
    """Return a value of a draft as an item keeps it."""
    if isinstance(value, tuple):
        return [str(word) for word in value]
    return "" if value is None else str(value)


def _title(table: Table) -> str:
    """Return the line above the table that names a catalog, if there is one."""
    lines = (" ".join(title.split()) for title in table.titles)
    most = inputs.CatalogInput.base_fields["name"].max_length  # type: ignore[attr-defined]  # a CharField
    return next((line for line in lines if "目录" in line and len(line) <= most), "")
