"""Does a catalog that leaves as an office's table come back as it was?"""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts import actors
from catalogs import actions, exports, imports, wording
from catalogs.exports import FileFormat
from catalogs.inputs import values_of
from catalogs.kinds import Openness, Period, Scope, TimeMode
from catalogs.models import CatalogVersion, Item
from catalogs.reading import scopes as scope_reading
from catalogs.reading import timing
from tests.catalogs.conftest import write
from tests.catalogs.test_imports import FILES, SAMPLES, load
from tests.databases import AT

OFFICE = ("channels", "scopes", "time_mode", "period", "due_rule", "departments")
NATIONAL = (*OFFICE, "elements", "basis", "unit_kinds")
LAYOUTS: dict[str, tuple[Callable[[CatalogVersion, FileFormat], bytes], tuple[str, ...]]] = {
    "office": (exports.office, OFFICE),
    "national": (exports.national, NATIONAL),
}


def held(version: CatalogVersion, fields: tuple[str, ...]) -> list[Any]:
    items = version.items.select_related("category").in_catalog_order()
    return [(item.category.title, item.title, *(getattr(item, field) for field in fields)) for item in items]


def only(unit: Any) -> CatalogVersion:
    return CatalogVersion.objects.select_related("catalog__unit").get(catalog__unit=unit)


def settle(version: CatalogVersion) -> None:
    """Decide what the import left open, as a person would."""
    for item in version.items.uncertain():
        data = {**values_of(item), "scopes": item.scopes or ["audience"], "departments": item.departments or ["纪委"]}
        actions.edit_item(item, data=data, actor=actors.SYSTEM, at=AT)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("file_format", list(FileFormat))
@pytest.mark.parametrize("name", FILES)
def test_the_real_catalogs_come_back_unchanged(units: Any, name: str, file_format: FileFormat, layout: str) -> None:
    write_file, fields = LAYOUTS[layout]
    load(units.QW, (SAMPLES / name).read_bytes(), name)
    settle(only(units.QW))
    content = write_file(only(units.QW), file_format)
    assert load(units.QW, content, f"x.{file_format}").extra["unchanged"] == FILES[name]
    report = load(units.JD, content, f"x.{file_format}")
    assert report.needs_person == []
    assert held(only(units.JD), fields) == held(only(units.QW), fields)


def test_what_could_harm_comes_back_and_runs_nothing(units: Any) -> None:
    items: dict[str, dict[str, Any]] = {
        "=1+1": {"elements": "+86 电话\n第二行", "basis": "@依据", "channels": ["-公开栏", "网站"]},
        '"引号",逗号': {"elements": "a\tb", "basis": "《条例》第3条"},
    }
    write(units.QW, items, name="目录", category="=类别")
    for (write_file, fields), file_format in itertools.product(LAYOUTS.values(), FileFormat):
        content = write_file(only(units.QW), file_format)
        assert load(units.QW, content, f"x.{file_format}").extra["changed"] == 0
        assert load(units.JD, content, f"x.{file_format}", catalog_name=f"{fields}{file_format}").needs_person == []
        copy = CatalogVersion.objects.get(catalog__name=f"{fields}{file_format}")
        assert held(copy, fields) == held(only(units.QW), fields)
    book = openpyxl.load_workbook(io.BytesIO(exports.national(only(units.QW), FileFormat.XLSX)))
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {"s", "n"}


@pytest.mark.parametrize("openness", Openness)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_combination_of_scopes_reads_back(openness: Openness, count: int) -> None:
    for scopes in itertools.permutations(Scope, count):
        found = scope_reading.read(wording.scopes(Item(scopes=list(scopes), openness=openness)))
        assert (found.words, found.unclear) == (list(scopes), [])


