"""What becomes of what is owed when its unit is merged or abolished, is exempt, or the item has ended?

Done set by set and from rows alone, so the daily sweep does what an event would have done, and repeating it does
nothing. What was fulfilled stays as it is, and no day of the past changes: a row is closed *from* a day on.

An item has ended when it stands in no edition that holds, whether it was withdrawn or terminated by itself or a new
edition left it out. Of a withdrawn item nothing is owed any more; otherwise what was overdue when the item ended stays
owed, for an end forgives nothing.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from catalogs.kinds import ENDING_KINDS, HELD_STATES, AmendmentKind, AmendmentState
from catalogs.models import Amendment, CatalogVersion, Exemption, Item
from hierarchy.models import Unit
from obligations.kinds import ClosedReason
from obligations.models import Fulfilment, Matter, Obligation


@dataclass(frozen=True, slots=True)
class Settled:
    """What a sweep did: which obligations units took over or lost, and how many were closed for which reason."""

    taken_over_ids: tuple[int, ...]
    ended_ids: tuple[int, ...]
    merged: int
    abolished: int
    exempted: int


@transaction.atomic
def settle(*, on: datetime.date) -> Settled:
    """Close what is owed no longer; open work of merged units goes to their successors, and so does what they withhold.

    Where the successor owes the same item for the same period itself, its own obligation stands for both. An exemption
    closes what falls due while it lasts, and nothing that was overdue when it began; one that ends early gives back
    what falls due after its end.
    """
    _execute(_REOPEN, on=on, reason=ClosedReason.EXEMPTED.value, held=list(HELD_STATES))
    taken_over: list[int] = []
    withheld = ClosedReason.WITHHELD.value
    while handed := [pk for (pk,) in _execute(_HAND_OVER, on=on, withheld=withheld)]:
        taken_over += handed  # a successor may itself have been merged since
    merged = len(_execute(_MERGE, on=on, reason=ClosedReason.MERGED.value, withheld=withheld))
    _execute(_MOVE_MATTERS, on=on)
    abolished = len(_execute(_ABOLISH, on=on, reason=ClosedReason.ABOLISHED.value))
    exempted = len(_execute(_EXEMPT, on=on, reason=ClosedReason.EXEMPTED.value, held=list(HELD_STATES)))
    return Settled(tuple(taken_over), terminate(on=on), merged, abolished, exempted)


@transaction.atomic
def terminate(*, on: datetime.date) -> tuple[int, ...]:
    """Close what is still owed of items that have ended by this day, with the explanation that was published.

    Returns which obligations that were. What was overdue stays owed, unless the item was withdrawn.
    """
    found = _execute(
        _TERMINATE,
        on=on,
        terminated=ClosedReason.TERMINATED.value,
        withdrawn=ClosedReason.WITHDRAWN.value,
        granted=AmendmentState.GRANTED.value,
        withdrawal=AmendmentKind.WITHDRAW.value,
        endings=[kind.value for kind in ENDING_KINDS],
    )
    return tuple(pk for (pk,) in found)


def _execute(statement: str, **values: Any) -> list[tuple[int]]:
    with connection.cursor() as cursor:
        conditions = {"open": _OPEN.format(**_TABLES), "to_hand_over": _TO_HAND_OVER.format(**_TABLES)}
        cursor.execute(statement.format(**_TABLES, **conditions), values)
        return list(cursor.fetchall())


_TABLES = {
    name: connection.ops.quote_name(model._meta.db_table)
    for name, model in (
        ("obligation", Obligation),
        ("fulfilment", Fulfilment),
        ("matter", Matter),
        ("unit", Unit),
        ("exemption", Exemption),
        ("item", Item),
        ("version", CatalogVersion),
        ("amendment", Amendment),
    )
}

_UNDONE = """
    owed.opened_on <= %(on)s AND NOT EXISTS (
        SELECT FROM {fulfilment} AS done
        WHERE done.obligation_id = owed.id AND done.published_on <= %(on)s
          AND (done.withdrawn_on IS NULL OR done.withdrawn_on > %(on)s)
    )
"""
_OPEN = "owed.closed_on IS NULL AND" + _UNDONE
_TO_HAND_OVER = "(owed.closed_on IS NULL OR owed.closed_reason = %(withheld)s) AND" + _UNDONE

_HAND_OVER = """
INSERT INTO {obligation} (
    public_id, unit_id, item_id, lineage, kind, label, period_kind, period_start, period_end, event_id, matter_id,
    stage_no, is_summary, opened_on, counted_from, due_on, provisional, rule_text, calendar_revision, responsible,
    taken_over_from_id, closed_on, closed_reason, closed_note
)
SELECT gen_random_uuid(), unit.successor_id, owed.item_id, owed.lineage, owed.kind, owed.label, owed.period_kind,
       owed.period_start, owed.period_end, owed.event_id, owed.matter_id, owed.stage_no, owed.is_summary,
       greatest(unit.closed_on, owed.opened_on), owed.counted_from, owed.due_on, owed.provisional, owed.rule_text,
       owed.calendar_revision, owed.responsible, owed.id,
       CASE WHEN owed.closed_on IS NOT NULL THEN greatest(unit.closed_on, owed.opened_on) END, owed.closed_reason, ''
