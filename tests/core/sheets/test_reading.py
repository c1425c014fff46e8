"""Is a table read from the files that offices really send?"""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from core import sheets
from core.errors import Invalid

COLUMNS = (
    sheets.Column("category", "一级目录", ("类别", "公开类别", "一级事项", "公开事项一级事项"), fill_down=True),
    sheets.Column("title", "二级目录", ("公开内容", "公开事项", "事项名称", "二级事项", "公开事项二级事项")),
    sheets.Column("scope", "公开范围", ("公开对象",), required=False),
    sheets.Column("department", "责任单位", ("责任科室", "责任部门", "承办科室", "责任主体")),
)
HEADER = ("一级目录", "二级目录", "公开范围", "责任单位")
ROWS = (("组织建设", "党员发展", "党内、社会", "组织部"), ("组织建设", "党费收缴", "党内", "组织部"))


def workbook(fill: Callable[[Worksheet], Any]) -> io.BytesIO:
    """Return a workbook whose only sheet was filled by the test."""
    book = openpyxl.Workbook()
    fill(book.worksheets[0])
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    return content


def of_rows(*rows: Sequence[Any]) -> io.BytesIO:
    """Return a workbook of plain rows."""

    def fill(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(list(row))

    return workbook(fill)


def text(*lines: str, encoding: str = "utf-8") -> io.BytesIO:
    """Return a text file of these lines."""
    return io.BytesIO("\r\n".join(lines).encode(encoding))


def read(content: io.BytesIO, name: str = "目录.xlsx") -> sheets.Table:
    """Return the table that the wanted columns make of a file."""
    return sheets.read_table(content, name, columns=COLUMNS)


def values(table: sheets.Table) -> list[tuple[str, ...]]:
    """Return the texts of a table, row by row."""
    return [tuple(row.text(column.name) for column in COLUMNS) for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_is_read_in_each_encoding_and_with_each_separator(encoding: str, separator: str) -> None:
    content = text(*(separator.join(row) for row in (HEADER, *ROWS)), encoding=encoding)
    assert values(read(content, "目录.csv")) == list(ROWS)


def test_a_text_with_commas_inside_is_split_where_its_header_is() -> None:
    content = text(";".join(HEADER), '组织建设;"发展, 转正; 公示";党内;组织部')
    assert values(read(content, "目录.csv")) == [("组织建设", "发展, 转正; 公示", "党内", "组织部")]


def test_a_quoted_cell_may_hold_lines_and_counts_as_one_row() -> None:
    table = read(text(",".join(HEADER), '组织建设,"党员\n发展",党内,组织部', ",党费收缴,党内,组织部"), "目录.csv")
    assert [row.number for row in table.rows] == [2, 3]
    assert table.rows[0].text("title") == "党员\n发展"


def test_header_stands_below_a_merged_title_and_remarks() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["某某局党务公开目录（2026年）"])
        sheet.merge_cells("A1:E1")
        sheet.append(["填报单位：局办公室"])
        sheet.append([])
        sheet.append(["序号", " 一级\n目录 ", "公开内容", "公开对象：", "责任科室", "备注"])
        sheet.append([1, "组织建设", "党员发展", "党内", "组织部", "逐级"])

    table = read(workbook(fill))
    assert table.header_row == 4
    assert table.titles == ["某某局党务公开目录（2026年）", "填报单位：局办公室"]
    assert values(table) == [("组织建设", "党员发展", "党内", "组织部")]
    assert table.extra_columns == ("备注",)
    assert table.headers == {
        "category": "一级目录",
        "title": "公开内容",
        "scope": "公开对象：",
        "department": "责任科室",
    }


def test_a_cell_knows_where_it_stands() -> None:
    table = read(of_rows(["序号", *HEADER], [1, *ROWS[0]]))
    cell = table.rows[0].cells["department"]
    assert (table.rows[0].number, cell.header, cell.address, cell.text) == (2, "责任单位", "E2", "组织部")


def test_header_of_two_rows_with_merges() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["序号", "公开事项", None, "责任主体"])
        sheet.append([None, "一级事项", "二级事项", None])
        for span in ("A1:A2", "B1:C1", "D1:D2"):
            sheet.merge_cells(span)
        sheet.append([1, "社会救助", "低保", "民政局"])

    table = read(workbook(fill))
    assert table.headers["title"] == "公开事项（二级事项）"
    assert values(table) == [("社会救助", "低保", "", "民政局")]


