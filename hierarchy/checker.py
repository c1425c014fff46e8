"""Is the tree sound, and does its past agree with it?

Proved nightly and on command. The numbers are computed afresh from parent pointers and compared; what SQL can say in
one statement is asked in one. `repair()` mends what has one right answer: the numbers. What needs a person is only
reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import Lead, RowNumber
from django.utils.translation import gettext_lazy as _

from core import errors
from hierarchy import locks, numbering, tree
from hierarchy.models import Placement, Unit


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; `repairable` if `repair()` mends it."""

    code: str
    unit_id: int | None
    reason: errors.Text
    repairable: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the finding for programs."""
        return {
            "code": self.code,
            "unit_id": self.unit_id,
            "reason": str(self.reason),
            "repairable": self.repairable,
        }


@dataclass(frozen=True)
class Repair:
    """What a repair did: how many units got other numbers, and what is left for a person."""

    renumbered: int
    left: tuple[Finding, ...]


def check() -> list[Finding]:
    """Return everything that is wrong with the tree of the current tenant; an empty list proves it sound.

    Four queries, whatever the size. Takes the lock, so that no half-finished change is mistaken for damage.
    """
    with locks.tree_lock():
        return [*_wrong_numbers(), *_closed_above_open(), *_wrong_placements(), *_gaps()]


def repair() -> Repair:
    """Compute every number from the parent pointers and the order of siblings, and write those that differ.

    Nodes that hang on no root have no right place; then nothing is written and they are reported.
    """
    with locks.tree_lock():
        try:
            renumbered = tree.renumber()
        except numbering.UnreachableError:
            renumbered = 0
        return Repair(renumbered, tuple(check()))


def _wrong_numbers() -> Iterator[Finding]:
    rows = list(
        Unit.objects.order_by("id").values_list("id", "parent_id", "sort_no", "name", "lft", "rght", "level", "tree_id")
    )
    roots = [row for row in rows if row[1] is None]
    if rows and len(roots) != 1:
        yield Finding("tree.roots", None, _("最上级单位应当只有一个，实际有 %(count)d 个。") % {"count": len(roots)})
    try:
        wanted = numbering.number(numbering.Node(row[0], row[1], row[2]) for row in rows)
    except numbering.UnreachableError as unreachable:
        for row in rows:
            if row[0] in unreachable.keys:
                reason = _("“%(name)s”的上级关系形成循环，到不了最上级单位。") % {"name": row[3]}
                yield Finding("tree.unreachable", row[0], reason)
        return
    for pk, _parent, _sort, name, lft, rght, level, tree_id in rows:
        right = wanted[pk]
        if (lft, rght, level, tree_id) != (right.lft, right.rght, right.level, tree.TREE_ID):
            reason = _("“%(name)s”的左右编号是%(found)s，应为%(right)s。") % {
                "name": name,
                "found": f"{lft}–{rght}（{level}）",
                "right": f"{right.lft}–{right.rght}（{right.level}）",
            }
            yield Finding("tree.numbers", pk, reason, repairable=True)


def _closed_above_open() -> Iterator[Finding]:
    for unit in Unit.objects.open().filter(parent__closed_on__isnull=False).only("name"):
        reason = _("“%(name)s”的上级单位已撤销。") % {"name": unit.name}
        yield Finding("tree.closed_above_open", unit.pk, reason)


def _wrong_placements() -> Iterator[Finding]:
    """Exactly one placement holds for an open unit and agrees with it; none for a closed one."""
    holding = Count("placements", filter=Q(placements__to_on__isnull=True))
    agreeing = Count(
        "placements",
        filter=Q(
            placements__to_on__isnull=True,
            placements__name=F("name"),
            placements__kind=F("kind"),
            placements__sector=F("sector"),
            placements__sort_no=F("sort_no"),
        )
        & (Q(placements__parent=F("parent")) | Q(placements__parent__isnull=True, parent__isnull=True)),
    )
    units = Unit.objects.order_by("id").annotate(holding=holding, agreeing=agreeing)
    wrong = units.exclude(closed_on__isnull=True, holding=1, agreeing=1).exclude(closed_on__isnull=False, holding=0)
    for pk, name, count in wrong.values_list("pk", "name", "holding"):
        reason = _("“%(name)s”的沿革与现状不一致（现行记录 %(count)d 条）。") % {"name": name, "count": count}
        yield Finding("past.disagrees", pk, reason)


def _gaps() -> Iterator[Finding]:
    """From its opening to its closing, the days of a unit's placements follow one another without a gap."""
    following = Window(Lead("from_on"), partition_by=F("unit_id"), order_by=[F("from_on"), F("id")])
    first = Window(RowNumber(), partition_by=F("unit_id"), order_by=[F("from_on"), F("id")])
    rows = Placement.objects.order_by("unit_id").annotate(following=following, place=first)
    broken = rows.filter(
        Q(following__isnull=False) & ~Q(to_on=F("following"))
        | Q(following__isnull=True) & ~Q(to_on__isnull=True) & ~Q(to_on=F("unit__closed_on"))
        | Q(place=1) & ~Q(from_on=F("unit__opened_on"))
    )
    for pk, name in broken.values_list("unit_id", "name"):
        reason = _("“%(name)s”的沿革有间断，或与成立、撤销日期不符。") % {"name": name}
        yield Finding("past.gap", pk, reason)