FROM {obligation} AS owed JOIN {unit} AS unit ON unit.id = owed.unit_id
WHERE unit.closed_on <= %(on)s AND unit.successor_id IS NOT NULL AND {to_hand_over}
ORDER BY owed.due_on, owed.id
ON CONFLICT DO NOTHING
RETURNING id
"""

_MERGE = """
UPDATE {obligation} AS owed
SET closed_on = greatest(unit.closed_on, owed.opened_on), closed_reason = %(reason)s, assigned_to_id = NULL
FROM {unit} AS unit
WHERE unit.id = owed.unit_id AND unit.closed_on <= %(on)s AND unit.successor_id IS NOT NULL AND {to_hand_over}
RETURNING owed.id
"""

_ABOLISH = """
UPDATE {obligation} AS owed
SET closed_on = greatest(unit.closed_on, owed.opened_on), closed_reason = %(reason)s, assigned_to_id = NULL
FROM {unit} AS unit
WHERE unit.id = owed.unit_id AND unit.closed_on <= %(on)s AND unit.successor_id IS NULL AND {open}
RETURNING owed.id
"""

_MOVE_MATTERS = """
UPDATE {matter} AS matter
SET unit_id = stage.unit_id
FROM {obligation} AS stage
WHERE stage.matter_id = matter.id AND stage.closed_on IS NULL AND stage.taken_over_from_id IS NOT NULL
  AND stage.unit_id <> matter.unit_id
RETURNING matter.id
"""

_EXEMPT = """
UPDATE {obligation} AS owed
SET closed_on = greatest(exemption.from_on, owed.opened_on), closed_reason = %(reason)s,
    closed_note = exemption.reason
FROM {exemption} AS exemption
WHERE exemption.unit_id = owed.unit_id AND exemption.lineage = owed.lineage AND exemption.state = ANY(%(held)s)
  AND exemption.from_on <= %(on)s AND exemption.ends_on > %(on)s
  AND owed.due_on >= exemption.from_on AND owed.due_on < exemption.ends_on AND {open}
RETURNING owed.id
"""

_REOPEN = """
UPDATE {obligation} AS owed
SET closed_on = NULL, closed_reason = '', closed_note = ''
WHERE owed.closed_reason = %(reason)s AND NOT EXISTS (
    SELECT FROM {exemption} AS exemption
    WHERE exemption.unit_id = owed.unit_id AND exemption.lineage = owed.lineage AND exemption.state = ANY(%(held)s)
      AND owed.due_on >= exemption.from_on AND owed.due_on < exemption.ends_on
)
RETURNING owed.id
"""

_TERMINATE = """
WITH ended AS (
    SELECT item.lineage, version.catalog_id, max(version.ends_on) AS ended_on
    FROM {item} AS item JOIN {version} AS version ON version.id = item.version_id
    WHERE version.effective_on IS NOT NULL AND (version.ends_on IS NULL OR version.ends_on > version.effective_on)
    GROUP BY item.lineage, version.catalog_id
    HAVING bool_and(version.ends_on IS NOT NULL) AND max(version.ends_on) <= %(on)s
), explained AS (
    SELECT ended.lineage, ended.ended_on, coalesce(own.note, next.note, '') AS note,
           coalesce(amendment.kind = %(withdrawal)s, false) AS withdrawn
    FROM ended
    LEFT JOIN {amendment} AS amendment ON amendment.lineage = ended.lineage AND amendment.catalog_id = ended.catalog_id
         AND amendment.state = %(granted)s AND amendment.kind = ANY(%(endings)s)
    LEFT JOIN {version} AS own ON own.id = amendment.version_id
    LEFT JOIN {version} AS next ON next.catalog_id = ended.catalog_id AND next.effective_on = ended.ended_on
         AND (next.ends_on IS NULL OR next.ends_on > next.effective_on)
)
UPDATE {obligation} AS owed
SET closed_on = greatest(explained.ended_on, owed.opened_on), closed_note = explained.note,
    closed_reason = CASE WHEN explained.withdrawn THEN %(withdrawn)s ELSE %(terminated)s END
FROM explained
WHERE explained.lineage = owed.lineage AND (explained.withdrawn OR owed.due_on >= explained.ended_on) AND {open}
RETURNING owed.id
"""
