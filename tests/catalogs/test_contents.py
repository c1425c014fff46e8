"""Can a draft be written, by whom, and with what?"""

from __future__ import annotations

import json
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts import actors
from catalogs import actions
from catalogs.inputs import FIELDS, ItemInput, values_of
from catalogs.models import CatalogVersion, Category, Item
from core import errors, inputs
from core.audit.models import AuditEntry
from tests.catalogs.conftest import draft_of, item_input, refused, write
from tests.databases import AT

FULL = {
    "title": "干部任前公示",
    "elements": "姓名、现任职务、拟任职务",
    "basis": "《党政领导干部选拔任用工作条例》",
    "index_no": "DW-0301",
    "openness": "party_affairs",
    "scopes": ["unit", "society"],
    "channels": ["党务公开栏", "网站"],
    "departments": ["组织部", "干部监督科"],
    "time_mode": "staged",
    "period": "",
    "due_rule": "任前公示不少于5个工作日",
    "unit_kinds": ["committee", "branch"],
    "sectors": ["agency"],
    "obligation_level": "mandatory",
    "shows_process": True,
    "inside_first": True,
    "superior_approval": True,
    "notice_days": 5,
}


@pytest.fixture
def category(draft: CatalogVersion) -> Category:
    return draft.categories.get()


def test_an_item_keeps_every_field(category: Category) -> None:
    item = actions.add_item(category, data=FULL, actor=actors.SYSTEM, at=AT)
    item.refresh_from_db()
    assert set(FULL) == set(FIELDS)
    assert values_of(item) == FULL


def test_the_values_of_an_item_sent_back_change_nothing(category: Category) -> None:
    item = actions.add_item(category, data=FULL, actor=actors.SYSTEM, at=AT)
    edited = actions.edit_item(item, data=values_of(item), actor=actors.SYSTEM, at=AT)
    assert values_of(edited) == FULL


def test_an_edit_leaves_the_difference_in_the_trail(item: Item) -> None:
    data = {**values_of(item), "scopes": ["society"], "time_mode": "prompt", "period": ""}
    actions.edit_item(item, data=data, actor=actors.SYSTEM, at=AT)
    entry = AuditEntry.objects.about(item).last()
    assert entry is not None
    assert entry.before == {"scopes": ["unit"], "time_mode": "periodic", "period": "quarter"}
    assert entry.after == {"scopes": ["society"], "time_mode": "prompt", "period": ""}
    assert json.dumps(entry.after)


def test_an_edit_settles_what_an_import_left_to_a_person(item: Item) -> None:
    Item.objects.filter(pk=item.pk).update(needs_person=[{"column": "公开范围"}])
    assert actions.edit_item(item, data=values_of(item), actor=actors.SYSTEM, at=AT).needs_person == []


def test_an_edit_of_what_somebody_changed_meanwhile_is_stale(item: Item) -> None:
    seen = item.revision
    actions.edit_item(item, data=values_of(item), actor=actors.SYSTEM, at=AT, revision=seen)
    with refused(errors.Stale, "revision.stale"):
        actions.edit_item(item, data=values_of(item), actor=actors.SYSTEM, at=AT, revision=seen)


def test_an_item_moves_under_another_heading_of_its_draft_only(item: Item, units: Any) -> None:
    other = actions.add_category(item.version, title="其他", actor=actors.SYSTEM, at=AT)
    moved = actions.edit_item(item, data=values_of(item), category=other, actor=actors.SYSTEM, at=AT)
    assert moved.category == other
    foreign = write(units.JG, {"事项": {}}).categories.get()
    with pytest.raises(errors.Missing):
        actions.edit_item(item, data=values_of(item), category=foreign, actor=actors.SYSTEM, at=AT)


def test_a_heading_with_items_stays(category: Category) -> None:
    with refused(errors.Conflict, "category.not_empty"):
        actions.remove_category(category, actor=actors.SYSTEM, at=AT)
    for item in category.items.all():
        actions.remove_item(item, actor=actors.SYSTEM, at=AT)
    actions.remove_category(category, actor=actors.SYSTEM, at=AT)
    assert not Category.objects.filter(pk=category.pk).exists()


def test_nothing_has_two_of_one_title(draft: CatalogVersion, category: Category, item: Item, units: Any) -> None:
    with refused(errors.Invalid, "category.title_taken"):
        actions.add_category(draft, title=f" {category.title} ", actor=actors.SYSTEM, at=AT)
    with refused(errors.Invalid, "item.title_taken"):
        actions.add_item(category, data=item_input(item.title), actor=actors.SYSTEM, at=AT)
    with refused(errors.Invalid, "item.title_taken"):
        actions.edit_item(item, data={**values_of(item), "title": "党员发展公示"}, actor=actors.SYSTEM, at=AT)
    with refused(errors.Invalid, "catalog.name_taken"):
        actions.create_catalog(unit=units.QW, name=draft.catalog.name, actor=actors.SYSTEM, at=AT)
    assert actions.edit_category(category, title=category.title, actor=actors.SYSTEM, at=AT).title == category.title


