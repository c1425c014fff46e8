"""How do obligations arise by themselves?

Set by set: units that share an effective catalog share one list of what is due, the database lays the two together, and
a row that exists stays as it is. Memory holds one batch, whatever the number of units.

* What is periodic follows the edition in force on the period's first day, and is owed by units that existed then.
* Where an item gets a period of another length, the new one begins on the first day on which periods of both lengths
  begin; until then the old one runs on by the edition that it followed. So each day belongs to one period of the item.
* What stands for the year is owed by every unit from the day on which it, or the item, is there.
* Days without a scheduler are caught up: each round that was missed is opened as it would have been. What comes to
  light only within a round (a first edition dated back, a unit that came under another superior, the first opening of
  a tenant) is owed from the day on which it does, so it makes nothing overdue at birth and changes no day of the past.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count

from catalogs import effective
from catalogs.effective import EffectiveItem, Standing, UnitCatalog
from catalogs.kinds import TimeMode
from catalogs.models import Item, Override
from core.workdays.periods import Period, PeriodKind, containing
from hierarchy.models import Unit
from obligations.kinds import ClosedReason
from obligations.models import DispatchMark, Obligation
from obligations.rhythms import RHYTHMS, Rhythm
from obligations.terms import Term, Terms, held_at_unit

BATCH = 50_000
"""Rows of one statement."""
FEW = 10
"""New units that are gone through one by one; more are opened with the whole tenant."""
WORD_BREAK = "\n"
"""Between names of departments, which stand on one line."""


@dataclass(frozen=True, slots=True)
class Due:
    """One item as it is owed by every unit that shares a catalog, or that has followed the same edition so far."""

    item_id: int
    lineage: UUID
    departments: tuple[str, ...]
    term: Term


@dataclass(frozen=True, slots=True)
class Round:
    """What is opened: one round of one rhythm."""

    rhythm: Rhythm
    period: Period
    asked_on: datetime.date
    """The day of which the catalogs are asked, and on which a unit has to have been there."""
    opened_on: datetime.date
    """The day from which it is owed; what would have been due before is not opened."""

    def concerns(self, entry: EffectiveItem) -> bool:
        """Say whether the item comes round in this rhythm and the unit has not declined it."""
        if entry.standing == Standing.DECLINED or entry.item.time_mode != self.rhythm.mode:
            return False
        return self.rhythm.mode is TimeMode.STANDING or entry.item.period == self.period.kind.value

    def runs_on_under(self, entry: EffectiveItem) -> bool:
        """Say whether the item has a longer period, of which one began before this round: a shorter one may run on."""
        if self.rhythm.mode is TimeMode.STANDING or entry.standing == Standing.DECLINED:
            return False
        if entry.item.time_mode != TimeMode.PERIODIC or entry.item.period == self.period.kind.value:
            return False
        return containing(self.period.first, PeriodKind(entry.item.period)).first < self.period.first

    def falls_on(self, unit: Unit) -> bool:
        """Say whether the unit was there on the day that counts."""
        return unit.opened_on <= self.asked_on

    def term(self, entry: EffectiveItem, terms: Terms) -> Term:
        """Return when the item is due."""
        return held_at_unit(entry, lambda words: self._by(words, terms))

    def _by(self, words: str, terms: Terms) -> Term:
        if self.rhythm.mode is TimeMode.STANDING:
            return terms.for_standing(words, self.period, self.opened_on)
        return terms.for_period(words, self.period)


@dataclass(frozen=True, slots=True)
class Shared:
    """What the units that share a catalog owe by it in a round."""

    items: tuple[EffectiveItem, ...]
    """Kept, so that their id is theirs alone."""
    dues: list[Due]
    lengthened: Mapping[UUID, EffectiveItem]
    """Items with a longer period, of which a shorter one may run on."""


@dataclass
class Batch:
    """Units by the catalog that they share, and what is due by each such catalog."""

    catalogs: dict[int, Shared] = field(default_factory=dict)
    unit_ids: list[int] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    rows: int = 0

    def add(self, unit: Unit, shared: Shared) -> None:
        """Take in one unit."""
        self.catalogs[id(shared.items)] = shared
        self.unit_ids.append(unit.pk)
        self.keys.append(id(shared.items))
        self.rows += len(shared.dues) + len(shared.lengthened)


@transaction.atomic
def catch_up(*, on: datetime.date) -> int:
    """Open what has come round up to this day, in every rhythm, and what the present rounds lack; return how much.

    Rounds are opened in the order in which they began, for which period an item is in depends on the one before.
    Repeating it does nothing; two at the same time take turns.
    """
    marks = {rhythm: DispatchMark.objects.claimed(rhythm.name) for rhythm in RHYTHMS}
    missed = {rhythm: rhythm.rounds(mark.opened_through, on) for rhythm, mark in marks.items()}
    opened = 0
    for rhythm, period in _in_order(missed):
        opened += open_period(rhythm.mode, period, on=on, begins=marks[rhythm].opened_through is not None)
    begun = [rhythm for rhythm, mark in marks.items() if mark.opened_through is not None]
    for rhythm, period in _in_order({rhythm: [containing(on, rhythm.period_kind)] for rhythm in begun}):
        opened += open_period(rhythm.mode, period, on=on)
    for rhythm, mark in marks.items():
        mark.opened_through = missed[rhythm][-1].first if missed[rhythm] else mark.opened_through
        mark.swept_on = on
        mark.save()
    return opened


def _in_order(rounds: Mapping[Rhythm, Sequence[Period]]) -> list[tuple[Rhythm, Period]]:
    found = [(rhythm, period) for rhythm, periods in rounds.items() for period in periods]
    return sorted(found, key=lambda each: each[1].first)


def open_period(
    mode: TimeMode, period: Period, *, on: datetime.date, within: Unit | None = None, begins: bool = False
) -> int:
    """Open one round, for the whole tenant or a subtree, and return how many obligations arose.

    `begins` says that the round is opened as such, at its begin or in arrears; else only what it lacks is added, owed
    from today, and nothing that would be overdue at birth.
    """
    rhythm = Rhythm(mode, period.kind)
    today = min(max(on, period.first), period.last)
    opened_on = period.first if begins else today
    found = Round(rhythm, period, period.first if mode is TimeMode.PERIODIC else opened_on, opened_on)
    with transaction.atomic():
        terms = Terms.now()
        lengths = _of_several_lengths() if mode is TimeMode.PERIODIC else []
        return sum(
            _insert(dues, found, terms, lengths, lacking=not begins)
            for batch in _batches(found, terms, within)
            for dues in (_by_catalog(batch), _running_on(batch, found, terms))
        )


def open_for_new_units(unit_ids: list[int], *, on: datetime.date) -> int:
    """Open what stands for the year at units that have just been created; the rest comes with the next periods."""
    standing = RHYTHMS[0]
    period = containing(on, standing.period_kind)
    if len(unit_ids) > FEW:
        return open_period(standing.mode, period, on=on)
    units = Unit.objects.open().filter(pk__in=unit_ids)
    return sum(open_period(standing.mode, period, on=on, within=unit) for unit in units)


def _batches(found: Round, terms: Terms, within: Unit | None) -> Iterator[Batch]:
    batch = Batch()
    for catalog in effective.for_all(on=found.asked_on, within=within):
        if not found.falls_on(catalog.unit):
            continue
        shared = batch.catalogs.get(id(catalog.items)) or _shared(catalog, found, terms)
        if not shared.dues and not shared.lengthened:
            continue
        batch.add(catalog.unit, shared)
        if batch.rows >= BATCH:
            yield batch
            batch = Batch()
    if batch.rows:
        yield batch


def _shared(catalog: UnitCatalog, found: Round, terms: Terms) -> Shared:
    wanted = [(entry, found.term(entry, terms)) for entry in catalog.items if found.concerns(entry)]
    return Shared(
        catalog.items,
        [
            Due(entry.item.pk, entry.item.lineage, tuple(entry.item.departments), term)
            for entry, term in wanted
            if _is_owed(entry, term, found)
        ],
        {entry.item.lineage: entry for entry in catalog.items if found.runs_on_under(entry)},
    )


def _is_owed(entry: EffectiveItem, term: Term, found: Round) -> bool:
    """Say whether it is in time still, and does not fall due while the unit is exempt, as `closing` has it."""
    if term.due_on < found.opened_on:
        return False
    return entry.release is None or (entry.release.by.ends_on is not None and term.due_on >= entry.release.by.ends_on)


@dataclass
class Dues:
    """Units by what they owe alike, as the statement takes it."""

    unit_ids: Sequence[int]
    keys: Sequence[int]
    by_key: Mapping[int, Sequence[Due]]


def _by_catalog(batch: Batch) -> Dues:
    return Dues(batch.unit_ids, batch.keys, {key: shared.dues for key, shared in batch.catalogs.items()})


def _running_on(batch: Batch, found: Round, terms: Terms) -> Dues:
    """Return what goes on in the shorter period that it has had up to here, by the edition that this followed."""
    alike: dict[Due, int] = {}
    unit_ids: list[int] = []
    keys: list[int] = []
    lineages = {lineage for shared in batch.catalogs.values() for lineage in shared.lengthened}
    if not lineages:
        return Dues(unit_ids, keys, {})
    catalog_of = dict(zip(batch.unit_ids, batch.keys, strict=True))
    before = Obligation.objects.own().of_period(found.period.previous()).filter(kind=TimeMode.PERIODIC)
    rows = before.filter(unit__in=batch.unit_ids, lineage__in=lineages).order_by("pk")
    columns = rows.values_list("unit_id", "item_id", "lineage", "rule_text", "responsible")
    for unit_id, item_id, lineage, rule_text, responsible in columns:
        entry = batch.catalogs[catalog_of[unit_id]].lengthened.get(lineage)
        due = Due(item_id, lineage, tuple(responsible), terms.for_period(rule_text, found.period))
        if entry is not None and _is_owed(entry, due.term, found):
            unit_ids.append(unit_id)
            keys.append(alike.setdefault(due, len(alike)))
    return Dues(unit_ids, keys, {key: [due] for due, key in alike.items()})


def _of_several_lengths() -> list[str]:
    """Return the items that have had periods of several lengths, in an edition or as units made them stricter."""
    periodic = Item.objects.filter(time_mode=TimeMode.PERIODIC).order_by().values("lineage")
    changed = periodic.annotate(lengths=Count("period", distinct=True)).filter(lengths__gt=1)
    shortened = Override.objects.tightening().exclude(period="").order_by().values_list("lineage", flat=True).distinct()
    return sorted({str(row["lineage"]) for row in changed} | {str(lineage) for lineage in shortened})


def _insert(owed: Dues, found: Round, terms: Terms, lengths: Sequence[str], *, lacking: bool) -> int:
    """Write them in one statement; `lacking` first looks which rows are there, so that a sweep writes none."""
    dues = [(key, due) for key, listed in owed.by_key.items() for due in listed]
    if not dues:
        return 0
    values: dict[str, Any] = {
        "units": owed.unit_ids,
        "keys": owed.keys,
        "due_keys": [key for key, _due in dues],
        "items": [due.item_id for _key, due in dues],
        "lineages": [str(due.lineage) for _key, due in dues],
        "days": [due.term.due_on for _key, due in dues],
        "provisional": [due.term.provisional for _key, due in dues],
        "rules": [due.term.rule_text for _key, due in dues],
        "responsible": [WORD_BREAK.join(due.departments) for _key, due in dues],
        "kind": found.rhythm.mode.value,
        "label": found.period.label,
        "period_kind": found.period.kind.value,
        "first": found.period.first,
        "last": found.period.last,
        "opened_on": found.opened_on,
        "counted_from": found.opened_on if found.rhythm.mode is TimeMode.STANDING else None,
        "revision": terms.revision,
        "lacking": lacking,
        "lengths": lengths,
        "forgotten": [ClosedReason.TERMINATED.value, ClosedReason.WITHDRAWN.value],
        "break": WORD_BREAK,
    }
    table = connection.ops.quote_name(Obligation._meta.db_table)
    uncovered = _UNCOVERED.format(table=table) if lengths else ""
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT.format(table=table, uncovered=uncovered), values)
        return int(cursor.rowcount)


_STATEMENT = """
INSERT INTO {table} (
    public_id, unit_id, item_id, lineage, kind, label, period_kind, period_start, period_end, is_summary,
    opened_on, counted_from, due_on, provisional, rule_text, calendar_revision, responsible, closed_reason, closed_note
)
SELECT gen_random_uuid(), unit.id, due.item_id, due.lineage, %(kind)s, %(label)s, %(period_kind)s, %(first)s, %(last)s,
       false, %(opened_on)s, %(counted_from)s::date, due.due_on, due.provisional, due.rule_text, %(revision)s,
       string_to_array(due.responsible, %(break)s), '', ''
