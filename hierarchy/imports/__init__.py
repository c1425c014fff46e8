"""Import of the tree from a spreadsheet: what is in the file, what it would change, and the change itself."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import clock, events, sheets
from core.audit import trail
from core.sheets import ImportReport, Problem, Table
from hierarchy import history, locks, policies, rules
from hierarchy.events import TreeImported, UnitMoved, UnitRenamed
from hierarchy.imports import columns, difference, reading, resolving, writing
from hierarchy.imports.difference import Comparison, Kind, Wanted
from hierarchy.models import Unit

__all__ = ["import_units"]


def import_units(
    stream: BinaryIO,
    name: str,
    *,
    actor: policies.Actor,
    at: datetime.datetime,
    dry_run: bool = False,
    effective_on: datetime.date | None = None,
) -> ImportReport:
    """Make the tree what the file says, from today on; with `dry_run`, only tell what would change.

    Nothing is written if one row is wrong; the report then lists every problem by row and column, and its `written` is
    False. Units that the file does not name stay as they are and are listed as missing. The same file a second time
    changes nothing. The first import into an empty tree may be dated back.
    """
    table = sheets.read_layout(stream, name, layouts=columns.LAYOUTS)
    records, problems = reading.read(table)
    if dry_run:
        with transaction.atomic():
            return _judge(table, records, problems, actor)[0]
    with locks.tree_lock():
        report, comparison = _judge(table, records, problems, actor)
        if comparison is None:
            return report
        today = clock.local_date(at)
        day = rules.days(effective_on, today=today, may_be_past=not Unit.objects.exists())
        _write(comparison, on=history.first_writable_day(day), actor=actor, at=at, source=name)
    return ImportReport(report.rows, report.read, report.needs_person, {**report.extra, "written": True})


def _judge(
    table: Table, records: Sequence[reading.Record], problems: Sequence[Problem], actor: policies.Actor
) -> tuple[ImportReport, Comparison | None]:
    """Return the report, and the comparison unless a problem forbids to write."""
    root = Unit.objects.roots().first()
    (policies.manage(actor.renewed(), root) if root else policies.found(actor)).enforce()
    known = writing.known_units()
    plan = resolving.resolve(records, known)
    found = sorted([*problems, *plan.problems], key=lambda problem: problem.row)
    if found:
        wrong = {problem.row for problem in found}
        read = sum(row.number not in wrong for row in table.rows)
        return ImportReport(len(table.rows), read, found, {"written": False}), None
    comparison = difference.compare(plan, taken_codes=[unit.code for unit in known])
    extra: dict[str, Any] = {
        "written": False,
        **comparison.counts(),
        "differences": [found.as_json() for found in comparison.differences],
    }
    return ImportReport(len(table.rows), len(table.rows), (), extra), comparison


def _write(
    comparison: Comparison, *, on: datetime.date, actor: policies.Actor, at: datetime.datetime, source: str
) -> None:
    units = writing.write(comparison.wanted, on=on)
    touched = [wanted for wanted in comparison.wanted if wanted.kinds]
    if not touched:
        return
    by_code = {unit.code: unit for unit in units}
    for wanted in touched:
        _record_change(wanted, by_code.get(wanted.code), on=on, actor=actor, at=at, source=source)
    root = Unit.objects.roots().get()
    trail.record(
        "unit.import",
        root,
        actor=actor,
        at=at,
        label=_("导入组织架构"),
        after=comparison.counts(),
        note=source,
    )
    events.publish(TreeImported(tuple(unit.pk for unit in units), on))


def _record_change(
    wanted: Wanted, unit: Unit | None, *, on: datetime.date, actor: policies.Actor, at: datetime.datetime, source: str
) -> None:
    """Keep what became of a unit that was there before, and tell the rooms above; new units stand in the summary."""
    known = wanted.place.known
    if known is None or unit is None:
        return
    parent = wanted.place.parent
    trail.record(
        "unit.import_change",
        unit,
        actor=actor,
        at=at,
        label=_("导入时变更单位"),
        before={
            "name": known.name,
            "kind": known.kind,
            "sector": known.sector,
            "sort_no": known.sort_no,
            "parent": known.parent_name,
        },
        after={
            "name": unit.name,
            "kind": unit.kind,
            "sector": unit.sector,
            "sort_no": unit.sort_no,
            "parent": parent.name if parent else "",
        },
        note=source,
    )
    if Kind.RENAMED in wanted.kinds:
        events.publish(UnitRenamed(unit.pk, known.name, unit.name, on))
    if Kind.MOVED in wanted.kinds and unit.parent_id is not None:
        events.publish(UnitMoved(unit.pk, known.parent_id, unit.parent_id, on))
