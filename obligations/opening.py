"""How do obligations arise by themselves?

Set by set: units that share an effective catalog share one list of what is due, the database lays the two together, and
a row that exists stays as it is. Memory holds one batch, whatever the number of units.

* What is periodic follows the edition in force on the period's first day, and is owed by units that existed then.
* What stands for the year is owed by every unit from the day on which it, or the item, is there.
* Days without a scheduler are caught up: each round that was missed is opened as it would have been. What comes to
  light only within a round (a first edition dated back, a unit that came under another superior, the first opening of
  a tenant) is owed from the day on which it does, so it makes nothing overdue at birth and changes no day of the past.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from catalogs import effective
from catalogs.effective import EffectiveItem, Standing, UnitCatalog
from catalogs.kinds import TimeMode
from core.workdays.periods import Period, containing
from hierarchy.models import Unit
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
    """One item as it is owed by every unit that shares a catalog."""

    item: EffectiveItem
    term: Term

    @property
    def is_exempt(self) -> bool:
        """Whether it falls due while the unit is exempt; what falls due after the end is owed, as `closing` has it."""
        release = self.item.release
        return release is not None and (release.by.ends_on is None or self.term.due_on < release.by.ends_on)


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


@dataclass
class Batch:
    """Units by the catalog that they share, and what is due by each such catalog."""

    catalogs: dict[int, tuple[tuple[EffectiveItem, ...], list[Due]]] = field(default_factory=dict)
    unit_ids: list[int] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    rows: int = 0

    def add(self, found: UnitCatalog, dues: list[Due]) -> None:
        """Take in one unit."""
        self.catalogs[id(found.items)] = (found.items, dues)  # the items are kept, so their id is theirs alone
        self.unit_ids.append(found.unit.pk)
        self.keys.append(id(found.items))
        self.rows += len(dues)


def catch_up(*, on: datetime.date) -> int:
    """Open what has come round up to this day, in every rhythm, and what the present rounds lack; return how much.

    Repeating it does nothing; two at the same time take turns.
    """
    return sum(_advance(rhythm, on) for rhythm in RHYTHMS)


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
        return sum(_insert(batch, found, terms, lacking=not begins) for batch in _batches(found, terms, within))


def open_for_new_units(unit_ids: list[int], *, on: datetime.date) -> int:
    """Open what stands for the year at units that have just been created; the rest comes with the next periods."""
    standing = RHYTHMS[0]
    period = containing(on, standing.period_kind)
    if len(unit_ids) > FEW:
        return open_period(standing.mode, period, on=on)
    units = Unit.objects.open().filter(pk__in=unit_ids)
    return sum(open_period(standing.mode, period, on=on, within=unit) for unit in units)


def _advance(rhythm: Rhythm, on: datetime.date) -> int:
    with transaction.atomic():
        mark = DispatchMark.objects.claimed(rhythm.name)
        first_ever = mark.opened_through is None
        rounds = rhythm.rounds(mark.opened_through, on)
        opened = sum(open_period(rhythm.mode, period, on=on, begins=not first_ever) for period in rounds)
        if not first_ever:
            opened += open_period(rhythm.mode, containing(on, rhythm.period_kind), on=on)
        mark.opened_through = rounds[-1].first if rounds else mark.opened_through
        mark.swept_on = on
        mark.save()
    return opened


def _batches(found: Round, terms: Terms, within: Unit | None) -> Iterator[Batch]:
    batch = Batch()
    for catalog in effective.for_all(on=found.asked_on, within=within):
        if not found.falls_on(catalog.unit):
            continue
        known = batch.catalogs.get(id(catalog.items))
        dues = known[1] if known else _dues(catalog, found, terms)
        if not dues:
            continue
        batch.add(catalog, dues)
        if batch.rows >= BATCH:
            yield batch
            batch = Batch()
    if batch.rows:
        yield batch


def _dues(catalog: UnitCatalog, found: Round, terms: Terms) -> list[Due]:
    wanted = [Due(entry, found.term(entry, terms)) for entry in catalog.items if found.concerns(entry)]
    return [due for due in wanted if due.term.due_on >= found.opened_on and not due.is_exempt]


def _insert(batch: Batch, found: Round, terms: Terms, *, lacking: bool) -> int:
    """Write the batch in one statement; `lacking` first looks which rows are there, so that a sweep writes none."""
    dues = [(key, due) for key, (_items, listed) in batch.catalogs.items() for due in listed]
    values: dict[str, Any] = {
        "units": batch.unit_ids,
        "keys": batch.keys,
        "due_keys": [key for key, _due in dues],
        "items": [due.item.item.pk for _key, due in dues],
        "lineages": [str(due.item.item.lineage) for _key, due in dues],
        "days": [due.term.due_on for _key, due in dues],
        "provisional": [due.term.provisional for _key, due in dues],
        "rules": [due.term.rule_text for _key, due in dues],
        "responsible": [WORD_BREAK.join(due.item.item.departments) for _key, due in dues],
        "kind": found.rhythm.mode.value,
        "label": found.period.label,
        "period_kind": found.period.kind.value,
        "first": found.period.first,
        "last": found.period.last,
        "opened_on": found.opened_on,
        "counted_from": found.opened_on if found.rhythm.mode is TimeMode.STANDING else None,
        "revision": terms.revision,
        "lacking": lacking,
        "break": WORD_BREAK,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT.format(table=connection.ops.quote_name(Obligation._meta.db_table)), values)
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
WHERE NOT %(lacking)s OR NOT EXISTS (
    SELECT FROM {table} AS there
    WHERE there.unit_id = unit.id AND there.lineage = due.lineage
      AND there.period_kind = %(period_kind)s AND there.period_start = %(first)s
)
ON CONFLICT DO NOTHING
"""
