"""What would a file change in the tree? Told before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hierarchy import tree
from hierarchy.imports import reading
from hierarchy.imports.resolving import Known, Place, Plan


class Kind(StrEnum):
    """What a row does to a unit; a row may do several of these."""

    CREATED = "created"
    MOVED = "moved"
    RENAMED = "renamed"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MISSING = "missing"


@dataclass(frozen=True)
class Difference:
    """One thing that a row, or the lack of one, says about a unit. `row` is None for a unit that the file lacks."""

    kind: Kind
    row: int | None
    code: str
    name: str
    before: str = ""
    after: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the difference for programs."""
        return {
            "kind": str(self.kind),
            "row": self.row,
            "code": self.code,
            "name": self.name,
            "before": self.before,
            "after": self.after,
        }


@dataclass(eq=False)
class Wanted:
    """What a unit of the file is to be, complete: what a row leaves out is taken from what is known."""

    place: Place
    code: str
    name: str
    kind: str
    sector: str
    sort_no: int
    departments: tuple[str, ...] | None
    kinds: set[Kind] = field(default_factory=set)

    @property
    def is_new(self) -> bool:
        """Whether there is no such unit yet."""
        return self.place.known is None


@dataclass
class Comparison:
    """The units of the file as they are to be, and how they differ from what is known."""

    wanted: list[Wanted]
    differences: list[Difference]

    def counts(self) -> dict[str, int]:
        """Return how many units each kind of difference concerns."""
        found = {str(kind): sum(kind in unit.kinds for unit in self.wanted) for kind in Kind}
        found[str(Kind.UNCHANGED)] = sum(not unit.kinds for unit in self.wanted)
        found[str(Kind.MISSING)] = sum(difference.kind is Kind.MISSING for difference in self.differences)
        return found


def compare(plan: Plan, *, taken_codes: Iterable[str]) -> Comparison:
    """Return what each row makes of its unit; call only for a plan without problems."""
    sort_numbers = _sort_numbers(plan.places)
    codes = _Codes(taken_codes)
    wanted = [_wanted(place, sort_numbers[place], codes) for place in plan.places if place.record is not None]
    differences = [difference for unit in wanted for difference in _differences(unit)]
    differences += [Difference(Kind.MISSING, None, unit.code, unit.name) for unit in plan.missing]
    return Comparison(wanted, differences)


def _wanted(place: Place, sort_no: int, codes: _Codes) -> Wanted:
    record, known = place.record, place.known
    if record is None:
        raise ValueError("a place without a row")
    kind = record.kind or (known.kind if known else reading.kind_of_name(record.name))
    sector = record.sector or (known.sector if known else None)
    if kind is None or sector is None:
        raise ValueError("a new unit without kind or sector was planned")
    return Wanted(
        place=place,
        code=record.code or (known.code if known else codes.next()),
        name=record.name,
        kind=str(kind),
        sector=str(sector),
        sort_no=sort_no,
        departments=record.departments,
    )


def _sort_numbers(places: Sequence[Place]) -> dict[Place, int]:
    """Return the number of each place: as the file says, else as known, else behind the siblings in file order."""
    numbers: dict[Place, int] = {}
    for place in places:
        if place.record is not None and place.record.sort_no is not None:
            numbers[place] = place.record.sort_no
        elif place.known is not None:
            numbers[place] = place.known.sort_no
    last: defaultdict[Place | None, int] = defaultdict(int)
    for place, number in numbers.items():
        last[place.parent] = max(last[place.parent], number)
    for place in places:
        if place not in numbers:
            last[place.parent] += tree.SORT_STEP
            numbers[place] = last[place.parent]
    return numbers


class _Codes:
    """Codes for units that came without one: the next free number."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._number = 0

    def next(self) -> str:
        self._number += 1
        while (code := f"AUTO-{self._number:05d}") in self._taken:
            self._number += 1
        return code


def _differences(wanted: Wanted) -> Iterable[Difference]:
    place, known = wanted.place, wanted.place.known
    row = place.record.row.number if place.record is not None else None
    if known is None:
        wanted.kinds.add(Kind.CREATED)
        yield Difference(Kind.CREATED, row, wanted.code, wanted.name, after=place.parent.name if place.parent else "")
        return
    for kind, before, after in _changes(wanted, known):
        wanted.kinds.add(kind)
        yield Difference(kind, row, wanted.code, wanted.name, before, after)


def _changes(wanted: Wanted, known: Known) -> Iterable[tuple[Kind, str, str]]:
    parent = wanted.place.parent
    parent_id = parent.known.id if parent is not None and parent.known is not None else None
    if parent_id != known.parent_id:
        yield Kind.MOVED, known.parent_name, parent.name if parent is not None else ""
    if wanted.name != known.name:
        yield Kind.RENAMED, known.name, wanted.name
    for before, after in (
        (known.kind, wanted.kind),
        (known.sector, wanted.sector),
        (str(known.sort_no), str(wanted.sort_no)),
    ):
        if before != after:
            yield Kind.CHANGED, before, after
    if wanted.departments is not None and set(wanted.departments) != known.departments:
        yield Kind.CHANGED, "、".join(sorted(known.departments)), "、".join(wanted.departments)
