"""What becomes of a spreadsheet of units: a clean one, a messy one, a wrong one, a hostile one?"""

from __future__ import annotations

import datetime
import io
import random
from collections.abc import Sequence
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import Workbook

from core.audit.models import AuditEntry
from core.sheets import ImportReport
from hierarchy import actions, checker, past
from hierarchy.imports import import_units
from hierarchy.models import Placement, TreeChange, Unit
from tests.hierarchy.conftest import AT, CHIEF, TODAY, Officer, Tree, refused

HEADER = "单位编码,单位名称,上级单位,组织类型,领域,排序,责任科室"
FILE = f"""{HEADER}
D,示例区委,,党委,机关,,办公室、组织部
D01,第一街道党总支,示例区委,党总支,社区,10,
D02,第二街道党总支,D,党总支,社区,20,
D0101,第一社区党支部,第一街道党总支,党支部,社区,,党建办
D0102,第二社区党支部,D01,支部,社区,,
D0201,第三社区党支部,第二街道党总支,,农村,,
"""


def take_in(text: str, *, dry_run: bool = False, name: str = "单位.csv", at: datetime.datetime = AT) -> ImportReport:
    return import_units(io.BytesIO(text.encode()), name, actor=CHIEF, at=at, dry_run=dry_run)


def problems(report: ImportReport) -> list[tuple[int, str, str]]:
    assert all(str(problem.reason).endswith("。") for problem in report.needs_person)
    return [(problem.row, problem.column, problem.code) for problem in report.needs_person]


def counts(report: ImportReport) -> dict[str, int]:
    kinds = ("created", "moved", "renamed", "changed", "unchanged", "missing")
    return {kind: report.extra[kind] for kind in kinds if report.extra[kind]}


def state() -> list[Any]:
    units = Unit.objects.order_by("id").values_list("id", "code", "name", "parent_id", "lft", "rght", "sort_no")
    return [*units, *Placement.objects.order_by("id").values_list(), AuditEntry.objects.count()]


def names() -> list[str]:
    return [f"{'-' * unit.level}{unit.name}" for unit in Unit.objects.all()]


TREE = [
    "示例区委",
    "-第一街道党总支",
    "--第一社区党支部",
    "--第二社区党支部",
    "-第二街道党总支",
    "--第三社区党支部",
]


@pytest.mark.usefixtures("empty")
class TestFirstImport:
    """Into an empty tenant."""

    def test_a_dry_run_tells_and_writes_nothing(self) -> None:
        report = take_in(FILE, dry_run=True)
        assert (report.rows, report.read, counts(report)) == (6, 6, {"created": 6})
        assert report.extra["written"] is False
        assert not Unit.objects.exists()

    def test_the_tree_is_written(self) -> None:
        report = take_in(FILE)
        assert report.extra["written"] is True
        assert names() == TREE
        assert Unit.objects.get(code="D0201").kind == "branch", "the name says so"
        assert list(Unit.objects.get(code="D").departments.values_list("name", flat=True)) == ["办公室", "组织部"]
        assert past.path_on(Unit.objects.get(code="D0101"), TODAY) == ("示例区委", "第一街道党总支", "第一社区党支部")
        assert checker.check() == []

    def test_the_order_of_rows_does_not_matter_to_who_stands_where(self) -> None:
        head, *rows = FILE.strip().splitlines()
        random.Random(4).shuffle(rows)
        take_in("\n".join([head, *rows]))
        parents = dict(Unit.objects.values_list("code", "parent__code"))
        assert parents == {"D": None, "D01": "D", "D02": "D", "D0101": "D01", "D0102": "D01", "D0201": "D02"}
        assert checker.check() == []

    def test_paths_without_codes(self) -> None:
        text = """路径,组织类型,领域
区委,党委,机关
区委/第一街道党总支,党总支,社区
区委/第一街道党总支/第一社区党支部,党支部,社区
区委/第二街道党总支/第一社区党支部,党支部,社区
区委／第二街道党总支,党总支,社区
"""
        assert counts(take_in(text)) == {"created": 5}
        assert names() == ["区委", "-第一街道党总支", "--第一社区党支部", "-第二街道党总支", "--第一社区党支部"]
        before = state()
        assert counts(take_in(text)) == {"unchanged": 5}
        assert state() == before

    def test_a_workbook_with_a_title_and_the_headers_of_an_office(self) -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["示例区党组织基本情况表"])
        sheet.merge_cells("A1:D1")
        sheet.append(["序号", "党组织名称", "上级党组织", "党组织类别", "所属领域"])
        sheet.append([1, "示例区委", None, "党委", "机关"])
        sheet.append([2, "第一社区党支部", "示例区委", "支部", "社区"])
        stream = io.BytesIO()
        book.save(stream)
        stream.seek(0)
        report = import_units(stream, "党组织.xlsx", actor=CHIEF, at=AT)
        assert counts(report) == {"created": 2}
        assert names() == ["示例区委", "-第一社区党支部"]

    def test_it_may_be_dated_back(self) -> None:
        founded = datetime.date(2020, 1, 1)
        import_units(io.BytesIO(FILE.encode()), "单位.csv", actor=CHIEF, at=AT, effective_on=founded)
        assert [unit.name for unit in past.tree_on(founded)] == [name.lstrip("-") for name in TREE]
        with refused("change.day_past"):
            import_units(io.BytesIO(FILE.encode()), "单位.csv", actor=CHIEF, at=AT, effective_on=founded)

    def test_only_the_system_may(self) -> None:
        with refused("unit.not_founder"):
            import_units(io.BytesIO(FILE.encode()), "a.csv", actor=Officer(Unit(name="x")), at=AT)


