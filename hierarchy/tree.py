"""How is the nested set written?

The only module that writes through mptt, or writes its numbers at all: one function each to create, move and remove a
node, and one that renumbers the whole tree after many nodes were written. Every caller holds `locks.tree_lock()` and
hands over nodes that it read under the lock. Siblings stand by `sort_no`, then in the order of their creation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Max, Q

from hierarchy import numbering
from hierarchy.models import Unit

SORT_STEP = 10
"""Room that is left between siblings, so that one can be put between two others by its number alone."""

TREE_ID = 1
"""One tenant is one tree."""


def create(parent: Unit | None, *, sort_no: int | None, **columns: Any) -> Unit:
    """Insert a node under its parent (None: as the root) and return it; without `sort_no` it stands last."""
    unit = Unit(**columns, parent=parent, sort_no=next_sort_no(parent) if sort_no is None else sort_no)
    if parent is None:
        unit.insert_at(None, save=True)
    else:
        target, position = _place_under(parent, unit)
        unit.insert_at(target, position, save=True)
    return unit


def move(unit: Unit, parent: Unit, *, sort_no: int | None) -> None:
    """Put a node with all below it under a parent; without `sort_no` it stands last there."""
    unit.sort_no = next_sort_no(parent) if sort_no is None else sort_no
    target, position = _place_under(parent, unit)
    unit.move_to(target, position)


def move_all(units: Sequence[Unit], parent: Unit) -> None:
    """Put several nodes, each with all below it, last under a parent in this order: five statements, however many."""
    if not units:
        return
    first = next_sort_no(parent)
    for place, unit in enumerate(units):
        unit.parent, unit.sort_no = parent, first + place * SORT_STEP
    Unit.objects.bulk_update(units, ["parent", "sort_no"])
    renumber()


def remove(unit: Unit) -> None:
    """Delete a leaf and close the gap that it leaves."""
    if unit.rght != unit.lft + 1:
        raise ValueError("only a leaf can be removed")
    unit.delete()


def insert_unnumbered(units: Sequence[Unit], *, batch_size: int) -> None:
    """Insert many nodes whose parents exist; the caller calls `renumber()` before anybody else sees the tree."""
    for unit in units:
        unit.lft, unit.rght, unit.level, unit.tree_id = 0, 1, 0, TREE_ID
    Unit.objects.bulk_create(units, batch_size=batch_size)


def next_sort_no(parent: Unit | None) -> int:
    """Return the number that puts a node behind all its siblings."""
    last = Unit.objects.filter(parent=parent).aggregate(last=Max("sort_no"))["last"]
    return SORT_STEP if last is None else last + SORT_STEP


def renumber() -> int:
    """Compute left, right and level of every node from the parent pointers; write those that differ, and count them.

    Raises `numbering.UnreachableError` when nodes hang on no root. Two statements, however large the tree.
    """
    rows = list(
        Unit.objects.order_by("id").values_list("id", "parent_id", "sort_no", "lft", "rght", "level", "tree_id")
    )
    wanted = numbering.number(numbering.Node(row[0], row[1], row[2]) for row in rows)
    wrong = [
        (pk, wanted[pk])
        for pk, _parent, _sort, lft, rght, level, tree_id in rows
        if (lft, rght, level, tree_id) != (wanted[pk].lft, wanted[pk].rght, wanted[pk].level, TREE_ID)
    ]
    if wrong:
        _write_numbers(wrong)
    return len(wrong)


def _write_numbers(rows: list[tuple[int, numbering.Numbers]]) -> None:
    table = connection.ops.quote_name(Unit._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} AS unit SET lft = wanted.lft, rght = wanted.rght, level = wanted.level, tree_id = %s "  # noqa: S608  (the table's own name)
            "FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[]) AS wanted(id, lft, rght, level) "
            "WHERE unit.id = wanted.id",
            [
                TREE_ID,
                [pk for pk, _numbers in rows],
                [numbers.lft for _pk, numbers in rows],
                [numbers.rght for _pk, numbers in rows],
                [numbers.level for _pk, numbers in rows],
            ],
        )


def _place_under(parent: Unit, unit: Unit) -> tuple[Unit, str]:
    """Return the node beside or in which a unit has to be put so that siblings stay in their order."""
    before = Q(sort_no__lt=unit.sort_no) | Q(sort_no=unit.sort_no)
    if unit.pk is not None:
        before = Q(sort_no__lt=unit.sort_no) | Q(sort_no=unit.sort_no, pk__lt=unit.pk)
    left = Unit.objects.filter(before, parent=parent).exclude(pk=unit.pk).order_by("lft").last()
    return (left, "right") if left is not None else (parent, "first-child")
