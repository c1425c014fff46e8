"""How are the many units of a file written at once?

New units level by level, changed ones in batches, then the numbers of the whole tree in one pass: a few dozen
statements for ten thousand units. Call under the tree lock.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from hierarchy import history, spelling, tree
from hierarchy.imports.difference import Kind, Wanted
from hierarchy.imports.resolving import Known, Place
from hierarchy.models import Department, Unit

BATCH = 2000
_COLUMNS = ["parent", "name", "kind", "sector", "sort_no", "pinyin", "initials"]
_PLACED = frozenset({Kind.MOVED, Kind.RENAMED, Kind.CHANGED})


def known_units() -> list[Known]:
    """Return the tree as it stands, in two queries."""
    departments: defaultdict[int, set[str]] = defaultdict(set)
    for unit_id, name in Department.objects.filter(closed_on__isnull=True).order_by().values_list("unit_id", "name"):
        departments[unit_id].add(name)
    rows = Unit.objects.values_list(
        "id", "parent_id", "code", "name", "kind", "sector", "sort_no", "closed_on", "parent__name"
    )
    return [Known(*row[:8], row[8] or "", frozenset(departments[row[0]])) for row in rows]


def write(wanted: Sequence[Wanted], *, on: datetime.date) -> list[Unit]:
    """Write what differs, and return the units written, as they stand now."""
    ids = {unit.place: unit.place.known.id for unit in wanted if unit.place.known is not None}
    created = _create([unit for unit in wanted if unit.is_new], ids, on)
    changed = _change([unit for unit in wanted if unit.kinds & _PLACED], ids)
    if created or changed:
        tree.renumber()
        history.hold([*created, *changed], on=on)
    _write_departments([unit for unit in wanted if unit.departments is not None and unit.kinds], ids, on)
    return [*created, *changed]


def _create(new: Sequence[Wanted], ids: dict[Place, int], on: datetime.date) -> list[Unit]:
    """Insert new units, superiors first, since a row names its superior by number."""
    depths = _depths(new)
    created: list[Unit] = []
    for _depth, same in groupby(sorted(new, key=lambda unit: depths[unit.place]), key=lambda unit: depths[unit.place]):
        level = list(same)
        units = [
            Unit(
                parent_id=_parent_id(unit.place, ids),
                code=unit.code,
                name=unit.name,
                kind=unit.kind,
                sector=unit.sector,
                sort_no=unit.sort_no,
                opened_on=on,
                **spelling.spell(unit.name),
            )
            for unit in level
        ]
        tree.insert_unnumbered(units, batch_size=BATCH)
        ids.update((wanted.place, unit.pk) for wanted, unit in zip(level, units, strict=True))
        created.extend(units)
    return created


def _change(changed: Sequence[Wanted], ids: dict[Place, int]) -> list[Unit]:
    found = Unit.objects.in_bulk([ids[unit.place] for unit in changed])
    units: list[Unit] = []
    for wanted in changed:
        unit = found[ids[wanted.place]]
        unit.parent_id = _parent_id(wanted.place, ids)
        unit.name, unit.kind, unit.sector, unit.sort_no = wanted.name, wanted.kind, wanted.sector, wanted.sort_no
        spelt = spelling.spell(unit.name)
        unit.pinyin, unit.initials = spelt["pinyin"], spelt["initials"]
        units.append(unit)
    Unit.objects.bulk_update(units, _COLUMNS, batch_size=500)
    return units


def _parent_id(place: Place, ids: dict[Place, int]) -> int | None:
    parent = place.parent
    if parent is None:
        return None
    return parent.known.id if parent.known is not None else ids[parent]


def _depths(new: Iterable[Wanted]) -> dict[Place, int]:
    """Return how many new units stand above each new unit."""
    depths: dict[Place, int] = {}
    for unit in new:
        chain: list[Place] = []
        walked: Place | None = unit.place
        while walked is not None and walked.known is None and walked not in depths:
            chain.append(walked)
            walked = walked.parent
        above = depths.get(walked, -1) if walked is not None else -1
        for link in reversed(chain):
            above += 1
            depths[link] = above
    return depths


def _write_departments(wanted: Sequence[Wanted], ids: dict[Place, int], on: datetime.date) -> None:
    """Add departments that a file names, reopen closed ones, and close those that it no longer names."""
    listed = {ids[unit.place]: unit.departments or () for unit in wanted}
    standing = list(Department.objects.filter(unit_id__in=listed))
    names = {(department.unit_id, department.name): department for department in standing}
    new: list[Department] = []
    for unit_id, departments in listed.items():
        for number, name in enumerate(departments, start=1):
            department = names.get((unit_id, name)) or Department(unit_id=unit_id, name=name)
            department.sort_no, department.closed_on = number * tree.SORT_STEP, None
            if department.pk is None:
                new.append(department)
    for department in standing:
        if department.name not in listed[department.unit_id] and department.closed_on is None:
            department.closed_on = on
    Department.objects.bulk_create(new, batch_size=BATCH)
    Department.objects.bulk_update(standing, ["sort_no", "closed_on"], batch_size=BATCH)
