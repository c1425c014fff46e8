"""Which part of the tree is shown around a unit, and what comes when a branch is opened?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.errors import Text
from frontend import pieces
from hierarchy.models import Unit

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from hierarchy.queries import ChildCount

    Counted = WithAnnotations[Unit, ChildCount]


@dataclass(frozen=True)
class Branches:
    """How a page shows units: where each leads, where its branch is loaded from, and what is noted beside it."""

    path_of: Callable[[Unit], str]
    branch_of: Callable[[Unit], str]
    notes: Callable[[Iterable[Unit]], Mapping[int, Text]] = field(default=lambda _units: {})

    def around(self, unit: Unit) -> pieces.Node | None:
        """Return the tree with the way to a unit open: the units above it, theirs, and what is below it. One query."""
        rows: list[Counted] = list(Unit.objects.around(unit))
        notes = self.notes(rows)
        children: dict[int | None, list[pieces.Node]] = {}
        node = None
        for row in reversed(rows):
            below = tuple(reversed(children.pop(row.pk, [])))
            node = self._node(row, notes, current=row.pk == unit.pk, children=below)
            children.setdefault(row.parent_id, []).append(node)
        return node

    def below(self, unit: Unit) -> list[pieces.Node]:
        """Return the children of a unit: what is loaded when its branch is opened."""
        rows: list[Counted] = list(Unit.objects.children_with_counts(unit))
        notes = self.notes(rows)
        return [self._node(row, notes) for row in rows]

    def _node(
        self, row: Counted, notes: Mapping[int, Text], *, current: bool = False, children: tuple[pieces.Node, ...] = ()
    ) -> pieces.Node:
        return pieces.Node(
            row.name,
            self.path_of(row),
            note=notes.get(row.pk, ""),
            current=current,
            has_children=row.child_count > 0,
            children=children,
            children_path=self.branch_of(row) if row.child_count and not children else "",
        )
