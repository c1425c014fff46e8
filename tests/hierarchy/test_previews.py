"""Does a preview tell what the change then does, without writing?"""

from __future__ import annotations

import datetime

from hierarchy import actions, past, previews
from hierarchy.models import TreeChange, Unit
from tests.hierarchy.conftest import AT, CHIEF, TODAY, Tree


def test_a_move_is_told_as_it_then_happens(tree: Tree) -> None:
    before = list(Unit.objects.order_by("id").values())
    told = previews.preview_move(tree.first, parent=tree.second)
    assert list(Unit.objects.order_by("id").values()) == before
    assert (told.refusal, told.concerned) == (None, 3)
    assert told.path_before == past.path_on(tree.first, TODAY)
    actions.move_unit(tree.first, parent=tree.second, actor=CHIEF, at=AT, reason="调整")
    assert told.path_after == past.path_on(tree.first, TODAY)


def test_a_rename_concerns_all_below(tree: Tree) -> None:
    told = previews.preview_rename(tree.first, name=" 第一街道党工委 ")
    assert told.path_after == ("示例区委", "第一街道党工委")
    assert told.concerned == 3


def test_closing_tells_who_goes_over(tree: Tree) -> None:
    told = previews.preview_close(tree.first, successor=tree.second)
    assert told.going_over == (tree.one, tree.two)
    assert told.path_after == ("示例区委", "第二街道党总支")


def test_a_refusal_is_told_and_not_raised(tree: Tree) -> None:
    told = previews.preview_move(tree.first, parent=tree.one)
    assert told.refusal is not None
    assert told.refusal.code == "unit.move_under_itself"
    assert told.path_after == told.path_before
    closing = previews.preview_close(tree.first)
    assert closing.refusal is not None
    assert closing.refusal.code == "unit.has_subordinates"


def test_what_is_planned_already_is_told(tree: Tree) -> None:
    day = TODAY + datetime.timedelta(days=30)
    planned = actions.close_unit(tree.second, successor=tree.first, actor=CHIEF, at=AT, reason="合并", effective_on=day)
    told = previews.preview_move(tree.one, parent=tree.second)
    assert told.planned == ()
    assert previews.preview_rename(tree.second, name="新名").planned == (planned,)
    assert TreeChange.objects.planned().count() == 1
