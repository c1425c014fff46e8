"""Which days does an uploaded spreadsheet of a year hold, and what in it cannot be right?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from core import sheets
from core.workdays.calendar import Day, is_weekday

COLUMNS = (
    sheets.Column("day", _("日期"), ("date", "day", "年月日")),
    sheets.Column(
        "working", _("是否上班"), ("上班", "是否工作日", "工作日", "上班或放假", "类型", "working", "workday")
    ),
    sheets.Column("name", _("节日"), ("名称", "节日名称", "节假日名称", "说明", "name", "holiday"), required=False),
)
LONGEST_NAME = 60
_WORKING = frozenset(
    ("是", "上班", "班", "工作", "工作日", "调休上班", "补班", "1", "true", "yes", "y", "working", "work"),
)
_OFF = frozenset(
    (
        "否",
        "放假",
        "休",
        "休息",
        "休息日",
        "节假日",
        "假日",
        "放假调休",
        "周末",
        "0",
        "false",
        "no",
        "n",
        "off",
        "holiday",
    ),
)
_DATE = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?(?: 00:00(?::00)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass
class YearFile:
    """What was read: the days, what forbids to load them (`errors`), and what a person should look at (`doubts`)."""

    year: int
    days: dict[date, Day] = field(default_factory=dict)
    errors: list[sheets.Problem] = field(default_factory=list)
    doubts: list[sheets.Problem] = field(default_factory=list)
    rows: int = 0


def read(stream: BinaryIO, name: str, *, year: int) -> YearFile:
    """Read the days of a year; what is no spreadsheet at all is refused (`sheet.*`), single cells are listed."""
    table = sheets.read_table(stream, name, columns=COLUMNS)
    found = YearFile(year, errors=list(table.problems), rows=len(table.rows))
    first_rows: dict[date, int] = {}
    for row in table.rows:
        day, known = _day(row, found), _known(row, found)
        if day is None or known is None:
            continue
        if day in found.days:
            _repeated(row, day, known, found, first_rows[day])
            continue
        found.days[day], first_rows[day] = known, row.number
        found.doubts += _doubts(row, day, known)
    return found


def _day(row: sheets.Row, found: YearFile) -> date | None:
    day = _date(row.text("day"), found.year)
    if day is None:
        reason = _("“%(value)s”不是日期。请写成 %(year)s-01-01 的样子。") % {
            "value": row.text("day"),
            "year": found.year,
        }
        found.errors.append(row.problem("day", "calendar_file.date", reason))
    elif day.year != found.year:
        reason = _("%(day)s不在%(year)s年。请删去这一行，或者核对年份。") % {"day": day, "year": found.year}
        found.errors.append(row.problem("day", "calendar_file.other_year", reason))
        return None
    return day


def _date(text: str, year: int) -> date | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    matched = _COMPACT.fullmatch(plain) or _DATE.fullmatch(plain)
    if matched is None:
        return None
    try:
        return date(int(matched[1] or year), int(matched[2]), int(matched[3]))
    except ValueError:
        return None


def _known(row: sheets.Row, found: YearFile) -> Day | None:
    word = unicodedata.normalize("NFKC", row.text("working")).strip().casefold()
    if word not in _WORKING | _OFF:
        reason = _("“%(value)s”看不出上班还是放假。请写“上班”或者“放假”。") % {"value": row.text("working")}
        found.errors.append(row.problem("working", "calendar_file.working", reason))
        return None
    return Day(working=word in _WORKING, name=row.text("name")[:LONGEST_NAME])


def _repeated(row: sheets.Row, day: date, known: Day, found: YearFile, first_row: int) -> None:
    """List a day that stands twice: a contradiction if the rows disagree, else superfluous."""
    if found.days[day].working is not known.working:
        reason = _("%(day)s与第%(row)s行矛盾：一行上班，一行放假。请删去错的一行。") % {"day": day, "row": first_row}
        found.errors.append(row.problem("working", "calendar_file.contradiction", reason))
    else:
        reason = _("%(day)s在第%(row)s行已经写过，这一行没有读取。") % {"day": day, "row": first_row}
        found.doubts.append(row.problem("day", "calendar_file.repeated", reason))


def _doubts(row: sheets.Row, day: date, known: Day) -> Iterator[sheets.Problem]:
    if known.working is is_weekday(day) or known.name:
        return
    if known.working:
        reason = _("%(day)s是周末却写着上班，没有写是哪个节日的调休。请核对。") % {"day": day}
    else:
        reason = _("%(day)s是周一至周五却写着放假，没有写是什么节日。请核对。") % {"day": day}
    yield row.problem("name", "calendar_file.unnamed", reason)