def test_merged_cells_hold_for_each_of_their_rows_and_no_further() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (
            HEADER,
            ["甲类", "一", "党内", "组织部"],
            [None, "二", None, None],
            [None, "三", "社会", None],
            ["乙类", "四", None, None],
            [None, "五", None, "宣传部"],
        ):
            sheet.append(list(row))
        sheet.merge_cells("A2:A4")
        sheet.merge_cells("D2:D4")
        sheet.merge_cells("C2:C3")

    table = read(workbook(fill))
    assert values(table) == [
        ("甲类", "一", "党内", "组织部"),
        ("甲类", "二", "党内", "组织部"),
        ("甲类", "三", "社会", "组织部"),
        ("乙类", "四", "", ""),
        ("乙类", "五", "", "宣传部"),
    ]
    second = table.rows[1].cells
    assert (second["category"].address, second["category"].repeated) == ("A2", True)
    assert (second["title"].address, second["title"].repeated) == ("B3", False)


def test_blank_rows_and_remarks_are_no_records() -> None:
    table = read(
        of_rows(
            HEADER,
            ROWS[0],
            [None, None, None, None],
            ["", "  ", "\u3000", None],
            HEADER,
            ROWS[1],
            ["注：本目录自公布之日起施行。"],
            ["说明: 一、范围"],
            ["填表人：张某", None, "审核人：李某", "联系电话：1"],
        )
    )
    assert values(table) == list(ROWS)
    assert [note.row for note in table.notes] == [5, 7, 8, 9]


def test_rows_with_nothing_but_a_number_are_no_records() -> None:
    table = read(of_rows(["序号", *HEADER], [1, *ROWS[0]], [2], [3]))
    assert len(table.rows) == 1


def test_a_title_that_only_begins_like_a_remark_is_a_record() -> None:
    table = read(of_rows(HEADER, ["说明情况", "备注事项清单", "党内", "组织部"]))
    assert values(table) == [("说明情况", "备注事项清单", "党内", "组织部")]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (12, "12"),
        (12.0, "12"),
        (0.5, "0.5"),
        (True, "是"),
        (datetime.datetime.fromisoformat("2026-03-01 00:00"), "2026-03-01"),
        (datetime.datetime.fromisoformat("2026-03-01 09:30"), "2026-03-01 09:30"),
        (datetime.date(2026, 3, 1), "2026-03-01"),
        (" 党内\u00a0", "党内"),
        ("'=党内", "=党内"),
        ("'-党内", "-党内"),
        ("'党内", "'党内"),
    ],
)
def test_values_are_read_as_a_clerk_would_type_them(value: object, shown: str) -> None:
    table = read(of_rows(HEADER, ["甲", "乙", value, "丙"]))
    assert table.rows[0].text("scope") == shown
    assert not table.problems


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("=A2&B2", "cell.formula"),
        (ArrayFormula("C2:C2", "=A2:A3"), "cell.formula"),
        ("#REF!", "cell.error"),
        ("#N/A", "cell.error"),
    ],
)
def test_formulas_and_errors_are_left_to_a_person(value: object, code: str) -> None:
    table = read(of_rows(HEADER, ["甲", "乙", value, "丙"]))
    assert table.rows[0].text("scope") == ""
    (problem,) = table.problems
    assert (problem.row, problem.column, problem.code) == (2, "公开范围", code)
    assert problem.value.startswith(("=", "#"))
    assert "C2" in str(problem.reason)


