"""The verbs of the tree: create, rename, reclassify, move and close a unit; cancel what was planned.

Each verb decides a change for a day: today it takes effect at once, a later day it is planned and applied by
`tasks.apply_due_changes`, a past day is refused. Each returns the `TreeChange`; its `subject` is the unit. Where a
preview is wanted first, `hierarchy.previews` tells the same without writing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from core import clock, errors, verdicts
from core.audit import trail
from hierarchy import changes, effects, history, locks, policies, rules, tree
from hierarchy.models import ChangeState, ChangeVerb, TreeChange, Unit


def create_unit(
    *,
    parent: Unit | None,
    code: str,
    name: str,
    kind: str,
    sector: str,
    actor: policies.Actor,
    at: datetime.datetime,
    sort_no: int | None = None,
    departments: Sequence[str] = (),
    effective_on: datetime.date | None = None,
    reason: str = "",
) -> TreeChange:
    """Set up a unit below its superior, last among its siblings unless `sort_no` says otherwise.

    The root of an empty tree may be dated back to the day on which the organisation began.
    """
    values = {
        "code": code,
        "name": name,
        "kind": str(kind),
        "sector": str(sector),
        "sort_no": sort_no,
        "departments": list(departments),
    }
    change = TreeChange(verb=ChangeVerb.CREATE, parent=parent, values=values, reason=reason.strip())
    return _decide(
        change,
        lambda her, fresh: policies.manage(her, fresh.parent) if fresh.parent else policies.found(her),
        actor=actor,
        at=at,
        effective_on=effective_on,
    )


def rename_unit(
    unit: Unit,
    *,
    name: str,
    actor: policies.Actor,
    at: datetime.datetime,
    reason: str,
    effective_on: datetime.date | None = None,
) -> TreeChange:
    """Give the unit another name from a day on; what was published before keeps the old one."""
    change = TreeChange(verb=ChangeVerb.RENAME, unit=unit, values={"name": name}, reason=rules.reasons(reason))
    return _decide(
        change, lambda her, fresh: policies.manage(her, fresh.subject), actor=actor, at=at, effective_on=effective_on
    )


def change_kind(
    unit: Unit,
    *,
    kind: str,
    sector: str,
    actor: policies.Actor,
    at: datetime.datetime,
    reason: str,
    effective_on: datetime.date | None = None,
) -> TreeChange:
    """Give the unit another kind or sector from a day on, and with it another effective catalog."""
    values = {"kind": str(kind), "sector": str(sector)}
    change = TreeChange(verb=ChangeVerb.CHANGE_KIND, unit=unit, values=values, reason=rules.reasons(reason))
    return _decide(
        change, lambda her, fresh: policies.manage(her, fresh.subject), actor=actor, at=at, effective_on=effective_on
    )


def move_unit(
    unit: Unit,
    *,
    parent: Unit,
    actor: policies.Actor,
    at: datetime.datetime,
    reason: str,
    sort_no: int | None = None,
    effective_on: datetime.date | None = None,
) -> TreeChange:
    """Put the unit, with all below it, under another superior from a day on.

    With the same superior and a `sort_no`, only its place among its siblings changes.
    """
    change = TreeChange(
        verb=ChangeVerb.MOVE, unit=unit, parent=parent, values={"sort_no": sort_no}, reason=rules.reasons(reason)
    )
    return _decide(
        change,
        lambda her, fresh: policies.move(her, fresh.subject, fresh.parent or fresh.subject),
        actor=actor,
        at=at,
        effective_on=effective_on,
    )


def close_unit(
    unit: Unit,
    *,
    actor: policies.Actor,
    at: datetime.datetime,
    reason: str,
    successor: Unit | None = None,
    effective_on: datetime.date | None = None,
) -> TreeChange:
    """Abolish the unit from a day on (撤销), or merge it into a successor (合并), to which its subordinates move.

    The unit stays in the tree for its past. The rooms above hand its open work to the successor when they hear of it.
    """
    change = TreeChange(verb=ChangeVerb.CLOSE, unit=unit, successor=successor, reason=rules.reasons(reason))
    return _decide(
        change,
        lambda her, fresh: policies.close(her, fresh.subject, fresh.successor),
        actor=actor,
        at=at,
        effective_on=effective_on,
    )


def cancel_change(change: TreeChange, *, actor: policies.Actor, at: datetime.datetime, reason: str) -> TreeChange:
    """Take back a change that was planned and has not taken effect."""
    reason = rules.reasons(reason)
    with locks.tree_lock():
        fresh = TreeChange.objects.select_for_update().get(pk=change.pk)
        effects.reread(fresh)
        subject = fresh.unit or fresh.parent
        (policies.manage(actor.renewed(), subject) if subject else policies.found(actor)).enforce()
        if fresh.state != ChangeState.PLANNED:
            raise errors.WrongState(
                "change.settled", _("这项变动已经生效或取消，不能再取消。如需恢复原状，请另行办理一次变动。")
            )
        fresh.state, fresh.settled_at = ChangeState.CANCELLED, at
        fresh.save(update_fields=["state", "settled_at"])
        trail.record("tree_change.cancel", fresh, actor=actor, at=at, label=_("取消组织变动"), reason=reason)
    return fresh


def discard_unit(unit: Unit, *, actor: policies.Actor, at: datetime.datetime, reason: str) -> None:
    """Take back a unit that was created today by mistake; one that anything refers to is closed instead."""
    reason = rules.reasons(reason)
    with locks.tree_lock():
        fresh = effects.reread_units([unit.pk])[unit.pk]
        policies.manage(actor.renewed(), fresh).enforce()
        if fresh.opened_on != clock.local_date(at) or fresh.rght != fresh.lft + 1:
            raise errors.Conflict(
                "unit.in_use",
                _("只有当天新设、还没有下级的单位可以删除。“%(name)s”请改为撤销。") % {"name": fresh.name},
            )
        trail.record(
            "unit.discard",
            fresh,
            actor=actor,
            at=at,
            label=_("删除误设单位"),
            before=effects.snapshot(fresh),
            reason=reason,
        )
        fresh.changes.all().delete()
        fresh.departments.all().delete()
        history.forget(fresh)
        try:
            tree.remove(fresh)
        except ProtectedError as protected:
            raise errors.Conflict(
                "unit.in_use", _("“%(name)s”已有人员或业务使用，不能删除，请改为撤销。") % {"name": unit.name}
            ) from protected


def _decide(
    change: TreeChange,
    policy: Callable[[policies.Actor, TreeChange], verdicts.Verdict],
    *,
    actor: policies.Actor,
    at: datetime.datetime,
    effective_on: datetime.date | None,
) -> TreeChange:
    """Under the lock: ask the policy, then apply the change if its day is today, else check and keep it as planned."""
    today = clock.local_date(at)
    with locks.tree_lock():
        effects.reread(change)
        policy(actor.renewed(), change).enforce()
        founding = change.verb == ChangeVerb.CREATE and not Unit.objects.exists()
        change.effective_on = rules.days(effective_on, today=today, may_be_past=founding)
        change.decided_by_id, change.decided_by_label, change.decided_at = actor.user_id, actor.label, at
        if change.effective_on <= today:
            changes.settle(change, actor=actor, at=at)
        else:
            _plan(change, actor=actor, at=at)
    return change


def _plan(change: TreeChange, *, actor: policies.Actor, at: datetime.datetime) -> None:
    effects.EFFECTS[change.verb].check(change)
    change.state = ChangeState.PLANNED
    change.save()
    planned: dict[str, Any] = {**change.values, "effective_on": change.effective_on}
    if change.parent is not None:
        planned["parent"] = change.parent.name
    if change.successor is not None:
        planned["successor"] = change.successor.name
    trail.record(
        f"{effects.EFFECTS[change.verb].code}_planned",
        change.unit or change.parent or change,
        actor=actor,
        at=at,
        label=_("计划：%(what)s") % {"what": change.get_verb_display()},
        after=planned,
        reason=change.reason,
    )