FROM unnest(%(units)s::bigint[], %(keys)s::bigint[]) AS unit (id, catalog)
JOIN unnest(
    %(due_keys)s::bigint[], %(items)s::bigint[], %(lineages)s::uuid[], %(days)s::date[], %(provisional)s::boolean[],
    %(rules)s::text[], %(responsible)s::text[]
) AS due (catalog, item_id, lineage, due_on, provisional, rule_text, responsible) USING (catalog)
WHERE (NOT %(lacking)s OR NOT EXISTS (
    SELECT FROM {table} AS there
    WHERE there.unit_id = unit.id AND there.lineage = due.lineage
      AND there.period_kind = %(period_kind)s AND there.period_start = %(first)s
)) {uncovered}
ON CONFLICT DO NOTHING
"""

_UNCOVERED = """
AND NOT (due.lineage = ANY(%(lengths)s::uuid[]) AND EXISTS (
    SELECT FROM {table} AS other
    WHERE other.unit_id = unit.id AND other.lineage = due.lineage AND other.kind = %(kind)s
      AND other.period_kind <> %(period_kind)s AND other.period_start <= %(last)s AND other.period_end >= %(first)s
      AND other.taken_over_from_id IS NULL AND other.closed_reason <> ALL(%(forgotten)s)
))
"""
