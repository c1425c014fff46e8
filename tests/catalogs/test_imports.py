"""Do the tables of offices become drafts: all that is certain, nothing twice, nothing half?"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from accounts import actors
from catalogs import actions, imports
from catalogs.inputs import values_of
from catalogs.models import Catalog, CatalogVersion, Item
from core import errors
from core.audit.models import AuditEntry
from core.sheets import ImportReport
from hierarchy import actions as tree_actions
from hierarchy.models import Unit
from tenants.models import Tenant
from tests.catalogs.conftest import TODAY, publish, refused, write
from tests.databases import AT

SAMPLES = Path(imports.__file__).parent / "samples"
HEADER = "一级目录,二级目录,公开形式,公开范围,公开时限,责任单位"
DOUBTS = {
    "polytechnic-college-2019.csv": {
        (12, "公开范围"),
        (26, "责任单位"),
        (28, "公开范围"),
        (33, "责任单位"),
        (34, "公开范围"),
    }
}
"""What in the real files needs a person; in the two others, nothing."""
FILES = {"district-committee-2011.csv": 28, "county-bureau-2011.csv": 15, "polytechnic-college-2019.csv": 33}


def load(unit: Any, content: bytes, name: str = "目录.csv", **options: Any) -> ImportReport:
    options = {"actor": actors.SYSTEM, "at": AT, "catalog_name": "目录", **options}
    return imports.import_catalog(io.BytesIO(content), name, unit=unit, **options)


def table(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows]).encode()


def the_draft() -> CatalogVersion:
    return CatalogVersion.objects.drafts().select_related("catalog__unit").get()


@pytest.mark.parametrize(("name", "count"), FILES.items())
def test_the_real_catalogs_come_in_whole(units: Any, name: str, count: int) -> None:
    report = load(units.QW, (SAMPLES / name).read_bytes(), name)
    assert (report.rows, report.read, report.extra["new"]) == (count, count, count)
    items = the_draft().items.in_catalog_order()
    assert len(items) == count
    doubtful = {(problem.row, problem.column) for problem in report.needs_person}
    assert doubtful == DOUBTS.get(name, set())
    for item in items:
        noted = {note["field"] for note in item.needs_person}
        assert item.channels
        assert item.time_mode
        assert item.departments or "departments" in noted
        assert item.scopes or "scopes" in noted


@pytest.mark.parametrize("name", FILES)
def test_the_same_file_a_second_time_changes_nothing(units: Any, name: str) -> None:
    content = (SAMPLES / name).read_bytes()
    load(units.QW, content, name)
    before, revision, trail = list(Item.objects.values()), the_draft().revision, AuditEntry.objects.count()
    report = load(units.QW, content, name)
    assert (report.extra["new"], report.extra["changed"], report.extra["missing"]) == (0, 0, 0)
    assert report.extra["unchanged"] == FILES[name]
    assert (list(Item.objects.values()), the_draft().revision) == (before, revision)
    assert AuditEntry.objects.count() == trail


def test_a_dry_run_tells_the_same_and_writes_nothing(units: Any) -> None:
    content = (SAMPLES / "polytechnic-college-2019.csv").read_bytes()
    dry = load(units.QW, content, dry_run=True)
    assert not Catalog.objects.exists()
    assert not dry.extra["written"]
    wet = load(units.QW, content)
    assert wet.extra["written"]
    told = ("rows", "read", "needs_person", "new", "changed", "unchanged", "missing", "differences")
    assert [dry.as_json()[key] for key in told] == [wet.as_json()[key] for key in told]


def test_a_file_is_held_against_the_published_edition(units: Any) -> None:
    rows = [
        "甲,一,公开栏,本单位,即时,办公室",
        "甲,二,公开栏,本单位,即时,办公室",
        "乙,三,公开栏,本单位,定期（每年）,纪委",
    ]
    load(units.QW, table(*rows))
    first = publish(the_draft())
    assert load(units.QW, table(*rows)).extra["unchanged"] == 3
    assert not CatalogVersion.objects.drafts().exists()

    report = load(
        units.QW, table(rows[0], "甲,二,公开栏、网站,本单位、社会,即时,办公室", "丙,四,会议,本单位,长期,宣传部")
    )
    assert {key: report.extra[key] for key in ("new", "changed", "unchanged", "missing")} == {
        "new": 1,
        "changed": 1,
        "unchanged": 1,
        "missing": 1,
    }
    changed = next(found for found in report.extra["differences"] if found["kind"] == "changed")
    assert (changed["row"], changed["category"], changed["title"]) == (3, "甲", "二")
    assert changed["after"] == {"channels": ["公开栏", "网站"], "scopes": ["unit", "society"]}
    draft = the_draft()
    assert [item.title for item in draft.items.in_catalog_order()] == ["一", "二", "三", "四"]
    lineages = {item.title: item.lineage for item in first.items.all()}
    assert all(item.lineage == lineages[item.title] for item in draft.items.exclude(title="四"))
    assert first.items.get(title="二").channels == ["公开栏"]


def test_what_the_file_does_not_speak_of_stays(units: Any) -> None:
    load(units.QW, table("甲,一,公开栏,本单位,即时,办公室"))
    item = Item.objects.get()
    data = {**values_of(item), "basis": "《条例》", "notice_days": 7, "unit_kinds": ["branch"]}
    actions.edit_item(item, data=data, actor=actors.SYSTEM, at=AT)
    load(units.QW, table("甲,一,网站,本单位,即时,办公室"))
    item.refresh_from_db()
    assert (item.basis, item.notice_days, item.unit_kinds, item.channels) == ("《条例》", 7, ["branch"], ["网站"])


def test_a_decision_by_a_person_is_not_undone_by_the_file(units: Any) -> None:
    content = table("甲,一,公开栏,党内或校内一定范围,即时,办公室")
    assert len(load(units.QW, content).needs_person) == 1
    item = Item.objects.get()
    assert [note["field"] for note in item.needs_person] == ["scopes"]
    actions.edit_item(item, data={**values_of(item), "scopes": ["society"]}, actor=actors.SYSTEM, at=AT)
    report = load(units.QW, content)
    item.refresh_from_db()
    assert (item.scopes, item.needs_person, report.extra["changed"]) == (["society"], [], 0)


def test_what_a_better_file_says_settles_what_was_uncertain(units: Any) -> None:
    load(units.QW, table("甲,一,公开栏,党内或校内一定范围,即时,办公室"))
    load(units.QW, table("甲,一,公开栏,社会,即时,办公室"))
    item = Item.objects.get()
    assert (item.scopes, item.needs_person) == (["society"], [])


def test_the_report_of_the_college_names_what_needs_a_person(units: Any) -> None:
    report = load(units.QW, (SAMPLES / "polytechnic-college-2019.csv").read_bytes()).as_json()
    assert set(report) >= {"rows", "read", "needs_person"}
    assert [(found["row"], found["value"]) for found in report["needs_person"]] == [
        (12, "党内、校内 一定范围"),
        (26, "纪委组织部"),
        (28, "党内或校内一定范围"),
        (33, "党委各职能部门"),
        (34, "党内、校内或校外"),
    ]
    assert all(found["reason"].endswith("。") for found in report["needs_person"])
    assert json.dumps(report, ensure_ascii=False)


def test_what_the_college_left_open_holds_publication_up(units: Any) -> None:
    load(units.QW, (SAMPLES / "polytechnic-college-2019.csv").read_bytes())
    with refused(errors.Conflict, "catalog.incomplete"):
        publish(the_draft())
    open_item = the_draft().items.get(scopes=[])
    actions.edit_item(open_item, data={**values_of(open_item), "scopes": ["audience"]}, actor=actors.SYSTEM, at=AT)
    with refused(errors.Invalid, "catalog.needs_person"):
        publish(the_draft())
    version = actions.publish_version(the_draft(), effective_on=TODAY, notes_settled=True, actor=actors.SYSTEM, at=AT)
    assert (version.number, version.items.uncertain().count()) == (1, 0)


def test_an_item_twice_is_read_once_and_told(units: Any) -> None:
    report = load(units.QW, table("甲,一,公开栏,本单位,即时,办公室", "甲,一,网站,社会,长期,纪委"))
    assert (report.rows, report.read) == (2, 1)
    assert [problem.row for problem in report.needs_person] == [3]
    assert Item.objects.get().channels == ["公开栏"]


def test_a_workbook_with_title_merges_and_other_names_reads_the_same(units: Any) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["示例区委党务公开目录"])
    sheet.merge_cells("A1:G1")
    sheet.append(["序号", "一级目录", "二级目录", "公开方式", "公开范围", "公开时限", "责任科室"])
    sheet.append([1, "组织建设", "党费收缴", "公开栏、会议", "党内", "定期（每季度）", "组织部"])
    sheet.append([2, None, "党员发展", "公开栏、网站", "党内、社会", "即时", "组织部"])
    sheet.merge_cells("B3:B4")
    content = io.BytesIO()
    book.save(content)
    report = load(units.QW, content.getvalue(), "目录.xlsx", catalog_name="")
    assert (report.read, report.needs_person, report.extra["catalog"]) == (2, [], "示例区委党务公开目录")
    found = Item.objects.in_catalog_order().values_list("category__title", "title", "channels", "period")
    assert list(found) == [
        ("组织建设", "党费收缴", ["公开栏", "会议"], "quarter"),
        ("组织建设", "党员发展", ["公开栏", "网站"], ""),
    ]


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "sheet.empty"),
    "an image": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "sheet.not_a_spreadsheet"),
    "a web page": ("<html>一级目录</html>".encode(), "sheet.old_format"),
    "without a column": ("一级目录,公开范围\n甲,党内".encode(), "sheet.missing_column"),
    "a column twice": (f"{HEADER},责任科室\n甲,一,栏,本单位,即时,部,部".encode(), "sheet.duplicate_column"),
}


@pytest.mark.parametrize(("content", "code"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_what_is_no_catalog_is_refused_and_leaves_nothing(units: Any, content: bytes, code: str) -> None:
    with pytest.raises(errors.Refusal) as caught:
        load(units.QW, content)
    assert caught.value.code == code
    assert not Catalog.objects.exists()


HOSTILE: dict[str, str] = {
    "a formula": "甲,一,=HYPERLINK(1),本单位,即时,办公室",
    "a title of a novel": f"甲,{'长' * 501},公开栏,本单位,即时,办公室",
    "a heading of a novel": f"{'长' * 201},一,公开栏,本单位,即时,办公室",
    "a channel of a novel": f"甲,一,{'栏' * 61},本单位,即时,办公室",
    "a department of a novel": f"甲,一,公开栏,本单位,即时,{'部' * 101}",
    "channels without an end": "甲,一," + "、".join(f"栏{n}" for n in range(60)) + ",本单位,即时,办公室",
    "a time nobody knows": "甲,一,公开栏,本单位,改日再说,办公室",
    "a scope nobody knows": "甲,一,公开栏,看情况,即时,办公室",
    "no title": "甲,,公开栏,本单位,即时,办公室",
    "an invisible letter in a title": "甲,党\u202e费,公开栏,本单位,即时,办公室",
    "an invisible letter in a heading": "甲\u202e,党费,公开栏,本单位,即时,办公室",
    "an invisible letter": "甲,一,公\u202e开栏,本单位,即时,办公室",
}


@pytest.mark.parametrize("row", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_row_is_listed_and_the_rest_is_read(units: Any, row: str) -> None:
    report = load(units.QW, table(row, "乙,二,公开栏,本单位,即时,办公室"))
    assert {problem.row for problem in report.needs_person} == {2}
    assert all(str(problem.reason).endswith("。") for problem in report.needs_person)
    assert Item.objects.filter(title="二").get().needs_person == []
    for item in the_draft().items.exclude(title="二"):
        assert item.needs_person


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize(
    ("options", "field"), [({"catalog_name": "长" * 201}, "name"), ({"openness": "?"}, "openness")]
)
def test_a_catalog_that_could_not_be_created_is_refused(
    units: Any, options: dict[str, str], field: str, dry_run: bool
) -> None:
    with refused(errors.Invalid, "input.invalid") as caught:
        load(units.QW, table("甲,一,公开栏,本单位,即时,办公室"), dry_run=dry_run, **options)
    assert isinstance(caught.value, errors.Invalid)
    assert set(caught.value.errors) == {field}


def test_without_a_name_the_catalog_is_called_after_its_maker(units: Any) -> None:
    report = load(units.JG, table("甲,一,公开栏,本单位,即时,办公室"), catalog_name="", openness="village")
    assert report.extra["catalog"] == "区直机关党总支村务公开目录"
    assert Item.objects.get().openness == "village"


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_closed_unit_takes_no_catalog(units: Any, dry_run: bool) -> None:
    tree_actions.close_unit(units.SQ2, actor=actors.SYSTEM, at=AT, reason="合并", successor=units.SQ1)
    closed = Unit.objects.get(pk=units.SQ2.pk)
    with refused(errors.Conflict, "catalog.unit_closed"):
        load(closed, table("甲,一,公开栏,本单位,即时,办公室"), dry_run=dry_run)


def test_two_imports_at_once_make_one_draft(committed: None) -> None:
    unit = Unit.objects.get(code="QW")
    content = (SAMPLES / "district-committee-2011.csv").read_bytes()
    start = threading.Barrier(2)
    reports: list[ImportReport] = []

    def run() -> None:
        try:
            with tenant_context(Tenant.objects.get(slug="district")):
                start.wait(timeout=10)
                reports.append(load(unit, content))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(report.extra["new"] for report in reports) == [0, 28]
    assert Item.objects.filter(version=the_draft()).count() == 28


def test_only_administrators_import_and_the_file_is_not_even_read(units: Any, cast: Any) -> None:
    with refused(errors.Denied, "catalog.not_yours"):
        load(units.JG1, b"no table at all", actor=cast.clerk)
    assert load(units.JG1, table("甲,一,公开栏,本单位,即时,办公室"), actor=cast.admin).extra["new"] == 1


def test_an_import_writes_into_the_draft_that_is_there(units: Any) -> None:
    draft = write(units.QW, {"自己写的": {}}, name="目录", category="甲")
    report = load(units.QW, table("甲,一,公开栏,本单位,即时,办公室"))
    assert (report.extra["version"], report.extra["missing"]) == (str(draft.public_id), 1)
    assert [item.title for item in draft.items.in_catalog_order()] == ["自己写的", "一"]
    seen = draft.revision
    draft.refresh_from_db()
    assert draft.revision == seen + 1


def _queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return len(captured)


def test_the_number_of_statements_does_not_grow_with_the_file(units: Any) -> None:
    def rows(count: int, channel: str) -> bytes:
        return table(*(f"类{n % 7},事项{n},{channel},本单位,即时,办公室" for n in range(count)))

    small = _queries(lambda: load(units.JG, rows(7, "公开栏")))
    large = _queries(lambda: load(units.JD, rows(400, "公开栏")))
    assert small == large <= 30
    publish(CatalogVersion.objects.drafts().get(catalog__unit=units.JG))
    publish(CatalogVersion.objects.drafts().get(catalog__unit=units.JD))
    small = _queries(lambda: load(units.JG, rows(14, "网站")))
    large = _queries(lambda: load(units.JD, rows(800, "网站")))
    assert small == large <= 30


def test_a_second_sheet_with_a_catalog_is_not_passed_over_in_silence(units: Any) -> None:
    book = openpyxl.Workbook()
    for name, sheet in (("2026", book.worksheets[0]), ("2025", book.create_sheet("2025"))):
        sheet.title = name
        sheet.append(HEADER.split(","))
        sheet.append(["党务", f"{name}年事项", "公开栏", "党内", "即时", "办公室"])
    content = io.BytesIO()
    book.save(content)
    report = load(units.QW, content.getvalue(), "目录.xlsx")
    assert [item.title for item in the_draft().items.all()] == ["2026年事项"]
    [problem] = report.needs_person
    assert (problem.value, problem.code) == ("2025", "sheet.unread")
    assert "“2026”" in str(problem.reason)


def test_levels_of_government_are_no_kinds_of_unit(units: Any) -> None:
    header = "一级事项,二级事项,公开内容,公开依据,公开时限,公开主体,公开渠道和载体,公开对象,公开层级"
    rows = [f"党务,{level or '无'},内容,依据,即时,办公室,网站,社会,{level}" for level in ("党支部、党委", "县级", "")]
    report = load(units.QW, "\n".join([header, *rows]).encode())
    assert report.needs_person == []
    kinds = {item.title: item.unit_kinds for item in the_draft().items.all()}
    assert kinds == {"党支部、党委": ["branch", "committee"], "县级": [], "无": []}
