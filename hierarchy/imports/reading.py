"""What does each row of a spreadsheet of units say, taken by itself?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.errors import Text
from core.sheets import Problem, Row, Table
from hierarchy import kinds, rules
from hierarchy.imports import columns

_LIST = re.compile(f"[{re.escape(columns.LIST_SEPARATORS)}]+")
_PATH = re.compile(f"[{re.escape(columns.PATH_SEPARATORS)}]+")
_NUMBER = re.compile(r"[+-]?\d{1,9}(\.0+)?")
_KIND_BY_ENDING = (
    ("党支部", kinds.UnitKind.BRANCH),
    ("党总支", kinds.UnitKind.GENERAL_BRANCH),
    ("党委", kinds.UnitKind.COMMITTEE),
    ("领导小组", kinds.UnitKind.LEADING_GROUP),
    ("监督小组", kinds.UnitKind.SUPERVISION_GROUP),
    ("办公室", kinds.UnitKind.OFFICE),
)


@dataclass(frozen=True)
class Record:
    """What one row says. None: it says nothing of that, and what is known stays.

    `path` holds the names from the root to the unit itself; where it is empty, `parent` names the superior, and an
    empty `parent` means the root.
    """

    row: Row
    code: str
    name: str
    parent: str
    path: tuple[str, ...]
    kind: kinds.UnitKind | None
    sector: kinds.Sector | None
    sort_no: int | None
    departments: tuple[str, ...] | None

    @property
    def place_column(self) -> str:
        """The column in which the row says where the unit stands."""
        return columns.PATH if self.path else columns.PARENT


def read(table: Table) -> tuple[list[Record], list[Problem]]:
    """Return what the rows say, and what is wrong with single cells.

    A wrong row is read as far as it goes, so that the rows that name it as their superior are not called wrong too.
    """
    problems = list(table.problems)
    unreadable = {(problem.row, problem.column) for problem in problems}
    for row in table.rows:
        problems.extend(found for found in _problems(row) if (found.row, found.column) not in unreadable)
    return [_record(row) for row in table.rows], problems


def _record(row: Row) -> Record:
    name, path = _name_and_path(row)
    kind = row.text(columns.KIND)
    sector = row.text(columns.SECTOR)
    sort_no = row.text(columns.SORT)
    return Record(
        row=row,
        code=row.text(columns.CODE).strip(),
        name=name,
        parent=_one_line(row.text(columns.PARENT)),
        path=path,
        kind=kinds.kind_named(_one_line(kind)) if kind else None,
        sector=kinds.sector_named(_one_line(sector)) if sector else None,
        sort_no=int(float(sort_no)) if _NUMBER.fullmatch(sort_no) else None,
        departments=listed(row.text(columns.DEPARTMENTS)),
    )


def _name_and_path(row: Row) -> tuple[str, tuple[str, ...]]:
    """Return the name and the whole path; a path that does not end with the name is that of the superior."""
    name = _one_line(row.text(columns.NAME))
    parts = tuple(part for part in (_one_line(part) for part in _PATH.split(row.text(columns.PATH))) if part)
    if not parts or row.text(columns.PARENT):
        return name or (parts[-1] if parts else ""), ()
    if not name or parts[-1] == name:
        return parts[-1], parts
    return name, (*parts, name)


def listed(text: str) -> tuple[str, ...] | None:
    """Return the names in a cell that lists several, each once; None for a blank cell."""
    names = tuple(dict.fromkeys(name for name in (_one_line(part) for part in _LIST.split(text)) if name))
    return names or None


def kind_of_name(name: str) -> kinds.UnitKind | None:
    """Return the kind that the last word of a name states, as in 第一社区党支部."""
    return next((kind for ending, kind in _KIND_BY_ENDING if name.endswith(ending)), None)


def _problems(row: Row) -> Iterator[Problem]:
    name, _path = _name_and_path(row)
    code, kind, sector = row.text(columns.CODE).strip(), row.text(columns.KIND), row.text(columns.SECTOR)
    if not name:
        yield row.problem(columns.NAME, "unit.name_missing", _("单位名称是空的，请填写。"))
    if not name.isprintable():
        yield row.problem(columns.NAME, "unit.name_unprintable", _("含有无法显示的字符，请重新输入。"))
    if len(name) > rules.NAME_LENGTH:
        reason = _("单位名称超过%(most)d个字，请改用规范简称。") % {"most": rules.NAME_LENGTH}
        yield row.problem(columns.NAME, "unit.name_too_long", reason)
    if len(code) > rules.CODE_LENGTH:
        reason = _("单位编码超过%(most)d个字符，请缩短。") % {"most": rules.CODE_LENGTH}
        yield row.problem(columns.CODE, "unit.code_too_long", reason)
    if kind and kinds.kind_named(_one_line(kind)) is None:
        reason = _("没有“%(word)s”这种组织类型，请填写：%(words)s。") % {
            "word": kind,
            "words": _labels(kinds.UnitKind.labels),
        }
        yield row.problem(columns.KIND, "unit.kind_unknown", reason)
    if sector and kinds.sector_named(_one_line(sector)) is None:
        reason = _("没有“%(word)s”这个领域，请填写：%(words)s。") % {
            "word": sector,
            "words": _labels(kinds.Sector.labels),
        }
        yield row.problem(columns.SECTOR, "unit.sector_unknown", reason)
    sort_no = row.text(columns.SORT)
    if sort_no and not _NUMBER.fullmatch(sort_no):
        yield row.problem(columns.SORT, "unit.sort_not_a_number", _("排序要填整数，例如10。"))
    for department in listed(row.text(columns.DEPARTMENTS)) or ():
        if len(department) > rules.NAME_LENGTH:
            reason = _("责任科室名称超过%(most)d个字，请用顿号隔开各科室。") % {"most": rules.NAME_LENGTH}
            yield row.problem(columns.DEPARTMENTS, "department.name_too_long", reason)


def _labels(labels: Iterable[Text]) -> str:
    return str(_("、")).join(str(label) for label in labels)


def _one_line(text: str) -> str:
    return " ".join(text.split())
