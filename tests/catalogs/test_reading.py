"""Does a catalog say after reading what its office meant, and is everything uncertain listed for a person?"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation

from catalogs import reading
from catalogs.kinds import Period, Scope, TimeMode
from catalogs.reading import scopes, timing, words
from core import sheets
from core.errors import Invalid

SAMPLES = Path(reading.__file__).resolve().parents[1] / "samples"
HEADER = ("一级目录", "二级目录", "公开形式", "公开范围", "公开时限", "责任单位")
GOOD = ("组织建设", "党员发展", "公开栏", "党内", "即时", "组织部")
SOCIETY, PARTY, UNIT, AUDIENCE, PERSON = Scope.SOCIETY, Scope.PARTY, Scope.UNIT, Scope.AUDIENCE, Scope.PERSON


def read(*rows: Sequence[str | None], header: Sequence[str | None] = HEADER) -> reading.Reading:
    """Return what a workbook of these rows says."""
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.worksheets[0].append(list(row))
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    return reading.read_items(sheets.read_layout(content, "目录.xlsx", layouts=reading.LAYOUTS))


def sample(name: str) -> reading.Reading:
    """Return what one of the real catalogs says."""
    with (SAMPLES / name).open("rb") as stream:
        return reading.read_items(sheets.read_layout(stream, name, layouts=reading.LAYOUTS))


@pytest.mark.parametrize(
    ("name", "rows", "doubtful"),
    [
        ("district-committee-2011.csv", 28, []),
        ("county-bureau-2011.csv", 15, []),
        (
            "polytechnic-college-2019.csv",
            33,
            [
                (12, "公开范围", "党内、校内 一定范围", "scope.unseparated"),
                (26, "责任单位", "纪委组织部", "department.unseparated"),
                (28, "公开范围", "党内或校内一定范围", "scope.alternative"),
                (33, "责任单位", "党委各职能部门", "department.collective"),
                (34, "公开范围", "党内、校内或校外", "scope.alternative"),
            ],
        ),
    ],
)
def test_the_real_catalogs_read_in_full(name: str, rows: int, doubtful: list[tuple[int, str, str, str]]) -> None:
    found = sample(name)
    assert (found.rows, len(found.items)) == (rows, rows)
    assert [(p.row, p.column, p.value, p.code) for p in found.problems] == doubtful
    for item in found.items:
        assert item.time_mode
        assert item.channels
        assert (item.period is not None) == (item.time_mode is TimeMode.PERIODIC)
        assert item.scopes or any(doubt.field == "scopes" for doubt in item.doubts)
        assert item.departments or any(doubt.field == "departments" for doubt in item.doubts)


def test_a_doubtful_row_keeps_what_is_certain() -> None:
    items = {item.row: item for item in sample("polytechnic-college-2019.csv").items}
    assert items[12].scopes == (UNIT,)
    assert items[12].departments == ("组织部",)
    assert (items[26].scopes, items[26].departments) == ((AUDIENCE,), ())
    assert (items[28].scopes, items[28].departments) == ((), ("纪委",))
    assert items[34].scopes == (UNIT,)
    assert items[8].departments == ("组织部", "人事处")
    assert [doubt.as_json()["field"] for doubt in items[34].doubts] == ["scopes"]


def test_the_same_catalog_reads_alike_whatever_language_the_pages_are_in() -> None:
    with translation.override("en"):
        assert len(sample("county-bureau-2011.csv").items) == 15


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("党内", [UNIT]),
        ("党内、社会", [UNIT, SOCIETY]),
        ("校内外", [SOCIETY]),
        ("党内、校内外", [UNIT, SOCIETY]),
        ("党内，校内；全社会", [UNIT, SOCIETY]),
        ("党内/本单位\n社会", [UNIT, SOCIETY]),
        ("向社会公开", [SOCIETY]),
        ("党内和社会", [UNIT, SOCIETY]),
        ("党内外", [UNIT, SOCIETY]),
        ("校内一定范围", [AUDIENCE]),
        ("申请人", [PERSON]),
    ],
)
def test_certain_scopes(text: str, expected: list[Scope]) -> None:
    found = scopes.read(text)
    assert (found.words, found.unclear) == (expected, [])


@pytest.mark.parametrize(
    ("text", "certain", "code"),
    [
        ("党内或校内", [], "scope.alternative"),
        ("党内、校内或校外", [UNIT], "scope.alternative"),
        ("校内 一定范围", [], "scope.unseparated"),
        ("党内、视情况", [UNIT], "scope.unknown"),
        ("社会主义", [], "scope.unknown"),
    ],
)
def test_doubtful_scopes_are_left_out(text: str, certain: list[Scope], code: str) -> None:
    found = scopes.read(text)
    assert found.words == certain
    assert [part.code for part in found.unclear] == [code]
    assert "没有读取" in str(found.unclear[0].reason)


@pytest.mark.parametrize(
    ("text", "mode", "period", "rule"),
    [
        ("长期", TimeMode.STANDING, None, ""),
        ("长期公开", TimeMode.STANDING, None, ""),
        ("分期", TimeMode.STAGED, None, ""),
        ("逐段公开", TimeMode.STAGED, None, ""),
        ("即时", TimeMode.PROMPT, None, ""),
        ("及时公开", TimeMode.PROMPT, None, ""),
        ("季度", TimeMode.PERIODIC, Period.QUARTER, ""),
        ("定期（每季度）", TimeMode.PERIODIC, Period.QUARTER, ""),
        ("定期(每半年)", TimeMode.PERIODIC, Period.HALF_YEAR, ""),
        ("半年", TimeMode.PERIODIC, Period.HALF_YEAR, ""),
        ("年度", TimeMode.PERIODIC, Period.YEAR, ""),
        ("每年一次", TimeMode.PERIODIC, Period.YEAR, ""),
        ("每年公开1次", TimeMode.PERIODIC, Period.YEAR, ""),
        ("按月", TimeMode.PERIODIC, Period.MONTH, ""),
        ("每 月\n公开", TimeMode.PERIODIC, Period.MONTH, ""),
        ("每季度首月10日前", TimeMode.PERIODIC, Period.QUARTER, "每季度首月10日前"),
        ("每年1月底前公开", TimeMode.PERIODIC, Period.YEAR, "每年1月底前公开"),
        ("自信息形成或变更之日起20个工作日内", TimeMode.PROMPT, None, "自信息形成或变更之日起20个工作日内"),
        ("决定作出后一周内", TimeMode.PROMPT, None, "决定作出后一周内"),
        ("定期(每季度) （期后１０个工作日内）", TimeMode.PERIODIC, Period.QUARTER, "期后１０个工作日内"),
        ("长期（3月31日前）", TimeMode.STANDING, None, "3月31日前"),
    ],
)
def test_certain_times(text: str, mode: TimeMode, period: Period | None, rule: str) -> None:
    assert timing.read(text) == timing.Timing(mode, period, rule)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("定期", "time.period_missing"),
        ("长期、即时", "time.several"),
        ("年度或即时", "time.several"),
        ("每季度、每年", "time.several"),
        ("适时", "time.unknown"),
        ("按有关规定", "time.unknown"),
        ("年轻干部", "time.unknown"),
        ("定期（每季度）期后10个工作日内", "time.unknown"),
        ("定期（每季度）（每月5日前）", "time.several"),
        ("长期（及时更新）", "time.several"),
        ("每季度" + "季度" * 28 + "。", "time.unknown"),
        ("每季度" + "季度" * 10_000, "time.unknown"),
    ],
)
def test_doubtful_times_are_left_out(text: str, code: str) -> None:
    found = timing.read(text)
    assert (found.mode, found.period, found.due_rule) == (None, None, "")
    assert found.unclear is not None
    assert (found.unclear.value, found.unclear.code) == (text, code)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("网站、公开栏", ["网站", "公开栏"]),
        ("文件，会议; 网站/公开栏", ["文件", "会议", "网站", "公开栏"]),
        ("公开栏、会议、公开栏", ["公开栏", "会议"]),
        ("党务公开栏、网站等", ["党务公开栏", "网站"]),
        ("■政府网站 □政府公报\n■公开栏", ["政府网站", "公开栏"]),
    ],
)
def test_channels(text: str, expected: list[str]) -> None:
    assert words.channels(text).words == expected


@pytest.mark.parametrize(
    ("text", "certain", "codes"),
    [
        ("组织部 人事处", ["组织部", "人事处"], []),
        ("组织部、人事处；纪委", ["组织部", "人事处", "纪委"], []),
        ("人 事 处", ["人事处"], []),
        ("组织部和宣传部", ["组织部", "宣传部"], []),
        ("和平街道办公室", ["和平街道办公室"], []),
        ("纪委组织部", [], ["department.unseparated"]),
        ("党委办公室", ["党委办公室"], []),
        ("组织部、各有关部门", ["组织部"], ["department.collective"]),
        ("组织部或宣传部", [], ["department.alternative"]),
        ("长" * 101, [], ["department.too_long"]),
    ],
)
def test_departments(text: str, certain: list[str], codes: list[str]) -> None:
    file = words.Departments(["组织部", "纪委", "人事处", "党委", "办公室", "党委办公室", "党委办公室", text])
    found = file.read(text)
    assert (found.words, [part.code for part in found.unclear]) == (certain, codes)


def test_rows_that_make_no_item_are_listed() -> None:
    found = read(
        GOOD,
        ("组织建设", None, "公开栏", "党内", "即时", "组织部"),
        GOOD,
        ("组织建设", "长" * 501, "公开栏", "党内", "即时", "组织部"),
        ("组织建设", "=B2", "公开栏", "党内", "即时", "组织部"),
        ("组织建设", "党费\n收缴", "公开栏", "党内", "即时", "组织部"),
    )
    assert [item.title for item in found.items] == ["党员发展", "党费收缴"]
    assert found.rows == 6
    assert [(problem.row, problem.code) for problem in found.problems] == [
        (3, "title.missing"),
        (4, "title.repeated"),
        (5, "title.too_long"),
        (6, "cell.formula"),
    ]
    assert "第 2 行" in str(found.problems[1].reason)


def test_blank_and_computed_cells_are_listed_once_each() -> None:
    found = read(("组织建设", "党员发展", None, "=A1", None, "#REF!"))
    (item,) = found.items
    assert [(doubt.field, doubt.problem.code, doubt.problem.column) for doubt in item.doubts] == [
        ("scopes", "cell.formula", "公开范围"),
        ("channels", "channel.missing", "公开形式"),
        ("departments", "cell.error", "责任单位"),
        ("time_mode", "time.missing", "公开时限"),
    ]


def test_synonyms_of_the_office_layout() -> None:
    header = ("序号", "公开类别", "公开内容", "公开方式", "公开对象", "公开时间", "责任科室")
    (item,) = read(("1", *GOOD), header=header).items
    assert (item.category, item.channels, item.scopes, item.departments) == (
        "组织建设",
        ("公开栏",),
        (UNIT,),
        ("组织部",),
    )


def test_a_table_without_a_column_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        read(GOOD[:-1], header=HEADER[:-1])
    assert caught.value.code == "sheet.missing_column"
    assert "责任单位" in str(caught.value.reason)


def national() -> io.BytesIO:
    """Return a table in the layout of the national standards, with its two-row header and its ticks."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["社会救助领域基层政务公开标准目录"])
    sheet.append(
        [
            "序号",
            "公开事项",
            None,
            "公开内容\n（要素）",
            "公开依据",
            "公开时限",
            "公开主体",
            "公开渠道和载体",
            "公开对象",
            None,
            "公开方式",
            None,
            "公开层级",
            None,
        ]
    )
    sheet.append(
        [None, "一级\n事项", "二级\n事项", *([None] * 5), "全社会", "特定群体", "主动", "依申请", "县级", "乡级"]
    )
    for span in ("A1:N1", "A2:A3", "B2:C2", "D2:D3", "E2:E3", "F2:F3", "G2:G3", "H2:H3", "I2:J2", "K2:L2", "M2:N2"):
        sheet.merge_cells(span)
    law = "《社会救助暂行办法》"
    within = "自信息形成之日起20个工作日内"
    office = "县民政局、街道办事处"
    sheet.append(
        [1, "低保", "政策法规", "名称、文号", law, within, office, "■政府网站 □广播", "√", None, "√", None, "√", "√"]
    )
    sheet.append([2, None, "审核结果", "对象名单", law, "长期", office, "■公开栏", None, "√", "√", None, None, "√"])
    sheet.append([3, None, "个案", "理由", law, "即时", office, "■其他", None, "低保申请人", None, "√", None, "√"])
    sheet.merge_cells("B4:B6")
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    return content


def test_the_national_layout() -> None:
    table = sheets.read_layout(national(), "标准目录.xlsx", layouts=reading.LAYOUTS)
    assert table.layout == "national"
    assert table.extra_columns == ("公开层级（县级）", "公开层级（乡级）")
    found = reading.read_items(table)
    first, second, third = found.items
    assert (first.category, first.title, first.elements, first.basis) == (
        "低保",
        "政策法规",
        "名称、文号",
        "《社会救助暂行办法》",
    )
    assert (first.scopes, first.channels, first.departments) == (
        (SOCIETY,),
        ("政府网站",),
        ("县民政局", "街道办事处"),
    )
    assert (first.time_mode, first.due_rule) == (TimeMode.PROMPT, "自信息形成之日起20个工作日内")
    assert (second.category, second.scopes, second.time_mode) == ("低保", (AUDIENCE,), TimeMode.STANDING)
    assert not first.doubts
    assert not second.doubts
    assert [(doubt.field, doubt.problem.code) for doubt in third.doubts] == [
        ("scopes", "scope.audience_named"),
        ("obligation_level", "way.on_application"),
    ]
    assert third.doubts[0].problem.value == "低保申请人"
