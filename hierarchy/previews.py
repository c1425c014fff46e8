"""What would a change do? Told before it is decided, without writing.

A preview answers for the tree as it is at the moment; the action checks again. Who gains or loses authority is added
by the rooms that know of posts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core import errors
from hierarchy import effects
from hierarchy.models import ChangeVerb, TreeChange, Unit

Path = tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What a change would do.

    `concerned` counts the open units whose path or existence changes, the unit itself included; `going_over` are the
    direct subordinates that would go to the successor; `refusal` says why the change would be refused, if it would.
    """

    verb: ChangeVerb
    unit: Unit
    concerned: int
    path_before: Path
    path_after: Path
    going_over: tuple[Unit, ...] = ()
    planned: tuple[TreeChange, ...] = ()
    refusal: errors.Refusal | None = None


def preview_create(parent: Unit, *, code: str, name: str, kind: str, sector: str) -> Preview:
    """Tell where a new unit would stand; `unit` is its superior, since there is no such unit yet."""
    values = {"code": code, "name": name, "kind": kind, "sector": sector}
    change = TreeChange(verb=ChangeVerb.CREATE, parent=parent, values=values)
    effects.reread(change)
    superior = change.parent or parent
    above = path_of(superior)
    return Preview(
        verb=ChangeVerb.CREATE,
        unit=superior,
        concerned=1,
        path_before=(),
        path_after=(*above, name),
        refusal=_refusal_of(change),
    )


def preview_change_kind(unit: Unit, *, kind: str, sector: str) -> Preview:
    """Tell what another kind or sector would do: the unit stays where it is, but owes other items."""
    change = TreeChange(verb=ChangeVerb.CHANGE_KIND, unit=unit, values={"kind": kind, "sector": sector})
    return _preview(change, lambda _fresh, path: path)


def preview_move(unit: Unit, *, parent: Unit, sort_no: int | None = None) -> Preview:
    """Tell what putting the unit under another superior would do."""
    change = TreeChange(verb=ChangeVerb.MOVE, unit=unit, parent=parent, values={"sort_no": sort_no})
    return _preview(change, lambda fresh, _path: (*path_of(fresh.parent or fresh.subject), fresh.subject.name))


def preview_rename(unit: Unit, *, name: str) -> Preview:
    """Tell what another name would do: the paths of all below change with it."""
    change = TreeChange(verb=ChangeVerb.RENAME, unit=unit, values={"name": name})
    return _preview(change, lambda fresh, path: (*path[:-1], str(fresh.values["name"])))


def preview_close(unit: Unit, *, successor: Unit | None = None) -> Preview:
    """Tell what closing the unit would do, and which subordinates would go to the successor."""
    change = TreeChange(verb=ChangeVerb.CLOSE, unit=unit, successor=successor)
    return _preview(change, lambda fresh, _path: path_of(fresh.successor) if fresh.successor else ())


def path_of(unit: Unit) -> Path:
    """Return the names from the root to the unit, today."""
    return tuple(Unit.objects.ancestors_of(unit, include_self=True).values_list("name", flat=True))


def _preview(change: TreeChange, path_after: Callable[[TreeChange, Path], Path]) -> Preview:
    effects.reread(change)
    refusal = _refusal_of(change)
    unit = change.subject
    before = path_of(unit)
    closing = change.verb == ChangeVerb.CLOSE
    return Preview(
        verb=ChangeVerb(change.verb),
        unit=unit,
        concerned=Unit.objects.open().within(unit).count(),
        path_before=before,
        path_after=before if refusal else path_after(change, before),
        going_over=tuple(Unit.objects.open().filter(parent=unit)) if closing and change.successor else (),
        planned=tuple(TreeChange.objects.planned().about(unit)),
        refusal=refusal,
    )


def _refusal_of(change: TreeChange) -> errors.Refusal | None:
    try:
        effects.EFFECTS[change.verb].check(change)
    except errors.Refusal as refusal:
        return refusal
    return None