def test_a_merged_formula_is_listed_for_each_row_that_needs_it() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(list(HEADER))
        sheet.append(["=B2", "一", "党内", "组织部"])
        sheet.append([None, "二", "党内", "组织部"])
        sheet.merge_cells("A2:A3")

    table = read(workbook(fill))
    assert [(problem.row, problem.code) for problem in table.problems] == [(2, "cell.formula"), (3, "cell.formula")]


def test_a_formula_in_a_column_that_nobody_reads_is_no_problem() -> None:
    table = read(of_rows(["序号", *HEADER], ["=ROW()-1", *ROWS[0]]))
    assert not table.problems


def test_formula_in_a_text_file() -> None:
    table = read(text(",".join(HEADER), '甲,"=HYPERLINK(""http://x"")",-党内,+组织部'), "目录.csv")
    assert [(problem.column, problem.code) for problem in table.problems] == [("二级目录", "cell.formula")]
    assert (table.rows[0].text("scope"), table.rows[0].text("department")) == ("-党内", "+组织部")


def test_the_sheet_with_the_header_is_read_and_further_ones_are_named() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "封面"
    book.worksheets[0].append(["某某局", "公开范围"])
    for name in ("目录", "去年的目录"):
        sheet = book.create_sheet(name)
        sheet.append(list(HEADER))
        sheet.append([name, "党员发展", "党内", "组织部"])
    hidden = book.create_sheet("隐藏", 0)
    hidden.append(list(HEADER))
    hidden.append(["隐藏", "党员发展", "党内", "组织部"])
    hidden.sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    table = read(content)
    assert (table.sheet, table.unread_sheets) == ("目录", ["去年的目录"])
    assert table.rows[0].text("category") == "目录"


def test_missing_columns_are_named_with_what_was_found() -> None:
    with pytest.raises(Invalid) as caught:
        read(of_rows(["2026年目录"], ["一级目录", "公开范围", "联系电话"], ["甲", "党内", 1]))
    refusal = caught.value
    assert refusal.code == "sheet.missing_column"
    assert set(refusal.errors) == {"title", "department"}
    for word in ("二级目录、责任单位", "第 2 行", "一级目录、公开范围、联系电话"):
        assert word in str(refusal.reason)


def test_no_header_at_all() -> None:
    with pytest.raises(Invalid) as caught:
        read(of_rows(["你好"], ["世界"]))
    assert caught.value.code == "sheet.missing_column"
    assert "一级目录、二级目录、责任单位" in str(caught.value.reason)


@pytest.mark.parametrize("second", ["责任部门", "责任单位", "责任单位（协办）"])
def test_two_columns_for_the_same_thing_are_refused_by_name(second: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(of_rows([*HEADER, second], [*ROWS[0], "宣传部"]))
    assert caught.value.code == "sheet.duplicate_column"
    assert "责任单位（D 列）" in str(caught.value.reason)
    assert f"{second}（E 列）" in str(caught.value.reason)


def test_remarks_in_the_header_do_not_hide_it() -> None:
    table = read(of_rows(["一级目录", "*二级目录（必填）", "公开范围(党内/社会)", "责任单位"], ROWS[0]))
    assert values(table) == [ROWS[0]]


def test_the_layout_with_most_columns_wins() -> None:
    wide = sheets.Layout("wide", [*COLUMNS, sheets.Column("basis", "公开依据")])
    narrow = sheets.Layout("narrow", COLUMNS)
    for header, expected in ((HEADER, "narrow"), ((*HEADER, "公开依据"), "wide")):
        table = sheets.read_layout(of_rows(header, [*ROWS[0], "章程"]), "x.xlsx", layouts=[narrow, wide])
        assert table.layout == expected


def test_a_layout_with_one_header_for_two_columns_is_a_mistake_of_its_author() -> None:
    columns = [sheets.Column("a", "甲", ("丙",)), sheets.Column("b", "乙", (" 丙：",))]
    with pytest.raises(ValueError, match="丙"):
        sheets.read_table(text("甲,乙"), "x.csv", columns=columns)
