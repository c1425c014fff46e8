"""Is the tree written in one place, and cheaply?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

import hierarchy
from hierarchy import actions, checker
from hierarchy.models import Placement, Unit, UnitKind
from tests.costs import ALL, FEW, MANY, grows
from tests.hierarchy.conftest import AT, CHIEF, Tree, grow

ROOM = Path(hierarchy.__file__).parent
WRITES_NUMBERS = re.compile(
    r"\.(?:insert_at|move_to|move_node|rebuild|partial_rebuild)\("
    r"|\.(?:lft|rght|level|tree_id)(?:, [\w., ]+)? = "
    r"|update\([^)]*\b(?:lft|rght|level|tree_id)="
    r"|SET (?:lft|rght|level|tree_id)\b"
)


@pytest.mark.parametrize("source", sorted(ROOM.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOM)))
def test_only_one_module_writes_the_numbers(source: Path) -> None:
    if source.name in {"tree.py", "models.py"} or source.parent.name == "migrations":
        return
    assert WRITES_NUMBERS.findall(source.read_text(encoding="utf-8")) == []


def test_the_rule_sees_the_module_that_does() -> None:
    assert len(WRITES_NUMBERS.findall((ROOM / "tree.py").read_text(encoding="utf-8"))) >= 4


def test_what_the_verbs_cost(tree: Tree, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    root, first, second, one = tree.root, tree.first, tree.second, tree.one
    with django_assert_max_num_queries(21):
        actions.create_unit(parent=root, code="N", name="新", kind="branch", sector="rural", actor=CHIEF, at=AT)
    with django_assert_max_num_queries(17):
        actions.rename_unit(one, name="新名", actor=CHIEF, at=AT, reason="更名")
    with django_assert_max_num_queries(30):
        actions.move_unit(first, parent=second, actor=CHIEF, at=AT, reason="调整")


def test_a_merger_costs_the_same_however_many_are_below(tree: Tree) -> None:
    closing: list[Unit] = []

    def prepare(size: int) -> None:
        unit = grow(f"M{size}", f"第{size}党总支", tree.root, UnitKind.GENERAL_BRANCH)
        for number in range(size):
            grow(f"M{size}-{number}", f"第{number}党支部", unit)
        closing[:] = [unit]

    def merge() -> None:
        tree.second.refresh_from_db()
        actions.close_unit(closing[0], successor=tree.second, actor=CHIEF, at=AT, reason="合并")

    assert not grows(prepare, merge)
    assert checker.check() == []
    order = Unit.objects.filter(parent=tree.second, code__startswith="M").order_by("lft").values_list("code", flat=True)
    sizes = (1, FEW, MANY)
    assert list(order) == [f"M{size}-{number}" for size in sizes for number in range(size)]
    assert Placement.objects.filter(parent=tree.second, to_on=None, unit__code__startswith="M").count() == ALL
