"""What becomes of unfinished texts when their unit is merged or abolished?

Done from rows alone and all at once, so the daily sweep does what a lost event would have done, and repeating it does
nothing. What was published stays under the unit, and the name, that published it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext_lazy as _

from accounts import actors
from core.audit import trail
from core.notifications import sending
from disclosures import notices
from disclosures.deciding import officers, rounds
from disclosures.deciding.roster import Roster
from disclosures.kinds import EDITABLE_STATES, State
from disclosures.models import Disclosure
from disclosures.plans import succeeding
from hierarchy.models import Unit

DRAFT = "disclosures.draft"
DECIDE = "disclosures.approve_below"

Going = defaultdict[tuple[Unit, Unit], list[Disclosure]]
"""Texts by the unit that was merged and the one that carries on its work."""
Staying = defaultdict[Unit, list[Disclosure]]
"""Texts by the unit that nobody succeeded."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many texts went to successors, how many stand at units that have none, and how many plans went along."""

    handed_over: int
    left_behind: int
    plans: int = 0


@transaction.atomic
def hand_over(*, on: datetime.date, at: datetime.datetime) -> HandedOver:
    """Let unfinished texts of merged units go on at their successors, and tell who takes them up and who wrote them.

    What was before the deciders or approved becomes a draft again: other people decide at the successor. Texts of a
    unit without a successor stay where they are, to be read, and the superior is told of them. Plans go along.
    """
    rows = Disclosure.objects.at_closed_units(on).select_related("unit").order_by("id")
    heirs = _heirs(on)
    going: Going = defaultdict(list)
    staying: Staying = defaultdict(list)
    for row in rows.select_for_update(of=("self",)):
        heir = heirs.get(row.unit_id)
        if heir is None:
            staying[row.unit].append(row)
        else:
            going[row.unit, heir].append(row)
    _move(going, at=at)
    _tell(going, staying, on=on, at=at)
    plans = succeeding.hand_over(heirs, on=on, at=at)
    return HandedOver(sum(map(len, going.values())), sum(map(len, staying.values())), plans)


def _heirs(on: datetime.date) -> Mapping[int, Unit]:
    """Return the open unit that carries on the work of each merged one; a successor may itself have been merged."""
    merged = dict(
        Unit.objects.filter(closed_on__lte=on, successor__isnull=False).values_list("pk", "successor_id").order_by()
    )
    last: dict[int, int] = {}
    for pk in merged:
        successor = pk
        while successor in merged:
            successor = merged[successor]
        last[pk] = successor
    open_units = Unit.objects.open().in_bulk(set(last.values()))
    return {pk: open_units[successor] for pk, successor in last.items() if successor in open_units}


def _move(going: Going, *, at: datetime.datetime) -> None:
    """Let all of them belong to their successors, in one statement, and note each in the trail."""
    if not going:
        return
    keeps = When(state__in=EDITABLE_STATES, then=F("state"))
    waits = When(state__in=EDITABLE_STATES, then=F("moved_at"))
    Disclosure.objects.filter(pk__in=[text.pk for texts in going.values() for text in texts]).update(
        unit_id=Case(*(When(unit=unit, then=Value(heir.pk)) for unit, heir in going)),
        state=Case(keeps, default=Value(State.DRAFT.value)),
        moved_at=Case(waits, default=Value(at)),
        updated_at=at,
        revision=F("revision") + 1,
        **rounds.nothing_decided(),
    )
    changes = [_changed(text, heir) for (_unit, heir), texts in going.items() for text in texts]
    trail.record_all("disclosure.handed_over", changes, actor=actors.SYSTEM, at=at, label=_("转到承接单位"))


def _changed(text: Disclosure, heir: Unit) -> trail.Change:
    before, unit = _facts(text), text.unit
    text.unit = heir
    text.state = text.state if text.is_editable else State.DRAFT
    return trail.Change(text, before, _facts(text), unit.name)


def _tell(going: Going, staying: Staying, *, on: datetime.date, at: datetime.datetime) -> None:
    """Tell all that are concerned: who holds which post is read once."""
    if not going and not staying:
        return
    among = Roster([DRAFT, DECIDE], on=on).officers
    told = [
        message
        for (unit, heir), texts in going.items()
        for message in notices.handed_over(texts, unit, heir, clerks=officers.at_unit(DRAFT, heir, on=on, among=among))
    ]
    told += [
        notices.left_behind(texts, unit, superiors=officers.nearest_above(unit, on=on, among=among))
        for unit, texts in staying.items()
    ]
    sending.send(*told, at=at)


def _facts(text: Disclosure) -> dict[str, Any]:
    return {"unit": text.unit.name, "unit_id": text.unit_id, "state": text.state}