def test_the_same_file_twice_changes_nothing(empty: None) -> None:
    take_in(FILE)
    before = state()
    report = take_in(FILE, at=AT + datetime.timedelta(days=3))
    assert counts(report) == {"unchanged": 6}
    assert state() == before


def test_the_difference_names_what_moved_what_was_renamed_and_what_is_missing(tree: Tree) -> None:
    text = f"""{HEADER}
D,示例区委,,党委,社区,,
D01,第一街道党工委,D,党总支,社区,10,
D0101,第一社区党支部,D,党支部,社区,,
D0102,第二社区党支部,第一街道党工委,党支部,农村,,宣传科
NEW,新设党支部,D0102,党支部,社区,,
"""
    report = take_in(text, dry_run=True)
    assert counts(report) == {"created": 1, "moved": 1, "renamed": 1, "changed": 1, "unchanged": 1, "missing": 2}
    told = [(d["kind"], d["row"], d["code"], d["before"], d["after"]) for d in report.extra["differences"]]
    assert told == [
        ("renamed", 3, "D01", "第一街道党总支", "第一街道党工委"),
        ("moved", 4, "D0101", "第一街道党总支", "示例区委"),
        ("changed", 5, "D0102", "community", "rural"),
        ("changed", 5, "D0102", "", "宣传科"),
        ("created", 6, "NEW", "", "第二社区党支部"),
        ("missing", None, "D02", "", ""),
        ("missing", None, "D0201", "", ""),
    ]
    take_in(text)
    assert names() == [
        "示例区委",
        "-第一街道党工委",
        "--第二社区党支部",
        "---新设党支部",
        "-第一社区党支部",
        "-第二街道党总支",
        "--第三社区党支部",
    ]
    assert checker.check() == []
    yesterday = TODAY - datetime.timedelta(days=1)
    assert past.path_on(tree.one, yesterday) == ("示例区委", "第一街道党总支", "第一社区党支部")
    entries = AuditEntry.objects.filter(verb="unit.import_change")
    assert {entry.subject_label for entry in entries} == {"第一街道党工委", "第一社区党支部", "第二社区党支部"}


def test_two_units_change_places_above_and_below(tree: Tree) -> None:
    text = f"{HEADER}\nD0101,第一社区党支部,D,党支部,社区,,\nD01,第一街道党总支,D0101,党总支,社区,,\n"
    assert counts(take_in(text)) == {"moved": 2, "missing": 4}
    assert past.path_on(tree.first, TODAY) == ("示例区委", "第一社区党支部", "第一街道党总支")
    assert checker.check() == []


