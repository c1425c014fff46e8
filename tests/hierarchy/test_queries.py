"""Are the right units found, each time in one query?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from hierarchy import actions
from hierarchy.models import Unit
from tests.hierarchy.conftest import AT, CHIEF, Tree, grow


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("第一社区", ["第一社区党支部"]),
        ("D01", ["第一街道党总支", "第一社区党支部", "第二社区党支部"]),
        ("d0102", ["第二社区党支部"]),
        ("dysq", ["第一社区党支部"]),
        ("dyjddz", ["第一街道党总支"]),
        ("diersheq", ["第二社区党支部"]),
        ("街道", ["第一街道党总支", "第二街道党总支"]),
        ("sqdzb", ["第一社区党支部", "第二社区党支部", "第三社区党支部"]),
        (" 第一 社区 ", ["第一社区党支部"]),
        ("没有", []),
        ("%", []),
        ("", []),
    ],
)
def test_search(tree: Tree, typed: str, found: list[str]) -> None:
    assert [unit.name for unit in Unit.objects.search(typed)] == found


def test_search_puts_the_nearest_first_and_is_limited(tree: Tree) -> None:
    grow("E1", "社区", tree.root)
    found = [unit.name for unit in Unit.objects.search("社区")]
    assert found == ["社区", "第一社区党支部", "第二社区党支部", "第三社区党支部"]
    assert [unit.name for unit in Unit.objects.search("社区", limit=2)] == found[:2]


def test_scope(tree: Tree) -> None:
    assert list(Unit.objects.within(tree.first)) == [tree.first, tree.one, tree.two]
    assert list(Unit.objects.below(tree.first)) == [tree.one, tree.two]
    assert list(Unit.objects.ancestors_of(tree.one)) == [tree.root, tree.first]
    assert list(Unit.objects.ancestors_of(tree.one, include_self=True)) == [tree.root, tree.first, tree.one]
    assert tree.first.covers(tree.one)
    assert tree.first.covers(tree.first)
    assert not tree.first.covers(tree.three)
    assert not tree.one.covers(tree.first)


def test_children_are_counted_in_one_query(tree: Tree, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    actions.close_unit(tree.two, actor=CHIEF, at=AT, reason="撤销")
    root = tree.root
    with django_assert_num_queries(1):
        counted = [(unit.name, unit.child_count) for unit in Unit.objects.children_with_counts(root)]
    assert counted == [("第一街道党总支", 1), ("第二街道党总支", 1)]
    with django_assert_num_queries(1):
        assert [(unit.name, unit.child_count) for unit in Unit.objects.children_with_counts(None)] == [("示例区委", 2)]


def test_for_tree_loads_all_in_one_query(tree: Tree, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        shown = [(unit.level, unit.code, unit.name, unit.parent_id) for unit in Unit.objects.for_tree()]
    assert [code for _level, code, _name, _parent in shown] == ["D", "D01", "D0101", "D0102", "D02", "D0201"]


def test_values_are_summed_up_the_tree(tree: Tree, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    values = {tree.one.pk: 2, tree.two.pk: 3, tree.first.pk: 10, 999_999_999: 5}
    root, first, one, two = tree.root, tree.first, tree.one, tree.two
    with django_assert_num_queries(1):
        totals = Unit.objects.roll_up(values)
    assert totals == {one.pk: 2, two.pk: 3, first.pk: 15, root.pk: 15}
    assert Unit.objects.within(first).roll_up(values) == {one.pk: 2, two.pk: 3, first.pk: 15}
    assert Unit.objects.roll_up({one.pk: Decimal("0.5")})[root.pk] == Decimal("0.5")
