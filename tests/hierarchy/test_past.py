"""Does a reorganisation leave the past as it was?"""

from __future__ import annotations

import datetime

from pytest_django import DjangoAssertNumQueries

from hierarchy import actions, checker, past
from tests.hierarchy.conftest import AT, CHIEF, FOUNDED, TODAY, Tree

YESTERDAY = TODAY - datetime.timedelta(days=1)


def reorganise(tree: Tree) -> None:
    """Do everything that can be done to a tree, on one day."""
    actions.rename_unit(tree.root, name="示例新区委", actor=CHIEF, at=AT, reason="更名")
    actions.change_kind(tree.three, kind="general_branch", sector="rural", actor=CHIEF, at=AT, reason="升格")
    actions.move_unit(tree.two, parent=tree.first, sort_no=1, actor=CHIEF, at=AT, reason="调整排序")
    actions.move_unit(tree.one, parent=tree.three, actor=CHIEF, at=AT, reason="调整")
    actions.close_unit(tree.first, successor=tree.second, actor=CHIEF, at=AT, reason="合并")
    actions.create_unit(
        parent=tree.second, code="N", name="新设党支部", kind="branch", sector="rural", actor=CHIEF, at=AT
    )


def test_a_past_day_is_answered_the_same_after_a_reorganisation(tree: Tree) -> None:
    before = {day: past.tree_on(day) for day in (FOUNDED, YESTERDAY)}
    paths = past.paths_on([tree.one.pk, tree.two.pk], YESTERDAY)
    below = past.subtree_on(tree.first, YESTERDAY)
    reorganise(tree)
    assert {day: past.tree_on(day) for day in before} == before
    assert past.paths_on([tree.one.pk, tree.two.pk], YESTERDAY) == paths
    assert past.subtree_on(tree.first, YESTERDAY) == below
    assert checker.check() == []


def test_what_was_closed_in_a_period_belongs_to_it(
    tree: Tree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The first street was merged into the second today; its first community had moved below the third before."""
    reorganise(tree)
    end = TODAY + datetime.timedelta(days=30)
    root, first = tree.root, tree.first
    with django_assert_num_queries(1):
        assert first.pk in past.members_during(root, YESTERDAY, end)
    assert tree.first.pk not in past.members_during(tree.root, TODAY, end), "it was gone on the first day"
    assert tree.first.pk in past.members_during(tree.root, FOUNDED, YESTERDAY), "it still stood on the last day"
    assert tree.first.pk in past.members_during(tree.first, YESTERDAY, end)
    assert tree.first.pk not in past.members_during(tree.second, YESTERDAY, end), "it never stood below its successor"


def test_path_and_name_before_and_after(tree: Tree) -> None:
    reorganise(tree)
    assert past.path_on(tree.one, YESTERDAY) == ("示例区委", "第一街道党总支", "第一社区党支部")
    assert past.path_on(tree.one, TODAY) == ("示例新区委", "第二街道党总支", "第三社区党支部", "第一社区党支部")
    assert past.path_on(tree.first, YESTERDAY) == ("示例区委", "第一街道党总支")
    assert past.path_on(tree.first, TODAY) == ()
    assert past.path_on(tree.one, FOUNDED - datetime.timedelta(days=1)) == ()
    assert past.names_on([tree.root.pk], YESTERDAY) == {tree.root.pk: "示例区委"}


def test_the_whole_tree_of_a_day_in_order_and_in_one_query(
    tree: Tree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reorganise(tree)
    with django_assert_num_queries(1):
        then = [(unit.depth, unit.name) for unit in past.tree_on(YESTERDAY)]
    assert then == [
        (0, "示例区委"),
        (1, "第一街道党总支"),
        (2, "第一社区党支部"),
        (2, "第二社区党支部"),
        (1, "第二街道党总支"),
        (2, "第三社区党支部"),
    ]
    now = [(unit.depth, unit.name, unit.kind) for unit in past.tree_on(TODAY)]
    assert now == [
        (0, "示例新区委", "committee"),
        (1, "第二街道党总支", "general_branch"),
        (2, "第三社区党支部", "general_branch"),
        (3, "第一社区党支部", "branch"),
        (2, "第二社区党支部", "branch"),
        (2, "新设党支部", "branch"),
    ]
    assert past.tree_on(FOUNDED - datetime.timedelta(days=1)) == []