def test_departments_that_are_no_longer_named_are_closed_and_come_back(empty: None) -> None:
    take_in(FILE)
    root = Unit.objects.get(code="D")
    take_in(FILE.replace("办公室、组织部", "组织部；宣传部"))
    assert dict(root.departments.values_list("name", "closed_on")) == {"办公室": TODAY, "组织部": None, "宣传部": None}
    take_in(FILE)
    assert dict(root.departments.values_list("name", "closed_on")) == {"办公室": None, "组织部": None, "宣传部": TODAY}


WRONG: Sequence[tuple[str, str, list[tuple[int, str, str]]]] = [
    ("unknown superior", "N,新,没有这个单位,党支部,社区,,", [(2, "上级单位", "unit.parent_unknown")]),
    ("blank name", "N,,D,党支部,社区,,", [(2, "单位名称", "unit.name_missing")]),
    ("name turned around", "N,新\u202e支部,D,党支部,社区,,", [(2, "单位名称", "unit.name_unprintable")]),
    ("unknown kind", "N,新,D,俱乐部,社区,,", [(2, "组织类型", "unit.kind_unknown")]),
    ("unknown sector", "N,新,D,党支部,月球,,", [(2, "领域", "unit.sector_unknown")]),
    ("no sector", "N,新,D,党支部,,,", [(2, "领域", "unit.sector_missing")]),
    ("no kind", "N,新,D,,社区,,", [(2, "组织类型", "unit.kind_missing")]),
    ("sort no number", "N,新,D,党支部,社区,第一,", [(2, "排序", "unit.sort_not_a_number")]),
    ("second root", "N,新,,党支部,社区,,", [(2, "上级单位", "unit.second_root")]),
    ("own superior", "N,新,N,党支部,社区,,", [(2, "上级单位", "unit.cycle")]),
    ("own superior by name", "N,新,新,党支部,社区,,", [(2, "上级单位", "unit.cycle")]),
    (
        "double code",
        "N,新一,D,党支部,社区,,\nN,新二,D,党支部,社区,,",
        [(3, "单位编码", "unit.code_doubled")],
    ),
    (
        "circle in the file",
        "N1,新一,N2,党支部,社区,,\nN2,新二,N1,党支部,社区,,\nN3,新三,N1,党支部,社区,,",
        [(2, "上级单位", "unit.cycle"), (3, "上级单位", "unit.cycle")],
    ),
    ("circle with what is known", "D01,第一街道党总支,D0101,党总支,社区,,", [(2, "上级单位", "unit.cycle")]),
    (
        "ambiguous superior",
        "N1,同名,D,党支部,社区,,\nN2,同名,D01,党支部,社区,,\nN3,新,同名,党支部,社区,,",
        [(4, "上级单位", "unit.parent_ambiguous")],
    ),
    (
        "the same unit by path and by code",
        ",第一街道党总支,D,党总支,社区,,\nD01,另名,D,党总支,社区,,",
        [(2, "单位名称", "unit.doubled")],
    ),
    ("formula", "N,=1+1,D,党支部,社区,,", [(2, "单位名称", "cell.formula")]),
    (
        "a wrong row does not make its subordinates wrong",
        "N1,新一,D,俱乐部,社区,第一,\nN2,新二,新一,党支部,社区,,\nN3,新三,N1,党支部,社区,,",
        [(2, "组织类型", "unit.kind_unknown"), (2, "排序", "unit.sort_not_a_number")],
    ),
]


