"""What do the verbs of the tree do, and what do they refuse?"""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction

from accounts import actors, roles
from core.audit.models import AuditEntry
from hierarchy import actions, changes, checker, past
from hierarchy.models import ChangeState, Placement, TreeChange, Unit, UnitKind
from tests.hierarchy.conftest import AT, CHIEF, FOUNDED, TODAY, Officer, Tree, grow, refused

TOMORROW = TODAY + datetime.timedelta(days=1)


def names() -> list[str]:
    return [f"{'-' * unit.level}{unit.name}" for unit in Unit.objects.all()]


def test_units_stand_in_the_order_of_their_numbers(tree: Tree) -> None:
    actions.create_unit(
        parent=tree.first,
        code="X",
        name="居中党支部",
        kind="branch",
        sector="community",
        sort_no=15,
        actor=CHIEF,
        at=AT,
    )
    assert names() == [
        "示例区委",
        "-第一街道党总支",
        "--第一社区党支部",
        "--居中党支部",
        "--第二社区党支部",
        "-第二街道党总支",
        "--第三社区党支部",
    ]
    assert checker.check() == []


def test_create_keeps_departments_spelling_and_trail(tree: Tree) -> None:
    unit = actions.create_unit(
        parent=tree.root,
        code=" JW ",
        name=" 区纪委 ",
        kind=UnitKind.OFFICE,
        sector="agency",
        departments=["办公室", "案管室"],
        actor=CHIEF,
        at=AT,
    ).subject
    assert (unit.code, unit.name, unit.pinyin, unit.initials) == ("JW", "区纪委", "qujiwei", "qjw")
    assert list(unit.departments.values_list("name", flat=True)) == ["办公室", "案管室"]
    entry = AuditEntry.objects.about(unit).get()
    assert (entry.verb, entry.actor_label, entry.after["parent"]) == ("unit.create", CHIEF.label, "示例区委")


def test_move_takes_the_subtree_along(tree: Tree) -> None:
    actions.move_unit(tree.first, parent=tree.second, actor=CHIEF, at=AT, reason="合并办公")
    assert names() == [
        "示例区委",
        "-第二街道党总支",
        "--第三社区党支部",
        "--第一街道党总支",
        "---第一社区党支部",
        "---第二社区党支部",
    ]
    assert checker.check() == []


def test_move_to_another_place_among_siblings(tree: Tree) -> None:
    actions.move_unit(tree.two, parent=tree.first, sort_no=5, actor=CHIEF, at=AT, reason="调整排序")
    assert names()[2:4] == ["--第二社区党支部", "--第一社区党支部"]
    assert checker.check() == []


@pytest.mark.parametrize(
    ("unit", "parent", "code"),
    [
        ("first", "first", "unit.move_under_itself"),
        ("first", "one", "unit.move_under_itself"),
        ("root", "three", "unit.move_under_itself"),
        ("one", "first", "change.nothing_changes"),
    ],
)
def test_move_refused(tree: Tree, unit: str, parent: str, code: str) -> None:
    before = names()
    with refused(code):
        actions.move_unit(getattr(tree, unit), parent=getattr(tree, parent), actor=CHIEF, at=AT, reason="调整")
    assert names() == before
    assert not TreeChange.objects.filter(verb="move").exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"code": "D01"}, "unit.code_taken"),
        ({"code": "  "}, "unit.code_missing"),
        ({"name": " "}, "unit.name_missing"),
        ({"name": "长" * 201}, "unit.name_too_long"),
        ({"name": "第一\x01党支部"}, "unit.name_unprintable"),
        ({"name": "第一\u202e党支部"}, "unit.name_unprintable"),
        ({"kind": "club"}, "unit.kind_unknown"),
        ({"sector": "moon"}, "unit.sector_unknown"),
        ({"parent": None}, "unit.second_root"),
        ({"effective_on": TODAY - datetime.timedelta(days=1)}, "change.day_past"),
    ],
)
def test_create_refused(tree: Tree, values: dict[str, object], code: str) -> None:
    given: dict[str, object] = {"parent": tree.root, "code": "N", "name": "新", "kind": "branch", "sector": "rural"}
    with refused(code):
        actions.create_unit(**{**given, **values}, actor=CHIEF, at=AT)  # type: ignore[arg-type]  # wrong on purpose
    assert Unit.objects.count() == 6


def test_the_database_itself_refuses_a_second_root(tree: Tree) -> None:
    with pytest.raises(IntegrityError, match="unit_one_root"), transaction.atomic():
        Unit.objects.filter(pk=tree.one.pk).update(parent=None)


def test_the_database_itself_refuses_overlapping_placements(tree: Tree) -> None:
    held = tree.one.placements.get()
    held.pk = None
    with pytest.raises(IntegrityError, match="placement_days_apart"), transaction.atomic():
        held.save(force_insert=True)


