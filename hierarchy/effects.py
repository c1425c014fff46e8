"""What does each kind of change check, and what does it do to the tree?

One row of `EFFECTS` per verb. `check` is asked when the change is decided and again when it takes effect, since the
tree may have changed in between; `apply` then writes tree, past and events. Both run under the tree lock, on nodes
read under it. Who may decide is no concern of this module.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import errors, events
from hierarchy import history, rules, spelling, tree
from hierarchy.events import UnitClosed, UnitCreated, UnitMoved, UnitRenamed
from hierarchy.models import ChangeVerb, Department, TreeChange, Unit


@dataclass(frozen=True)
class Effect:
    """One kind of change."""

    code: str
    check: Callable[[TreeChange], None]
    apply: Callable[[TreeChange, datetime.date], Unit]


def reread(change: TreeChange) -> TreeChange:
    """Put the nodes that the change names onto it as they stand now; call under the lock."""
    ids = [pk for pk in (change.unit_id, change.parent_id, change.successor_id) if pk is not None]
    found = reread_units(ids)
    change.unit = found[change.unit_id] if change.unit_id is not None else None
    change.parent = found[change.parent_id] if change.parent_id is not None else None
    change.successor = found[change.successor_id] if change.successor_id is not None else None
    return change


def reread_units(ids: Iterable[int]) -> dict[int, Unit]:
    """Return units as they stand now; one of them may have been taken back meanwhile."""
    wanted = set(ids)
    found = Unit.objects.in_bulk(wanted)
    if len(found) < len(wanted):
        raise errors.Missing("unit.missing", _("您选择的单位已不存在，请刷新页面后重新选择。"))
    return found


def snapshot(unit: Unit | None) -> dict[str, Any]:
    """Return what the audit trail keeps of a unit."""
    if unit is None:
        return {}
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "sector": unit.sector,
        "sort_no": unit.sort_no,
        "parent": unit.parent.name if unit.parent else None,
        "parent_id": unit.parent_id,
        "closed_on": unit.closed_on,
        "successor": unit.successor.name if unit.successor else None,
    }


def _check_create(change: TreeChange) -> None:
    values = change.values
    values["name"] = rules.names(values["name"])
    values["code"] = rules.codes(values["code"])
    rules.classified(values["kind"], values["sector"])
    if change.parent is None:
        rules.no_second_root()
    else:
        rules.can_hold(change.parent)


def _create(change: TreeChange, on: datetime.date) -> Unit:
    values = change.values
    unit = tree.create(
        change.parent,
        sort_no=values.get("sort_no"),
        code=values["code"],
        name=values["name"],
        kind=values["kind"],
        sector=values["sector"],
        opened_on=on,
        **spelling.spell(values["name"]),
    )
    Department.objects.bulk_create(
        [
            Department(unit=unit, name=name, sort_no=place * tree.SORT_STEP)
            for place, name in enumerate(values.get("departments", ()), start=1)
        ]
    )
    history.hold([unit], on=on)
    events.publish(UnitCreated(unit.pk, on))
    return unit


def _check_rename(change: TreeChange) -> None:
    rules.is_open(change.subject)
    change.values["name"] = rules.names(change.values["name"])
    rules.differs(change.subject, name=change.values["name"])


def _rename(change: TreeChange, on: datetime.date) -> Unit:
    unit = change.subject
    old_name, unit.name = unit.name, change.values["name"]
    spelt = spelling.spell(unit.name)
    unit.pinyin, unit.initials = spelt["pinyin"], spelt["initials"]
    unit.save(update_fields=["name", "pinyin", "initials"])
    history.hold([unit], on=on)
    events.publish(UnitRenamed(unit.pk, old_name, unit.name, on))
    return unit


def _check_change_kind(change: TreeChange) -> None:
    rules.is_open(change.subject)
    rules.classified(change.values["kind"], change.values["sector"])
    rules.differs(change.subject, kind=change.values["kind"], sector=change.values["sector"])


def _change_kind(change: TreeChange, on: datetime.date) -> Unit:
    unit = change.subject
    unit.kind, unit.sector = change.values["kind"], change.values["sector"]
    unit.save(update_fields=["kind", "sector"])
    history.hold([unit], on=on)
    return unit


def _check_move(change: TreeChange) -> None:
    unit, parent = change.subject, change.parent
    if parent is None:
        raise ValueError("a move without a parent")
    rules.is_open(unit)
    rules.can_stand_under(unit, parent)
    rules.can_hold(parent, levels=rules.levels_of(unit))
    sort_no = change.values.get("sort_no")
    rules.differs(unit, parent_id=parent.pk, sort_no=unit.sort_no if sort_no is None else sort_no)


def _move(change: TreeChange, on: datetime.date) -> Unit:
    if change.parent is None:
        raise ValueError("a move without a parent")
    move_now(change.subject, change.parent, sort_no=change.values.get("sort_no"), on=on)
    return change.subject


def move_now(unit: Unit, parent: Unit, *, sort_no: int | None, on: datetime.date) -> None:
    """Put the unit under the parent, write what holds from then on, and tell of it."""
    old_parent_id = unit.parent_id
    tree.move(unit, parent, sort_no=sort_no)
    history.hold([unit], on=on)
    if old_parent_id != parent.pk:
        events.publish(UnitMoved(unit.pk, old_parent_id, parent.pk, on))


def _check_close(change: TreeChange) -> None:
    rules.is_open(change.subject)
    rules.can_close(change.subject, change.successor)


def _close(change: TreeChange, on: datetime.date) -> Unit:
    """Close the unit; its subordinates go to the successor, each behind those that are there already."""
    unit, successor = change.subject, change.successor
    if successor is not None:
        subordinates = list(Unit.objects.open().filter(parent=unit).order_by("lft"))
        tree.move_all(subordinates, successor)
        history.hold(subordinates, on=on)
        for each in subordinates:
            events.publish(UnitMoved(each.pk, unit.pk, successor.pk, on))
    unit.refresh_from_db()
    unit.closed_on, unit.successor = on, successor
    unit.save(update_fields=["closed_on", "successor"])
    history.end(unit, on=on)
    events.publish(UnitClosed(unit.pk, successor.pk if successor else None, on))
    return unit


EFFECTS: dict[str, Effect] = {
    ChangeVerb.CREATE: Effect("unit.create", _check_create, _create),
    ChangeVerb.RENAME: Effect("unit.rename", _check_rename, _rename),
    ChangeVerb.CHANGE_KIND: Effect("unit.change_kind", _check_change_kind, _change_kind),
    ChangeVerb.MOVE: Effect("unit.move", _check_move, _move),
    ChangeVerb.CLOSE: Effect("unit.close", _check_close, _close),
}
