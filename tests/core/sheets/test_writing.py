"""Does what is written come back as it was, and run nothing on the way?"""

from __future__ import annotations

import datetime
import io
import json
import string
import unicodedata
import zoneinfo
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import sheets
from core.sheets.grid import FORMULA_LIKE

COLUMNS = (sheets.Column("first", "甲列"), sheets.Column("second", "乙列", required=False))
EDGES = string.whitespace + "\u00a0\u3000\u200b\ufeff"
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", " =1", "＝1+1", '=cmd|"/c calc"!A1', "\n=1"]

# Letters that files can hold and that reading does not take for blank edges.
texts = st.text(
    st.one_of(
        st.sampled_from("='+-@#\"',;\t 目录党、（）"),
        st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffe\uffff"),
    ),
    max_size=40,
).map(lambda text: text.strip(EDGES).strip())
tables = st.lists(st.tuples(texts.filter(bool), texts), min_size=1, max_size=8)


def comparable(text: str) -> bool:
    """Tell whether a text could be taken for a remark or for the header itself."""
    return not unicodedata.normalize("NFKC", text).strip().startswith(("注", "备", "说", "填", "甲", "乙", "附"))


@given(tables.filter(lambda rows: all(comparable(first) for first, _second in rows)))
def test_a_table_comes_back_from_a_workbook_and_from_text(rows: list[tuple[str, str]]) -> None:
    workbook = sheets.write_xlsx([sheets.Sheet("目录", ["甲列", "乙列"], rows, title="目录（2026年）")])
    text = sheets.write_csv(["甲列", "乙列"], rows)
    for content, name in ((workbook, "x.xlsx"), (text, "x.csv")):
        table = sheets.read_table(io.BytesIO(content), name, columns=COLUMNS)
        assert [(row.text("first"), row.text("second")) for row in table.rows] == rows
        assert not table.problems


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_begins_like_a_formula_is_neutralised(text: str) -> None:
    content = sheets.write_xlsx([sheets.Sheet("目录", [text], [[text]], title=text)])
    for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows():
        for cell in row:
            assert cell.data_type == "s"
            assert str(cell.value).startswith("'")
    for value in sheets.write_csv([text], [[text]]).decode("utf-8-sig").split("\r\n"):
        assert not FORMULA_LIKE.match(value.strip('"')) or value.strip('"').startswith("'") or not value


def test_numbers_and_dates_stay_what_they_are() -> None:
    at = datetime.datetime(2026, 3, 1, 1, 30, tzinfo=datetime.UTC)
    row: list[Any] = [-5, 0.25, datetime.date(2026, 3, 1), at, True, None, float("inf"), "a\x07b"]
    content = sheets.write_xlsx([sheets.Sheet("表", ["列"] * 8, [row])])
    written = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0][2]]
    local = at.astimezone(zoneinfo.ZoneInfo("Asia/Shanghai")).replace(tzinfo=None)
    assert written == [-5, 0.25, datetime.datetime.fromisoformat("2026-03-01"), local, "是", None, "inf", "ab"]


def test_the_header_stays_in_sight_and_prints_on_each_page() -> None:
    content = sheets.write_xlsx([sheets.Sheet("目录", ["甲列", "乙列"], [["1", "2"]], widths=[40], title="目录")])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A3", "$2:$2")
    assert sheet.column_dimensions["A"].width == 40
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:B1"]
    assert sheet["A2"].font.bold


def test_sheets_get_names_that_workbooks_accept() -> None:
    names = ["一/二:三*", "一/二:三*", "", "长" * 40, "长" * 40]
    content = sheets.write_xlsx([sheets.Sheet(name, ["列"], []) for name in names])
    written = openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    assert written == ["一 二 三", "一 二 三 2", "Sheet", "长" * 31, "长" * 29 + " 2"]


def test_a_text_too_long_for_a_cell_is_cut_visibly() -> None:
    content = sheets.write_xlsx([sheets.Sheet("目录", ["列"], [["长" * 40_000]])])
    value = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["A2"].value
    assert isinstance(value, str)
    assert (len(value), value[-1]) == (32_767, "…")


def test_text_files_begin_with_the_mark_that_excel_needs() -> None:
    assert sheets.write_csv(["甲列"], [["一"]]) == b"\xef\xbb\xbf" + "甲列\r\n一\r\n".encode()


def test_a_report_for_programs() -> None:
    problem = sheets.Problem(3, "责任单位", "纪委组织部", "department.unclear", "说明")
    report = sheets.ImportReport(rows=3, read=2, needs_person=[problem], extra={"created": 2})
    assert json.loads(json.dumps(report.as_json())) == {
        "rows": 3,
        "read": 2,
        "needs_person": [
            {"row": 3, "column": "责任单位", "value": "纪委组织部", "reason": "说明", "code": "department.unclear"}
        ],
        "created": 2,
    }
    assert set(sheets.ImportReport(0, 0).as_json()) == {"rows", "read", "needs_person"}