@pytest.mark.parametrize("verb", ["rename", "move", "close"])
def test_a_reorganisation_needs_a_reason(tree: Tree, verb: str) -> None:
    with refused("change.reason_missing"):
        if verb == "rename":
            actions.rename_unit(tree.one, name="新名", actor=CHIEF, at=AT, reason=" ")
        elif verb == "move":
            actions.move_unit(tree.one, parent=tree.second, actor=CHIEF, at=AT, reason="")
        else:
            actions.close_unit(tree.one, actor=CHIEF, at=AT, reason="")


def test_close_hands_subordinates_to_the_successor(tree: Tree) -> None:
    actions.close_unit(tree.first, successor=tree.second, actor=CHIEF, at=AT, reason="区委〔2026〕9号")
    assert (tree.first.closed_on, tree.first.successor) == (TODAY, tree.second)
    assert [unit.name for unit in Unit.objects.open().within(tree.second)] == [
        "第二街道党总支",
        "第三社区党支部",
        "第一社区党支部",
        "第二社区党支部",
    ]
    assert checker.check() == []


@pytest.mark.parametrize(
    ("unit", "successor", "code"),
    [
        ("root", None, "unit.root_stays"),
        ("first", None, "unit.has_subordinates"),
        ("first", "one", "unit.successor_unfit"),
        ("first", "first", "unit.successor_unfit"),
    ],
)
def test_close_refused(tree: Tree, unit: str, successor: str | None, code: str) -> None:
    with refused(code):
        actions.close_unit(
            getattr(tree, unit),
            successor=getattr(tree, successor) if successor else None,
            actor=CHIEF,
            at=AT,
            reason="撤销",
        )
    assert not Unit.objects.filter(closed_on__isnull=False).exists()


def test_nothing_is_done_with_a_closed_unit(tree: Tree) -> None:
    actions.close_unit(tree.one, actor=CHIEF, at=AT, reason="撤销")
    with refused("unit.closed"):
        actions.rename_unit(tree.one, name="新名", actor=CHIEF, at=AT, reason="更名")
    with refused("unit.closed"):
        actions.move_unit(tree.one, parent=tree.second, actor=CHIEF, at=AT, reason="调整")
    with refused("unit.parent_closed"):
        actions.move_unit(tree.two, parent=tree.one, actor=CHIEF, at=AT, reason="调整")
    with refused("unit.parent_closed"):
        grow("N", "新党支部", tree.one)


def test_only_who_manages_both_superiors_moves_a_unit(tree: Tree) -> None:
    with refused("unit.not_managed"):
        actions.move_unit(tree.one, parent=tree.second, actor=Officer(tree.first), at=AT, reason="调整")
    with refused("unit.not_managed"):
        actions.create_unit(
            parent=tree.second, code="N", name="新", kind="branch", sector="rural", actor=Officer(tree.first), at=AT
        )
    actions.rename_unit(tree.one, name="第一社区联合党支部", actor=Officer(tree.first), at=AT, reason="更名")
    assert tree.one.name == "第一社区联合党支部"


def test_authority_is_judged_where_the_tree_stands_now(tree: Tree) -> None:
    first = tree.first
    seat = actors.Seat(1, roles.ADMIN, first.pk, first.name, first.lft, first.rght)
    stale = actors.Actor(user_id=7, name="林某", seats=(seat,))
    intruder = actions.create_unit(
        parent=tree.root, code="A", name="插入", kind="branch", sector="rural", sort_no=1, actor=CHIEF, at=AT
    ).subject
    assert stale.may("units.manage", intruder), "by the numbers read before, the new unit would be hers"
    with refused("unit.not_managed"):
        actions.rename_unit(intruder, name="侵占", actor=stale, at=AT, reason="更名")
    actions.rename_unit(tree.two, name="更名后", actor=stale, at=AT, reason="更名")
    assert tree.two.name == "更名后"


def test_nobody_but_the_system_founds_a_tree(empty: None) -> None:
    root = Unit(name="别处")
    with refused("unit.not_founder"):
        actions.create_unit(
            parent=None, code="D", name="区委", kind="committee", sector="agency", actor=Officer(root), at=AT
        )
    founded = actions.create_unit(
        parent=None,
        code="D",
        name="区委",
        kind="committee",
        sector="agency",
        actor=CHIEF,
        at=AT,
        effective_on=datetime.date(1998, 7, 1),
    ).subject
    assert past.path_on(founded, datetime.date(1998, 7, 1)) == ("区委",)


