"""Does a unit inherit what it should, and nothing else?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django_tenants.utils import tenant_context
from pytest_django import DjangoAssertNumQueries

from catalogs import effective
from catalogs.models import Item
from hierarchy.models import Unit
from tests.catalogs.conftest import TODAY, next_edition, publish, write

CODES = ("QW", "JG", "JG1", "JG2", "JD", "SQ1", "SQ2")
LATER = TODAY + datetime.timedelta(days=30)


@pytest.fixture
def written(units: Any) -> None:
    """Catalogs at three levels; one more is a draft, and one holds only later."""
    publish(
        write(
            units.QW,
            {
                "人人": {},
                "只给支部": {"unit_kinds": ["branch"]},
                "只给社区": {"sectors": ["community", "rural"]},
                "只给社区支部": {"unit_kinds": ["branch"], "sectors": ["community"]},
                "选择公开": {"obligation_level": "optional"},
                "区委本级": {"obligation_level": "local"},
            },
        )
    )
    publish(write(units.JG, {"机关": {}, "党总支本级": {"obligation_level": "local"}}))
    publish(write(units.JG1, {"支部本级": {"obligation_level": "local"}}, category="支部自己的"))
    write(units.JD, {"草稿": {}})
    publish(write(units.SQ1, {"以后": {}}), on=LATER)


EVERYBODY = ["人人", "选择公开"]
EXPECTED = {
    "QW": ["人人", "选择公开", "区委本级"],
    "JG": ["人人", "选择公开", "机关", "党总支本级"],
    "JG1": ["人人", "只给支部", "选择公开", "机关", "支部本级"],
    "JG2": ["人人", "只给支部", "选择公开", "机关"],
    "JD": ["人人", "只给社区", "选择公开"],
    "SQ1": ["人人", "只给支部", "只给社区", "只给社区支部", "选择公开"],
    "SQ2": ["人人", "只给支部", "只给社区", "只给社区支部", "选择公开"],
}


@pytest.mark.parametrize("code", CODES)
def test_a_unit_inherits_by_kind_and_sector_nearest_last(written: None, units: Any, code: str) -> None:
    found = effective.for_unit(getattr(units, code), on=TODAY)
    assert [entry.item.title for entry in found] == EXPECTED[code]


def test_each_item_says_where_it_comes_from(written: None, units: Any) -> None:
    found = effective.for_unit(units.JG1, on=TODAY)
    assert [(entry.origin_unit.name, entry.is_own) for entry in found] == [
        ("示例区委", False),
        ("示例区委", False),
        ("示例区委", False),
        ("区直机关党总支", False),
        ("机关第一党支部", True),
    ]


def test_headings_of_several_levels_meet(written: None, units: Any) -> None:
    groups = effective.by_category(effective.for_unit(units.JG1, on=TODAY))
    assert [(group.title, [entry.item.title for entry in group.items]) for group in groups] == [
        ("党的组织建设情况", ["人人", "只给支部", "选择公开", "机关"]),
        ("支部自己的", ["支部本级"]),
    ]


def test_it_follows_the_days_of_editions(written: None, units: Any) -> None:
    def titles(code: str, on: datetime.date) -> list[str]:
        return [entry.item.title for entry in effective.for_unit(getattr(units, code), on=on)]

    assert titles("SQ1", TODAY - datetime.timedelta(days=1)) == []
    assert titles("SQ1", LATER)[-1] == "以后"
    assert "以后" not in titles("SQ1", LATER - datetime.timedelta(days=1))


def test_a_new_edition_replaces_the_old_one_on_its_day(units: Any) -> None:
    first = publish(write(units.QW, {"旧": {}}))
    second = next_edition(first)
    second.items.update(title="新")
    publish(second, on=LATER)
    days = [TODAY, LATER - datetime.timedelta(days=1), LATER]
    assert [[e.item.title for e in effective.for_unit(units.SQ2, on=day)] for day in days] == [["旧"], ["旧"], ["新"]]


def test_one_item_and_all_items_follow_the_same_rule(written: None, units: Any) -> None:
    items = list(Item.objects.for_detail())
    assert len(items) == 11
    for unit in Unit.objects.all():
        for on in (TODAY - datetime.timedelta(days=1), TODAY, LATER):
            listed = set(Item.objects.effective_for(unit, on=on))
            assert {item for item in items if effective.applies_to(item, unit, on=on)} == listed


def test_it_takes_three_queries_with_everything_that_is_shown(
    written: None, units: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for unit in (units.QW, units.JG1):
        with django_assert_num_queries(3):
            for group in effective.by_category(effective.for_unit(unit, on=TODAY)):
                assert [(e.item.version.label, e.item.version.catalog.name, e.origin_unit.name) for e in group.items]


def test_the_other_tenant_inherits_nothing(written: None, college: Any) -> None:
    with tenant_context(college):
        assert effective.for_unit(Unit.objects.get(code="JG1"), on=TODAY) == []
