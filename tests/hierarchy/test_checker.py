"""Does the checker find each kind of damage, and does the repair mend what can be mended?"""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import connection

from hierarchy import checker
from hierarchy.models import Placement, Unit
from tests.hierarchy.conftest import TODAY, Tree


def codes() -> set[str]:
    return {finding.code for finding in checker.check()}


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda tree: Unit.objects.filter(pk=tree.one.pk).update(lft=90, rght=91), "tree.numbers"),
        (lambda tree: Unit.objects.filter(pk=tree.one.pk).update(level=5), "tree.numbers"),
        (lambda tree: Unit.objects.filter(pk=tree.one.pk).update(tree_id=2), "tree.numbers"),
        (lambda tree: Unit.objects.filter(pk=tree.one.pk).update(sort_no=99), "tree.numbers"),
        (lambda tree: Unit.objects.filter(pk=tree.one.pk).update(parent=tree.second), "tree.numbers"),
        (lambda tree: Unit.objects.filter(pk=tree.first.pk).update(parent=tree.one), "tree.unreachable"),
        (lambda tree: Unit.objects.filter(pk=tree.root.pk).update(parent=tree.one), "tree.roots"),
        (lambda tree: Unit.objects.filter(pk=tree.first.pk).update(closed_on=TODAY), "tree.closed_above_open"),
        (lambda tree: Unit.objects.filter(pk=tree.one.pk).update(name="偷改"), "past.disagrees"),
        (lambda tree: Unit.objects.filter(pk=tree.one.pk).update(closed_on=TODAY), "past.disagrees"),
        (lambda tree: Placement.objects.filter(unit=tree.one).update(to_on=TODAY), "past.disagrees"),
        (lambda tree: Placement.objects.filter(unit=tree.one).update(parent=tree.second), "past.disagrees"),
        (lambda tree: Placement.objects.filter(unit=tree.one).delete(), "past.disagrees"),
        (lambda tree: Placement.objects.filter(unit=tree.one).update(from_on=TODAY), "past.gap"),
    ],
)
def test_damage_is_found(tree: Tree, damage: Callable[[Tree], object], code: str) -> None:
    assert codes() == set()
    damage(tree)
    assert code in codes()


def test_repair_mends_the_numbers_and_reports_the_rest(tree: Tree) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE hierarchy_unit SET lft = id, rght = id + 1, level = 3")
    Unit.objects.filter(pk=tree.two.pk).update(name="偷改")
    repaired = checker.repair()
    assert repaired.renumbered == 6
    assert [finding.code for finding in repaired.left] == ["past.disagrees"]
    assert [unit.code for unit in Unit.objects.all()] == ["D", "D01", "D0101", "D0102", "D02", "D0201"]


def test_repair_writes_nothing_where_there_is_no_right_answer(tree: Tree) -> None:
    Unit.objects.filter(pk=tree.first.pk).update(parent=tree.one)
    before = list(Unit.objects.order_by("id").values_list("lft", "rght"))
    repaired = checker.repair()
    assert repaired.renumbered == 0
    assert {finding.code for finding in repaired.left} == {"tree.unreachable", "past.disagrees"}
    assert list(Unit.objects.order_by("id").values_list("lft", "rght")) == before


def test_a_gap_between_two_placements_is_found(tree: Tree) -> None:
    held = Placement.objects.get(unit=tree.one)
    Placement.objects.filter(pk=held.pk).update(to_on=TODAY - datetime.timedelta(days=3))
    held.pk, held.from_on = None, TODAY
    held.save(force_insert=True)
    assert codes() == {"past.gap"}
