"""How did the tree look on a day?

Answered from placements alone, so a later reorganisation changes nothing of it: not the parents, not the names, not
the order. Each answer is one query, for one unit or for all; on a day before the tree was kept, the answer is empty.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from hierarchy.models import Placement, Unit


@dataclass(frozen=True)
class Standing:
    """A unit as it stood on a day; `path` holds the names from the root to the unit itself."""

    unit_id: int
    parent_id: int | None
    name: str
    kind: str
    sector: str
    depth: int
    path: tuple[str, ...]


_COLUMNS = "unit_id, parent_id, name, kind, sector, sort_no"

# The rows of one day form a tree of their own, walked down from its root (or from a unit in it).
_DOWN = """
WITH RECURSIVE held AS (
    SELECT {columns} FROM {placements} WHERE from_on <= %(day)s AND (to_on IS NULL OR to_on > %(day)s)
), walked AS (
    SELECT held.*, 0 AS depth, ARRAY[name]::text[] AS path, ARRAY[sort_no, unit_id]::bigint[] AS place
    FROM held WHERE {start}
    UNION ALL
    SELECT held.*, walked.depth + 1, walked.path || held.name::text,
           walked.place || ARRAY[held.sort_no, held.unit_id]::bigint[]
    FROM held JOIN walked ON held.parent_id = walked.unit_id
)
SELECT unit_id, parent_id, name, kind, sector, depth, path FROM walked ORDER BY place
"""

# Down from a unit on the last day of a period, and up from each unit that was closed in it, as it stood the day before.
_DURING = """
WITH RECURSIVE below (unit_id) AS (
    SELECT %(unit)s::bigint
    UNION ALL
    SELECT held.unit_id FROM {placements} AS held JOIN below ON held.parent_id = below.unit_id
    WHERE held.from_on <= %(last)s AND (held.to_on IS NULL OR held.to_on > %(last)s)
), above (origin, day, unit_id) AS (
    SELECT id, closed_on - 1, id FROM {units} WHERE closed_on > %(first)s AND closed_on <= %(last)s
    UNION ALL
    SELECT above.origin, above.day, held.parent_id
    FROM above JOIN {placements} AS held ON held.unit_id = above.unit_id
    WHERE held.from_on <= above.day AND (held.to_on IS NULL OR held.to_on > above.day) AND held.parent_id IS NOT NULL
)
SELECT unit_id FROM below UNION SELECT origin FROM above WHERE unit_id = %(unit)s
"""

# From some units up to the root; `origin` is the unit that was asked for.
_UP = """
WITH RECURSIVE held AS (
    SELECT {columns} FROM {placements} WHERE from_on <= %(day)s AND (to_on IS NULL OR to_on > %(day)s)
), walked AS (
    SELECT held.*, unit_id AS origin, 0 AS height FROM held WHERE unit_id = ANY(%(units)s)
    UNION ALL
    SELECT held.*, walked.origin, walked.height + 1 FROM held JOIN walked ON held.unit_id = walked.parent_id
)
SELECT origin, array_agg(name::text ORDER BY height DESC) FROM walked GROUP BY origin
"""


def held_on(day: datetime.date) -> QuerySet[Placement]:
    """Return the placements that held on a day, in no order."""
    return Placement.objects.filter(Q(to_on__isnull=True) | Q(to_on__gt=day), from_on__lte=day).order_by()


def tree_on(day: datetime.date) -> list[Standing]:
    """Return the whole tree of a day in tree order."""
    return _walk_down("parent_id IS NULL", {"day": day})


def subtree_on(unit: Unit, day: datetime.date) -> list[Standing]:
    """Return the unit and what stood below it on a day, in tree order; paths begin at the unit."""
    return _walk_down("unit_id = %(unit)s", {"day": day, "unit": unit.pk})


def members_during(unit: Unit, first: datetime.date, last: datetime.date) -> set[int]:
    """Return the unit, what stood below it on the last day, and what was closed in these days while it stood there.

    A merger or an abolition within a period takes nothing from a register of it.
    """
    statement = _DURING.format(placements=_placements(), units=connection.ops.quote_name(Unit._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(statement, {"unit": unit.pk, "first": first, "last": last})
        return {unit_id for (unit_id,) in cursor.fetchall()}


def path_on(unit: Unit, day: datetime.date) -> tuple[str, ...]:
    """Return the names from the root to the unit as they were on a day; empty if it did not exist then."""
    return paths_on([unit.pk], day).get(unit.pk, ())


def paths_on(unit_ids: Iterable[int], day: datetime.date) -> dict[int, tuple[str, ...]]:
    """Return the same for many units at once; units that did not exist on the day are left out."""
    statement = _UP.format(columns=_COLUMNS, placements=_placements())
    with connection.cursor() as cursor:
        cursor.execute(statement, {"day": day, "units": list(unit_ids)})
        return {origin: tuple(path) for origin, path in cursor.fetchall()}


def names_on(unit_ids: Iterable[int], day: datetime.date) -> dict[int, str]:
    """Return the name that each unit bore on a day; units that did not exist then are left out."""
    return dict(held_on(day).filter(unit_id__in=unit_ids).values_list("unit_id", "name"))


def _walk_down(start: str, values: Mapping[str, datetime.date | int]) -> list[Standing]:
    statement = _DOWN.format(columns=_COLUMNS, placements=_placements(), start=start)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [
            Standing(unit_id, parent_id, name, kind, sector, depth, tuple(path))
            for unit_id, parent_id, name, kind, sector, depth, path in cursor.fetchall()
        ]


def _placements() -> str:
    return connection.ops.quote_name(Placement._meta.db_table)