def test_what_was_removed_meanwhile_is_missing(item: Item) -> None:
    actions.remove_item(item, actor=actors.SYSTEM, at=AT)
    with pytest.raises(errors.Missing):
        actions.edit_item(item, data=values_of(item), actor=actors.SYSTEM, at=AT)


BAD_ITEMS: dict[str, tuple[dict[str, Any], str]] = {
    "no title": ({"title": " "}, "title"),
    "title of a novel": ({"title": "长" * 501}, "title"),
    "a null character": ({"title": "党\x00费"}, "title"),
    "a title that turns around": ({"title": "党\u202e费"}, "title"),
    "no scope": ({"scopes": []}, "scopes"),
    "a scope that is none": ({"scopes": ["unit", "everybody"]}, "scopes"),
    "no time": ({"time_mode": ""}, "time_mode"),
    "periodic without a period": ({"time_mode": "periodic"}, "period"),
    "a period without being periodic": ({"time_mode": "standing", "period": "year"}, "period"),
    "a period that is none": ({"time_mode": "periodic", "period": "decade"}, "period"),
    "a channel without an end": ({"channels": ["栏" * 61]}, "channels"),
    "channels without an end": ({"channels": [f"栏{n}" for n in range(51)]}, "channels"),
    "a channel nobody can read": ({"channels": ["栏\u202e目"]}, "channels"),
    "a department of control characters": ({"departments": ["部\x07"]}, "departments"),
    "a kind of unit that is none": ({"unit_kinds": ["village"]}, "unit_kinds"),
    "a sector that is none": ({"sectors": ["sea"]}, "sectors"),
    "negative days": ({"notice_days": -1}, "notice_days"),
    "days of a century": ({"notice_days": 36500}, "notice_days"),
    "no number of days": ({"notice_days": "七"}, "notice_days"),
    "a level that is none": ({"obligation_level": "perhaps"}, "obligation_level"),
}


@pytest.mark.parametrize(("changes", "field"), BAD_ITEMS.values(), ids=BAD_ITEMS.keys())
def test_bad_input_names_its_field_and_writes_nothing(category: Category, changes: dict[str, Any], field: str) -> None:
    before, revision = category.items.count(), category.version.revision
    with refused(errors.Invalid, "input.invalid") as caught:
        actions.add_item(category, data={**item_input("新事项"), **changes}, actor=actors.SYSTEM, at=AT)
    assert isinstance(caught.value, errors.Invalid)
    assert set(caught.value.errors) == {field}
    category.version.refresh_from_db()
    assert (category.items.count(), category.version.revision) == (before, revision)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("党务公开栏、网站， 电子屏幕", ["党务公开栏", "网站", "电子屏幕"]),
        (["网站", "网站", " 会议 "], ["网站", "会议"]),
        (["网站、会议"], ["网站", "会议"]),
        ("", []),
        ("文件\r\n会议；;简报", ["文件", "会议", "简报"]),
        ("<b>栏</b>", ["<b>栏<", "b>"]),
    ],
)
def test_words_are_separated_as_offices_do(sent: Any, kept: list[str]) -> None:
    assert inputs.cleaned(ItemInput, item_input("x", openness="government", channels=sent))["channels"] == kept


def test_only_administrators_of_the_maker_write(cast: Any, units: Any) -> None:
    draft = write(units.QW, {"事项": {}})
    item, heading = draft.items.get(), draft.categories.get()
    with refused(errors.Denied, "catalog.not_yours"):
        actions.create_catalog(unit=units.JG1, name="支部目录", actor=cast.clerk, at=AT)
    with pytest.raises(errors.Missing):
        actions.edit_item(item, data=values_of(item), actor=cast.clerk, at=AT)
    with refused(errors.Denied, "catalog.not_yours"):
        actions.add_item(heading, data=item_input("新"), actor=cast.inspector, at=AT)
    below = actions.create_catalog(unit=units.JG1, name="支部目录", openness="village", actor=cast.admin, at=AT)
    assert draft_of(below).unit_id == units.JG1.pk


def test_a_new_item_takes_the_openness_of_its_catalog(units: Any) -> None:
    catalog = actions.create_catalog(unit=units.QW, name="村务目录", openness="village", actor=actors.SYSTEM, at=AT)
    heading = actions.add_category(draft_of(catalog), title="财务", actor=actors.SYSTEM, at=AT)
    assert actions.add_item(heading, data=item_input("收支"), actor=actors.SYSTEM, at=AT).openness == "village"


def test_adding_an_item_takes_few_queries(
    category: Category, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(9):
        actions.add_item(category, data=FULL, actor=actors.SYSTEM, at=AT)
