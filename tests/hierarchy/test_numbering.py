"""Are the numbers computed in one pass those that mptt itself would give?"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hierarchy import history, numbering, tree
from hierarchy.models import Unit
from tests.hierarchy.conftest import TODAY, tear_down_tree

Parents = list[tuple[int, int]]
"""For node 1, 2, …: which of the nodes before it is its parent, and its sort number."""


@st.composite
def parents(draw: st.DrawFn) -> Parents:
    count = draw(st.integers(0, 14))
    return [(draw(st.integers(0, node)), draw(st.integers(-2, 2))) for node in range(count)]


def _unit(number: int, parent_id: int | None, sort_no: int) -> Unit:
    return Unit(
        parent_id=parent_id,
        code=f"N{number}",
        name=f"单位{number}",
        kind="branch",
        sector="rural",
        sort_no=sort_no,
        opened_on=TODAY,
    )


def _plant(given_parents: Parents) -> None:
    """Insert nodes with parent pointers and worthless numbers."""
    tear_down_tree()
    ids: list[int] = []
    for number, (parent, sort_no) in enumerate([(-1, 0), *given_parents]):
        unit = _unit(number, ids[parent] if parent >= 0 else None, sort_no)
        tree.insert_unnumbered([unit], batch_size=1)
        ids.append(unit.pk)


def _numbers() -> list[tuple[int, int, int, int]]:
    return list(Unit.objects.order_by("id").values_list("id", "lft", "rght", "level"))


@pytest.mark.usefixtures("empty")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parents())
def test_renumbering_agrees_with_mptt(given_parents: Parents) -> None:
    _plant(given_parents)
    tree.renumber()
    ours = _numbers()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vars(Unit)["_mptt_meta"], "order_insertion_by", ["sort_no", "id"])
        Unit._tree_manager.rebuild()
    assert ours == _numbers()
    assert tree.renumber() == 0


@given(parents())
def test_numbers_nest(given_parents: Parents) -> None:
    nodes = [numbering.Node(0, None), *(numbering.Node(n, p, s) for n, (p, s) in enumerate(given_parents, start=1))]
    numbers = numbering.number(nodes)
    assert sorted(value for found in numbers.values() for value in (found.lft, found.rght)) == list(
        range(1, 2 * len(nodes) + 1)
    )
    for node in nodes[1:]:
        assert node.parent is not None
        above, own = numbers[node.parent], numbers[node.key]
        assert above.lft < own.lft < own.rght < above.rght
        assert own.level == above.level + 1


def test_a_chain_of_fifty_thousand_is_no_deeper_than_the_stack() -> None:
    numbers = numbering.number(numbering.Node(n, n - 1 if n else None) for n in range(50_000))
    assert (numbers[49_999].lft, numbers[49_999].level, numbers[0].rght) == (50_000, 49_999, 100_000)


def test_a_circle_and_an_unknown_parent_are_named() -> None:
    with pytest.raises(numbering.UnreachableError) as caught:
        numbering.number([numbering.Node(1, None), numbering.Node(2, 3), numbering.Node(3, 2), numbering.Node(4, 9)])
    assert caught.value.keys == {2, 3, 4}


@pytest.mark.usefixtures("empty")
def test_history_accepts_many_units_at_once() -> None:
    _plant([(0, 0), (0, 1)])
    units = list(Unit.objects.all())
    history.hold(units, on=TODAY)
    assert [unit.placements.count() for unit in units] == [1, 1, 1]
