"""What became of a unit over the years? Its placements as a line of time, each said as what changed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from frontend import pieces, words
from hierarchy.kinds import Sector, UnitKind
from hierarchy.models import ChangeState, ChangeVerb, Placement, TreeChange, Unit


def events_of(unit: Unit) -> list[pieces.Event]:
    """Return what happened to the unit, the last first. Three queries."""
    placements = list(Placement.objects.filter(unit=unit).order_by("from_on", "id"))
    names = _Names([placement.parent_id for placement in placements if placement.parent_id is not None])
    reasons = _reasons(unit)
    events: list[pieces.Event] = []
    before: Placement | None = None
    for placement in placements:
        told = list(_told(before, placement, names))
        if told:
            events.append(_event(placement.from_on, "；".join(told), reasons))
        before = placement
    if unit.closed_on is not None:
        events.append(_event(unit.closed_on, _closing(unit), reasons))
    return events[::-1]


class _Names:
    """What superiors were called on a day, since they may have been renamed as well."""

    def __init__(self, unit_ids: Sequence[int]) -> None:
        self._placements: dict[int, list[Placement]] = {}
        for placement in Placement.objects.filter(unit_id__in=unit_ids).order_by("from_on", "id"):
            self._placements.setdefault(placement.unit_id, []).append(placement)

    def on(self, unit_id: int | None, day: datetime.date) -> str:
        """Return the name that a unit bore on a day."""
        held = [each for each in self._placements.get(unit_id or 0, []) if each.from_on <= day]
        return held[-1].name if held else ""


def _told(before: Placement | None, now: Placement, names: _Names) -> Iterator[str]:
    parent = names.on(now.parent_id, now.from_on)
    if before is None:
        yield _("成立，名为“%(name)s”") % {"name": now.name}
        if parent:
            yield _("隶属“%(parent)s”") % {"parent": parent}
        return
    if before.name != now.name:
        yield _("“%(before)s”更名为“%(after)s”") % {"before": before.name, "after": now.name}
    if before.parent_id != now.parent_id:
        former = names.on(before.parent_id, now.from_on)
        yield _("由“%(before)s”改为隶属“%(after)s”") % {"before": former, "after": parent}
    if (before.kind, before.sector) != (now.kind, now.sector):
        yield _("类型和领域由%(before)s改为%(after)s") % {"before": _classified(before), "after": _classified(now)}


def _classified(placement: Placement) -> str:
    return _("%(what)s（%(more)s）") % {"what": UnitKind(placement.kind).label, "more": Sector(placement.sector).label}


def _closing(unit: Unit) -> str:
    if unit.successor is None:
        return pgettext("what happened", "撤销")
    return _("撤销，由“%(name)s”承接") % {"name": unit.successor.name}


def _event(day: datetime.date, label: str, reasons: dict[datetime.date, str]) -> pieces.Event:
    note = words.date(day, full=True)
    if reason := reasons.get(day):
        note = _("%(day)s。%(reason)s") % {"day": note, "reason": reason}
    return pieces.Event(label, note, done=True)


def _reasons(unit: Unit) -> dict[datetime.date, str]:
    """Return why the unit was changed, by day."""
    changes = TreeChange.objects.filter(unit=unit, state=ChangeState.APPLIED).order_by("settled_at")
    found: dict[datetime.date, str] = {}
    for change in changes:
        if change.reason and change.verb in ChangeVerb.values:
            earlier = f"{found[change.effective_on]}" + _("；") if change.effective_on in found else ""
            found[change.effective_on] = earlier + change.reason
    return found
