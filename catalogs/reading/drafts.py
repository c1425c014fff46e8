"""Which items does a catalog table hold, and what about them is uncertain?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalogs.kinds import Period, Scope, TimeMode
from catalogs.reading import levels, scopes, timing, words
from catalogs.reading.cells import Found, Unclear, one_line
from core.errors import Text
from core.sheets import Problem, Row, Table

MAX_TITLE = 500
MAX_CATEGORY = 200
_OWN_MOTION = frozenset({"主动", "主动公开"})


@dataclass(frozen=True)
class Doubt:
    """Something about one field of an item that a person has to decide."""

    field: str
    problem: Problem

    def as_json(self) -> dict[str, Any]:
        """Return what an item keeps of the doubt until it is settled."""
        return {"field": self.field, **self.problem.as_json()}


@dataclass(frozen=True)
class ItemDraft:
    """One item as its row has it; what was doubtful is left out of the fields and stands in `doubts`."""

    row: int
    category: str
    title: str
    elements: str = ""
    basis: str = ""
    index_no: str = ""
    scopes: tuple[Scope, ...] = ()
    channels: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    time_mode: TimeMode | None = None
    period: Period | None = None
    due_rule: str = ""
    unit_kinds: tuple[str, ...] | None = None
    """None where the row does not speak of them."""
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What a table says: its items, and every problem in the order of its rows."""

    rows: int
    items: Sequence[ItemDraft]
    problems: Sequence[Problem]


def read_items(table: Table) -> Reading:
    """Return the items of a table that was read under one of `LAYOUTS`.

    A row without heading or title, or with those of an earlier row, makes no item; every other row does.
    """
    reader = _Reader(table)
    items = [item for row in table.rows if (item := reader.item(row))]
    problems = [*reader.refused, *(doubt.problem for item in items for doubt in item.doubts)]
    return Reading(len(table.rows), items, sorted(problems, key=lambda problem: problem.row))


@dataclass
class _Reader:
    """The walk down a table, which knows the departments of the whole file and the titles so far."""

    table: Table
    refused: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.departments = words.Departments(row.text("departments") for row in self.table.rows)
        self.unreadable = {(problem.row, problem.column): problem for problem in self.table.problems}
        self.seen: dict[tuple[str, str], int] = {}

    def item(self, row: Row) -> ItemDraft | None:
        """Return the item of a row, or list why it has none."""
        category, title = one_line(row.text("category")), one_line(row.text("title"))
        refusal = self._refusal(row, category, title)
        if refusal:
            self.refused.append(refusal)
            return None
        self.seen[category, title] = row.number
        doubts: list[Doubt] = []
        found = {
            "scopes": _scopes(row),
            "channels": words.channels(row.text("channels")),
            "departments": self.departments.read(row.text("departments")),
        }
        for name, cell in found.items():
            doubts.extend(self._doubts(row, name, cell.unclear, empty=not cell.words and not cell.unclear))
        time = timing.read(row.text("time")) if row.text("time") else timing.Timing()
        doubts.extend(self._doubts(row, "time", [time.unclear] if time.unclear else [], empty=not row.text("time")))
        doubts.extend(self._plain_doubts(row))
        return ItemDraft(
            row=row.number,
            category=category,
            title=title,
            elements=row.text("elements"),
            basis=row.text("basis"),
            index_no=one_line(row.text("index_no")),
            scopes=tuple(Scope(word) for word in found["scopes"].words),
            channels=tuple(found["channels"].words),
            departments=tuple(found["departments"].words),
            time_mode=time.mode,
            period=time.period,
            due_rule=time.due_rule,
            unit_kinds=levels.read(row.text("levels")),
            doubts=tuple(doubts),
        )

    def _refusal(self, row: Row, category: str, title: str) -> Problem | None:
        """Return why a row makes no item."""
        for name, text, most in (("title", title, MAX_TITLE), ("category", category, MAX_CATEGORY)):
            if unreadable := self._unreadable(row, name):
                return unreadable
            if not text:
                return row.problem(name, f"{name}.missing", _MISSING[name])
            if len(text) > most:
                reason = _("超过 %(most)d 个字，这一行没有读取。请改短后重新导入。") % {"most": most}
                return row.problem(name, f"{name}.too_long", reason)
        if (category, title) in self.seen:
            reason = _("与第 %(row)d 行重复，这一行没有读取。请删去一行，或改成不同的事项。") % {
                "row": self.seen[category, title]
            }
            return row.problem("title", "title.repeated", reason)
        return None

    def _doubts(self, row: Row, name: str, unclear: Iterable[Unclear], *, empty: bool) -> Iterator[Doubt]:
        """Yield what is uncertain about one field: a formula, nothing at all, or parts of the cell."""
        field_name = _FIELDS.get(name, name)
        column = _column(row, name)
        if unreadable := self._unreadable(row, column):
            yield Doubt(field_name, unreadable)
        elif empty:
            yield Doubt(field_name, row.problem(column, f"{_NOUNS[name]}.missing", _MISSING[name]))
        for part in unclear:
            yield Doubt(field_name, row.problem(_column(row, name, part), part.code, part.reason))

    def _plain_doubts(self, row: Row) -> Iterator[Doubt]:
        """Yield formulas among plain texts, and items that are disclosed on application only."""
        for name in ("elements", "basis", "index_no"):
            if unreadable := self._unreadable(row, name):
                yield Doubt(name, unreadable)
        way = row.text("way") or ("" if row.text("on_own_motion") else row.text("on_application"))
        if way and way not in _OWN_MOTION:
            name = "way" if row.text("way") else "on_application"
            reason = _("这一项依申请公开，或写法不明。请核对它是否应主动公开；依申请公开的，请从目录中删去。")
            yield Doubt("obligation_level", row.problem(name, "way.on_application", reason))

    def _unreadable(self, row: Row, name: str) -> Problem | None:
        cell = row.cells.get(name)
        return self.unreadable.get((row.number, cell.header)) if cell else None


_FIELDS: Mapping[str, str] = {"time": "time_mode"}
_NOUNS: Mapping[str, str] = {
    "scopes": "scope",
    "channels": "channel",
    "departments": "department",
    "time": "time",
}
_MISSING: Mapping[str, Text] = {
    "category": _("没有一级目录，这一行没有读取。请补上后重新导入。"),
    "title": _("没有事项名称，这一行没有读取。请补上后重新导入。"),
    "scopes": _("没有写公开范围。请选定公开范围。"),
    "channels": _("没有写公开形式。请补上公开形式。"),
    "departments": _("没有写责任单位。请补上责任单位。"),
    "time": _("没有写公开时限。请选择公开时限。"),
}


def _scopes(row: Row) -> Found:
    """Return the scopes of a row, from one column or from the two of the national layout."""
    found = scopes.read(row.text("scopes"))
    ticked = scopes.of_ticks(row.text("to_society"), row.text("to_audience"))
    found.add(*ticked.words)
    found.unclear.extend(ticked.unclear)
    return found


def _column(row: Row, name: str, part: Unclear | None = None) -> str:
    """Return the column in which a field of the row stands, or in which a part of it was found."""
    if name != "scopes":
        return name
    columns = [column for column in ("scopes", "to_society", "to_audience") if column in row.cells]
    if part is not None:
        columns = [column for column in columns if part.value in row.text(column)] or columns
    return columns[0] if columns else name
