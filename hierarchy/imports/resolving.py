"""Which unit does each row mean, and under which does it put it?

Pure: records of a file and the units that are known go in, a plan of the whole tree or a list of problems comes out.
A row means the unit that has its code; without a code, the unit at the same path. Superiors are looked for in the file
first and among the known units second.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from core.errors import Text
from core.sheets import Problem
from hierarchy import rules
from hierarchy.imports import columns, reading
from hierarchy.imports.reading import Record


@dataclass(frozen=True)
class Known:
    """A unit as it stands."""

    id: int
    parent_id: int | None
    code: str
    name: str
    kind: str
    sector: str
    sort_no: int
    closed_on: datetime.date | None
    parent_name: str = ""
    departments: frozenset[str] = frozenset()


@dataclass(eq=False)
class Place:
    """A node of the tree to be: a row of the file, a known unit, or both."""

    record: Record | None
    known: Known | None
    parent: Place | None = None

    @property
    def name(self) -> str:
        """The name that the unit will have."""
        if self.record is not None:
            return self.record.name
        return self.known.name if self.known is not None else ""


@dataclass
class Plan:
    """The tree to be, in the order of the file; `missing` are open units that the file does not name."""

    places: list[Place] = field(default_factory=list)
    missing: list[Known] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def resolve(records: Sequence[Record], known: Sequence[Known]) -> Plan:
    """Return where every row stands in the tree, or what keeps it from standing there."""
    return _Resolver(records, known).plan()


class _Resolver:
    def __init__(self, records: Sequence[Record], known: Sequence[Known]) -> None:
        self.known = {unit.id: unit for unit in known}
        self.known_by_code = {unit.code: unit for unit in known}
        self.known_paths = _paths(self.known)
        self.problems: list[Problem] = []
        self.rows = [Place(record, self.known_by_code.get(record.code)) for record in records]
        self.by_unit: dict[int, Place] = {}
        self.rows_by_code: dict[str, Place] = {}
        self.rows_by_name: defaultdict[str, list[Place]] = defaultdict(list)
        self.rows_by_path: dict[tuple[str, ...], Place] = {}
        self.known_by_name: defaultdict[str, list[Known]] = defaultdict(list)

    def plan(self) -> Plan:
        self._index()
        for place, record in self._pairs():
            place.parent = self._parent(place, record)
        if not self.problems:
            self._refuse_circles()
        if not self.problems:
            self._refuse_depth(self.rows)
        if not self.problems:
            self._match_by_path()
        rest = self._rest()
        if not self.problems:
            self._refuse_second_root(rest)
            self._refuse_circles()
            self._refuse_unclassified()
        if not self.problems:
            self._refuse_depth([*self.rows, *rest])
        missing = [place.known for place in rest if place.known is not None and place.known.closed_on is None]
        return Plan([*self.rows, *rest], missing, sorted(self.problems, key=lambda problem: problem.row))

    def _pairs(self) -> Iterator[tuple[Place, Record]]:
        return ((place, place.record) for place in self.rows if place.record is not None)

    def _problem(self, record: Record, column: str, code: str, reason: Text) -> None:
        self.problems.append(record.row.problem(column, code, reason))

    def _index(self) -> None:
        for place, record in self._pairs():
            if record.name:
                self.rows_by_name[record.name].append(place)
            self._index_code(place, record)
            self._index_path(place, record)
        for unit in self.known.values():
            if unit.closed_on is None and unit.id not in self.by_unit:
                self.known_by_name[unit.name].append(unit)

    def _index_code(self, place: Place, record: Record) -> None:
        if not record.code:
            return
        if (first := self.rows_by_code.setdefault(record.code, place)) is not place:
            reason = _("单位编码“%(code)s”与第 %(row)d 行重复，请改正其中一个。") % {
                "code": record.code,
                "row": _row_of(first),
            }
            self._problem(record, columns.CODE, "unit.code_doubled", reason)
        elif place.known is not None:
            self.by_unit[place.known.id] = place
            if place.known.closed_on is not None:
                reason = _("编码“%(code)s”属于已撤销的“%(name)s”，请换一个编码。") % {
                    "code": record.code,
                    "name": place.known.name,
                }
                self._problem(record, columns.CODE, "unit.closed", reason)

    def _index_path(self, place: Place, record: Record) -> None:
        if not record.path:
            return
        if (first := self.rows_by_path.setdefault(record.path, place)) is not place:
            reason = _("路径与第 %(row)d 行重复，请删去其中一行。") % {"row": _row_of(first)}
            self._problem(record, columns.PATH, "unit.path_doubled", reason)

    def _parent(self, place: Place, record: Record) -> Place | None:
        if record.path:
            return self._parent_by_path(record)
        if not record.parent:
            return None
        text = record.parent
        if text in self.rows_by_code:
            return self.rows_by_code[text]
        if text in self.known_by_code:
            return self._known_parent(record, self.known_by_code[text])
        named = self.rows_by_name.get(text, [])
        others = [other for other in named if other is not place]
        candidates = others or [self._place_of(unit) for unit in self.known_by_name.get(text, ())]
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            reason = _("有 %(count)d 个单位都叫“%(name)s”，请改填上级单位的编码。") % {
                "count": len(candidates),
                "name": text,
            }
            self._problem(record, columns.PARENT, "unit.parent_ambiguous", reason)
        elif named:
            reason = _("“%(name)s”把自己填成了上级单位，请改正。") % {"name": text}
            self._problem(record, columns.PARENT, "unit.cycle", reason)
        else:
            self._unknown_parent(record, text)
        return None

    def _parent_by_path(self, record: Record) -> Place | None:
        above = record.path[:-1]
        if not above:
            return None
        if above in self.rows_by_path:
            return self.rows_by_path[above]
        if above in self.known_paths:
            return self._known_parent(record, self.known[self.known_paths[above]])
        self._unknown_parent(record, "/".join(above))
        return None

    def _unknown_parent(self, record: Record, text: str) -> None:
        reason = _("没有找到上级单位“%(name)s”，请核对名称，或在表中补上这个单位。") % {"name": text}
        self._problem(record, record.place_column, "unit.parent_unknown", reason)

    def _known_parent(self, record: Record, unit: Known) -> Place | None:
        if unit.closed_on is not None:
            reason = _("上级单位“%(name)s”已撤销，请改填现有的单位。") % {"name": unit.name}
            self._problem(record, record.place_column, "unit.parent_closed", reason)
            return None
        return self._place_of(unit)

    def _place_of(self, unit: Known) -> Place:
        """Return the one place of a known unit: that of its row, if it has one."""
        return self.by_unit.setdefault(unit.id, Place(None, unit))

    def _match_by_path(self) -> None:
        """Give rows without a code the known unit at the same path; two rows never mean the same unit."""
        taken: dict[tuple[str, ...], Place] = {}
        for place, record in self._pairs():
            if record.code:
                continue
            path = _path_of(place)
            if (first := taken.setdefault(path, place)) is not place:
                reason = _("与第 %(row)d 行是同一个单位，请删去其中一行，或用单位编码区分。") % {"row": _row_of(first)}
                self._problem(record, columns.NAME, "unit.doubled", reason)
                continue
            unit = self.known.get(self.known_paths.get(path, -1))
            if unit is not None:
                self._merge(place, record, unit)

    def _merge(self, place: Place, record: Record, unit: Known) -> None:
        other = self.by_unit.get(unit.id)
        if other is not None and other.record is not None:
            reason = _("与第 %(row)d 行是同一个单位，请删去其中一行。") % {"row": _row_of(other)}
            self._problem(record, columns.NAME, "unit.doubled", reason)
            return
        place.known = unit
        self.by_unit[unit.id] = place
        if other is not None:
            for row in self.rows:
                if row.parent is other:
                    row.parent = place

    def _rest(self) -> list[Place]:
        """Return the places of the known units that no row means, each where it stands."""
        rest = [self._place_of(unit) for unit in self.known.values() if self._has_no_row(unit)]
        for place in rest:
            if place.known is not None and place.known.parent_id is not None:
                place.parent = self._place_of(self.known[place.known.parent_id])
        return rest

    def _has_no_row(self, unit: Known) -> bool:
        place = self.by_unit.get(unit.id)
        return place is None or place.record is None

    def _refuse_second_root(self, rest: Iterable[Place]) -> None:
        roots = [place for place in (*rest, *self.rows) if place.parent is None]
        for place in roots[1:]:
            if place.record is not None:
                reason = _(
                    "没有填上级单位，而最上级单位已经是“%(name)s”。一个租户只有一个最上级单位，请填写上级单位。"
                ) % {"name": roots[0].name}
                self._problem(place.record, place.record.place_column, "unit.second_root", reason)

    def _refuse_circles(self) -> None:
        for place in _on_circles(self.rows):
            if place.record is not None:
                reason = _("“%(name)s”的上级单位又是它自己的下级，形成了循环，请改正上级单位。") % {"name": place.name}
                self._problem(place.record, place.record.place_column, "unit.cycle", reason)

    def _refuse_depth(self, places: Sequence[Place]) -> None:
        """Keep paths short: a file may claim any depth, and every path is as long as its unit is deep.

        The first problem says it for all that hang below.
        """
        levels = _levels(places)
        deep = [place for place in places if levels[place] > rules.MAX_LEVELS]
        record = _nearest_record(deep[0]) if deep else None
        if record is not None:
            reason = _("组织层级超过%(most)d级，请核对上级单位是否填错。") % {"most": rules.MAX_LEVELS}
            self._problem(record, record.place_column, "tree.too_deep", reason)

    def _refuse_unclassified(self) -> None:
        """A new unit needs a kind, which its name may state, and a sector; of a known one both are known."""
        for place, record in self._pairs():
            if place.known is not None:
                continue
            if not record.row.text(columns.KIND) and reading.kind_of_name(record.name) is None:
                reason = _("“%(name)s”是新单位，请填写组织类型。") % {"name": record.name}
                self._problem(record, columns.KIND, "unit.kind_missing", reason)
            if not record.row.text(columns.SECTOR):
                reason = _("“%(name)s”是新单位，请填写领域。") % {"name": record.name}
                self._problem(record, columns.SECTOR, "unit.sector_missing", reason)


def _row_of(place: Place) -> int:
    return place.record.row.number if place.record is not None else 0


def _paths(known: dict[int, Known]) -> dict[tuple[str, ...], int]:
    """Return the open unit at each path; where siblings share a name, the path means none of them."""
    paths: dict[int, tuple[str, ...]] = {}
    for unit in known.values():
        chain: list[Known] = []
        walked: Known | None = unit
        while walked is not None and walked.id not in paths:
            chain.append(walked)
            walked = known[walked.parent_id] if walked.parent_id is not None else None
        for link in reversed(chain):
            above = paths[link.parent_id] if link.parent_id is not None else ()
            paths[link.id] = (*above, link.name)
    found: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for pk, path in paths.items():
        if known[pk].closed_on is None:
            found[path].append(pk)
    return {path: ids[0] for path, ids in found.items() if len(ids) == 1}


def _path_of(place: Place) -> tuple[str, ...]:
    """Return the names from the root to the place; only for places on no circle."""
    names: list[str] = []
    walked: Place | None = place
    while walked is not None:
        names.append(walked.name)
        walked = walked.parent
    return tuple(reversed(names))


def _nearest_record(place: Place) -> Record | None:
    """Return the row of the place, or of the nearest one above it that the file moved."""
    walked: Place | None = place
    while walked is not None and walked.record is None:
        walked = walked.parent
    return walked.record if walked is not None else None


def _levels(places: Iterable[Place]) -> dict[Place, int]:
    """Return at which level each place stands, the root at 1; only for places on no circle."""
    levels: dict[Place, int] = {}
    for place in places:
        chain: list[Place] = []
        walked: Place | None = place
        while walked is not None and walked not in levels:
            chain.append(walked)
            walked = walked.parent
        above = levels[walked] if walked is not None else 0
        for link in reversed(chain):
            above += 1
            levels[link] = above
    return levels


def _on_circles(places: Sequence[Place]) -> list[Place]:
    """Return the places that are their own ancestors; each place is walked over once."""
    done: set[Place] = set()
    found: list[Place] = []
    for start in places:
        chain: dict[Place, None] = {}
        walked: Place | None = start
        while walked is not None and walked not in done and walked not in chain:
            chain[walked] = None
            walked = walked.parent
        if walked is not None and walked in chain:
            links = list(chain)
            found.extend(links[links.index(walked) :])
        done.update(chain)
    return found