TIMES = [
    *((mode, "", "") for mode in TimeMode if mode is not TimeMode.PERIODIC),
    *((TimeMode.PERIODIC, period, "") for period in Period),
    (TimeMode.PERIODIC, Period.QUARTER, "每季度首月10日前"),
    (TimeMode.PROMPT, "", "自决定作出之日起7个工作日内"),
    (TimeMode.PERIODIC, Period.MONTH, "期后5日内"),
    (TimeMode.PERIODIC, Period.QUARTER, "期后10个工作日内"),
    (TimeMode.PERIODIC, Period.HALF_YEAR, "每年1月10日和7月10日前"),
    (TimeMode.PERIODIC, Period.YEAR, "次年1月31日前"),
    (TimeMode.PERIODIC, Period.YEAR, "３月31日前"),
    (TimeMode.STANDING, "", "20个工作日内"),
    (TimeMode.STANDING, "", "3月31日前"),
    (TimeMode.PROMPT, "", "7日内"),
    (TimeMode.STAGED, "", "合同签订、验收各公开一次"),
]


@pytest.mark.parametrize(("mode", "period", "rule"), TIMES)
def test_every_time_reads_back(mode: str, period: str, rule: str) -> None:
    text = wording.time(Item(time_mode=mode, period=period, due_rule=rule))
    assert timing.read(text) == timing.Timing(TimeMode(mode), Period(period) if period else None, rule)


def test_a_rule_that_no_table_can_say_is_shown_and_leaves_the_item_alone(units: Any) -> None:
    write(units.QW, {"事项": {"time_mode": "staged", "due_rule": "签订合同时即时公开"}}, name="目录")
    content = exports.office(only(units.QW), FileFormat.CSV)
    assert "分期（签订合同时即时公开）" in content.decode("utf-8-sig")
    report = load(units.QW, content)
    assert (report.extra["changed"], len(report.needs_person)) == (0, 1)
    assert Item.objects.get().due_rule == "签订合同时即时公开"


def test_twice_through_both_layouts_nothing_is_lost(units: Any) -> None:
    items = {
        f"事项{number}": {
            "time_mode": mode,
            "period": period,
            "due_rule": rule,
            "scopes": ["unit", "society"],
            "elements": "一、过程\n二、结果",
            "unit_kinds": ["branch", "general_branch"],
        }
        for number, (mode, period, rule) in enumerate(TIMES)
    }
    source = write(units.QW, items, name="目录")
    kept = held(source, NATIONAL)
    for turn, (layout, file_format) in enumerate(itertools.product(LAYOUTS, FileFormat)):
        with translation.override("en"):
            content = LAYOUTS[layout][0](source, file_format)
        name = f"第{turn}次"
        assert load(units.QW, content, f"x.{file_format}", catalog_name="目录").extra["changed"] == 0
        assert load(units.JD, content, f"x.{file_format}", catalog_name=name).needs_person == []
        source = CatalogVersion.objects.select_related("catalog__unit").get(catalog__name=name)
        fields = LAYOUTS[layout][1]
        assert held(source, fields) == [row[: 2 + len(fields)] for row in kept]
        if layout == "office":  # which has no columns for the rest
            for item, row in zip(source.items.in_catalog_order(), kept, strict=True):
                item.elements, item.basis, item.unit_kinds = row[-3:]
                item.save()


def test_the_table_says_what_offices_write(units: Any) -> None:
    load(units.QW, (SAMPLES / "district-committee-2011.csv").read_bytes())
    written = exports.office(only(units.QW), FileFormat.CSV)
    assert written.decode("utf-8-sig").splitlines() == (
        (SAMPLES / "district-committee-2011.csv").read_text(encoding="utf-8-sig").splitlines()
    )


def test_an_export_takes_one_query(units: Any, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    version = only(write(units.QW, {f"事项{n}": {} for n in range(30)}).catalog.unit)
    with django_assert_num_queries(1):
        exports.national(version, FileFormat.XLSX)


def test_an_empty_edition_is_a_table_without_rows(units: Any) -> None:
    catalog = actions.create_catalog(unit=units.QW, name="空", actor=actors.SYSTEM, at=AT)
    content = exports.office(catalog.versions.get(), FileFormat.CSV)
    assert content.decode("utf-8-sig").strip() == "一级目录,二级目录,公开形式,公开范围,公开时限,责任单位"
    assert (
        imports.import_catalog(
            io.BytesIO(content), "空.csv", unit=units.QW, actor=actors.SYSTEM, at=AT, catalog_name="空"
        ).as_json()["rows"]
        == 0
    )