def test_a_later_day_is_planned_and_applied_once(tree: Tree) -> None:
    change = actions.move_unit(tree.one, parent=tree.second, actor=CHIEF, at=AT, reason="调整", effective_on=TOMORROW)
    assert change.state == ChangeState.PLANNED
    assert tree.one.parent == tree.first
    assert changes.apply_due(actor=CHIEF, at=AT).applied == []
    later = AT + datetime.timedelta(days=1)
    assert changes.apply_due(actor=CHIEF, at=later).applied == [change.pk]
    assert changes.apply_due(actor=CHIEF, at=later).applied == []
    assert tree.one.parent == tree.second
    assert past.path_on(tree.one, TODAY) == ("示例区委", "第一街道党总支", "第一社区党支部")
    assert past.path_on(tree.one, TOMORROW) == ("示例区委", "第二街道党总支", "第一社区党支部")
    assert (
        AuditEntry.objects.about(tree.one).filter(verb="unit.move").get().note == f"{CHIEF.label}决定的变动到期生效。"
    )
    assert checker.check() == []


def test_a_change_applied_late_holds_from_its_day(tree: Tree) -> None:
    actions.rename_unit(tree.one, name="新一党支部", actor=CHIEF, at=AT, reason="更名", effective_on=TOMORROW)
    changes.apply_due(actor=CHIEF, at=AT + datetime.timedelta(days=9))
    assert past.names_on([tree.one.pk], TOMORROW) == {tree.one.pk: "新一党支部"}
    assert past.names_on([tree.one.pk], TODAY) == {tree.one.pk: "第一社区党支部"}


def test_a_change_applied_late_does_not_rewrite_what_was_written_since(tree: Tree) -> None:
    actions.rename_unit(tree.one, name="新一党支部", actor=CHIEF, at=AT, reason="更名", effective_on=TOMORROW)
    later = AT + datetime.timedelta(days=5)
    actions.rename_unit(tree.two, name="新二党支部", actor=CHIEF, at=later, reason="更名")
    before = past.tree_on(TODAY + datetime.timedelta(days=4))
    changes.apply_due(actor=CHIEF, at=later)
    assert past.tree_on(TODAY + datetime.timedelta(days=4)) == before
    assert checker.check() == []


def test_a_planned_change_that_became_impossible_waits_for_a_person(tree: Tree) -> None:
    stuck = actions.move_unit(tree.one, parent=tree.three, actor=CHIEF, at=AT, reason="调整", effective_on=TOMORROW)
    other = actions.rename_unit(tree.two, name="新二党支部", actor=CHIEF, at=AT, reason="更名", effective_on=TOMORROW)
    actions.close_unit(tree.three, actor=CHIEF, at=AT, reason="撤销")
    later = AT + datetime.timedelta(days=1)
    outcome = changes.apply_due(actor=CHIEF, at=later)
    assert (outcome.applied, outcome.refused) == ([other.pk], [stuck.pk])
    changes.apply_due(actor=CHIEF, at=later)
    stuck.refresh_from_db()
    assert stuck.state == ChangeState.PLANNED
    assert "第三社区党支部" in stuck.problem
    assert AuditEntry.objects.filter(verb="tree_change.stuck").count() == 1
    actions.cancel_change(stuck, actor=CHIEF, at=later, reason="上级已撤销")
    assert changes.apply_due(actor=CHIEF, at=later).refused == []
    with refused("change.settled"):
        actions.cancel_change(stuck, actor=CHIEF, at=later, reason="再取消")


def test_a_unit_created_by_mistake_is_taken_back_the_same_day_only(tree: Tree) -> None:
    created = actions.create_unit(
        parent=tree.first, code="N", name="误设", kind="branch", sector="rural", actor=CHIEF, at=AT
    ).subject
    actions.discard_unit(created, actor=CHIEF, at=AT, reason="录入错误")
    assert not Unit.objects.filter(code="N").exists()
    assert checker.check() == []
    with refused("unit.missing"):
        actions.discard_unit(created, actor=CHIEF, at=AT, reason="录入错误")
    with refused("unit.missing"):
        actions.move_unit(tree.one, parent=created, actor=CHIEF, at=AT, reason="调整")
    with refused("unit.in_use"):
        actions.discard_unit(tree.one, actor=CHIEF, at=AT, reason="录入错误")


def test_two_changes_on_one_day_leave_one_placement(tree: Tree) -> None:
    actions.rename_unit(tree.one, name="甲党支部", actor=CHIEF, at=AT, reason="更名")
    actions.rename_unit(tree.one, name="乙党支部", actor=CHIEF, at=AT, reason="更正")
    held = [(row.name, row.from_on, row.to_on) for row in Placement.objects.filter(unit=tree.one)]
    assert held == [("第一社区党支部", FOUNDED, TODAY), ("乙党支部", TODAY, None)]