@pytest.mark.parametrize(("rows", "expected"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_one_wrong_row_and_nothing_is_written(tree: Tree, rows: str, expected: list[tuple[int, str, str]]) -> None:
    before = state()
    text = f"{HEADER}\n{rows}\nGOOD,好党支部,D,党支部,社区,,\n"
    for dry_run in (True, False):
        report = take_in(text, dry_run=dry_run)
        assert problems(report) == expected
        assert report.extra["written"] is False
    assert state() == before


def test_a_closed_unit_is_neither_changed_nor_a_superior(tree: Tree) -> None:
    actions.close_unit(tree.two, actor=CHIEF, at=AT, reason="撤销")
    text = f"{HEADER}\nD0102,第二社区党支部,D01,党支部,社区,,\nN,新党支部,D0102,党支部,社区,,\n"
    assert problems(take_in(text))[0] == (2, "单位编码", "unit.closed")
    text = f"{HEADER}\nN,新党支部,D0102,党支部,社区,,\n"
    assert problems(take_in(text)) == [(2, "上级单位", "unit.parent_closed")]


def test_a_chain_without_end_is_refused_at_once(tree: Tree) -> None:
    chain = [f",单位{n},{'D0201' if n == 0 else f'单位{n - 1}'},党支部,社区,," for n in range(5000)]
    report = take_in("\n".join([HEADER, *chain]))
    assert [problem.code for problem in report.needs_person] == ["tree.too_deep"]
    assert Unit.objects.count() == 6


def test_a_file_does_not_push_a_known_subtree_too_deep(empty: None) -> None:
    chain = ["C0,单位0,,党支部,社区,,", *(f"C{n},单位{n},C{n - 1},党支部,社区,," for n in range(1, 29))]
    take_in("\n".join([HEADER, *chain]))
    take_in(f"{HEADER}\nX,旁支,C0,党支部,社区,,\nY,旁支二,X,党支部,社区,,\n")
    assert problems(take_in(f"{HEADER}\nC1,单位1,Y,党支部,社区,,\n")) == [(2, "上级单位", "tree.too_deep")]
    with refused("tree.too_deep"):
        actions.move_unit(
            Unit.objects.get(code="C1"), parent=Unit.objects.get(code="Y"), actor=CHIEF, at=AT, reason="调整"
        )


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "sheet.empty"),
        (b"%PDF-1.7 nothing", "a.xlsx", "sheet.not_a_spreadsheet"),
        (b"PK\x03\x04broken", "a.xlsx", "sheet.damaged"),
        ("名称,电话\n某人,123\n".encode(), "a.csv", "sheet.missing_column"),
        ("单位名称,党组织名称,上级单位\n甲,乙,\n".encode(), "a.csv", "sheet.duplicate_column"),
        (b"x" * 21 * 1024 * 1024, "a.csv", "sheet.too_large"),
    ],
)
def test_what_is_no_list_of_units_is_refused(tree: Tree, content: bytes, name: str, code: str) -> None:
    before = state()
    with refused(code):
        import_units(io.BytesIO(content), name, actor=CHIEF, at=AT)
    assert state() == before


def test_a_formula_is_never_taken_over(tree: Tree) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["单位编码", "单位名称", "上级单位", "组织类型", "领域"])
    sheet.append(["N", '=HYPERLINK("http://x.test","新党支部")', "D", "党支部", "社区"])
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    report = import_units(stream, "单位.xlsx", actor=CHIEF, at=AT)
    assert (2, "单位名称", "cell.formula") in problems(report)
    assert not Unit.objects.filter(code="N").exists()


def test_who_does_not_manage_the_root_imports_nothing(tree: Tree) -> None:
    with refused("unit.not_managed"):
        import_units(io.BytesIO(FILE.encode()), "a.csv", actor=Officer(tree.first), at=AT)


def test_the_report_reads_in_english_too(tree: Tree) -> None:
    with override("en"):
        found = take_in(f"{HEADER}\nN,,D,党支部,社区,,\n").as_json()
    assert set(found) >= {"rows", "read", "needs_person", "written"}
    assert set(found["needs_person"][0]) == {"row", "column", "value", "reason", "code"}


def test_a_thousand_units_take_few_statements(empty: None, django_assert_max_num_queries: Any) -> None:
    rows = [f"C{n},单位{n}党支部,{'C' + str((n - 1) // 10) if n else ''},党支部,社区,," for n in range(1000)]
    with django_assert_max_num_queries(60):
        report = take_in("\n".join([HEADER, *rows]))
    assert counts(report) == {"created": 1000}
    assert checker.check() == []
    assert not TreeChange.objects.exists()
