"""Does what is public still agree with the ledger: every record, to the letter, and none without an entry?

The chain tells whether the ledger was altered; this tells whether the records were, by whatever way: a statement in the
database passes no verb and leaves no entry.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import auditing
from core import clock, errors, verdicts
from core.audit import trail
from core.ledger import exports, verifying
from core.ledger.models import Checkpoint, Entry
from core.ledger.verifying import Fault
from core.notifications import sending
from core.notifications.messages import Message
from core.workflow import Performed
from disclosures import content
from disclosures.deciding import officers
from disclosures.kinds import State
from disclosures.models import Disclosure
from disclosures.recording import records
from disclosures.recording.records import Kind
from hierarchy.models import Unit

BATCH = 200
STATE_AFTER: Mapping[str, State] = {
    Kind.PUBLISHED: State.PUBLISHED,
    Kind.OPENED_OUTSIDE: State.PUBLISHED,
    Kind.CHANGED: State.CHANGED,
    Kind.WITHDRAWN: State.WITHDRAWN,
    Kind.TERMINATED: State.TERMINATED,
    Kind.MERGED: State.MERGED,
    Kind.IN_ERROR: State.IN_ERROR,
    Kind.NOTICED: State.PUBLISHED,
    Kind.NOTICE_CLOSED: State.PUBLISHED,
}
"""In which state each kind of entry leaves a record."""
COURSE = ("change_reason", "former_index_nos", "merged_into")
"""Facts of `records.course_of` that are nothing else's; the reason is compared by itself."""


@dataclass
class _Stated:
    """What the ledger states of one record."""

    number: int
    content_hash: str
    facts: Mapping[str, Any]
    last: Entry


@dataclass(frozen=True)
class Proof:
    """What shows that one record is unaltered: its entries, the lines of the file, and what was found in them."""

    entries: Sequence[Entry]
    checkpoint: Checkpoint | None
    """The last checkpoint that holds them."""
    lines: Sequence[bytes]
    report: verifying.Report | None
    disagreement: Fault | None

    @property
    def is_sound(self) -> bool:
        """Whether the record is in the ledger, the chain holds, and the record reads as it was recorded."""
        return self.report is not None and self.first_fault is None

    @property
    def first_fault(self) -> Fault | None:
        """What is wrong: with the chain, else with the record."""
        return (self.report.fault if self.report else None) or self.disagreement

    def as_json(self) -> list[Any]:
        """Return the lines of the file as values."""
        return [json.loads(line) for line in self.lines]


def prove(disclosure: Disclosure, *, name: str, at: datetime.datetime) -> Proof:
    """Verify one record, given `for_detail`, and make the proof of it: as many queries for a long ledger as a short."""
    entries = list(Entry.objects.about(disclosure.public_id).without_texts())
    lines = list(exports.proof(disclosure.public_id, name=name, at=at))
    report = verifying.verify(lines) if lines else None
    held = Checkpoint.objects.covering(entries[-1].number).last() if entries else None
    stated = _summed_up(entries).get(disclosure.public_id)
    return Proof(entries, held, lines, report, _compared(disclosure, stated, 0))


def check(*, at: datetime.datetime, anchors: Mapping[int, str] | None = None) -> verifying.Report:
    """Verify the tenant's ledger and every public record against it, as of one moment; nothing is changed.

    `anchors` are hashes that somebody kept, by number of entry: a ledger that was rewritten is sound in itself.
    """
    with _snapshot():
        report = verifying.verify(exports.export(name="", at=at, shown=_everything), anchors=anchors)
        return report if report.fault else _with_fault(report, _first_disagreement(report.entries))


def watch(*, at: datetime.datetime) -> Fault | None:
    """Check, and tell those who read the trail at the root of what is wrong, once for each finding."""
    fault = check(at=at).fault
    root = Unit.objects.roots().first()
    if fault is not None and root is not None:
        where = fault.number or fault.subject
        message = Message(
            officers.at_unit(auditing.READ, root, on=clock.local_date(at)),
            "ledger.fault",
            _("账本核对没有通过"),
            "/ledger/",
            f"ledger:{fault.code}:{where}",
            format_lazy(
                _("第一处不符：{where}（{code}）。请保存现有的导出文件，并请平台运营人员运行 gongkai ledger verify。"),
                where=where,
                code=fault.code,
            ),
        )
        sending.send(message, at=at)
    return fault


@transaction.atomic
def take_in(*, actor: verdicts.Actor, at: datetime.datetime) -> int:
    """Record what was public before there was a ledger, and say in each entry that it was recorded late.

    Repeating it does nothing. It is for an operator to do, once: done by itself it would adopt forged records.
    """
    recorded = Entry.objects.filter(subject_kind=records.SUBJECT).values("subject_id")
    rows = Disclosure.objects.filter(published_at__isnull=False).exclude(public_id__in=recorded)
    entry, count = None, 0
    for disclosure in rows.select_related("unit", "item").order_by("published_at", "id"):
        performed = Performed("publish", actor, at)
        entry = records.record(Kind.PUBLISHED, disclosure, performed, recorded_late=True)
        if disclosure.state != State.PUBLISHED:
            ended = next(kind for kind, state in STATE_AFTER.items() if state == disclosure.state)
            done = Performed("end", actor, at, {"reason": _reason_of(disclosure)})
            entry = records.record(Kind(ended), disclosure, done, recorded_late=True)
        count += 1
    if entry is not None:
        label: errors.Text = _("补记账本")
        trail.record("ledger.taken_in", entry, actor=actor, at=at, label=label, after={"count": count})
    return count


def _everything(entries: Sequence[Entry]) -> set[uuid.UUID]:
    return {entry.subject_id for entry in entries}


def _first_disagreement(entries: int) -> Fault | None:
    """Return what of the records disagrees at the lowest number; what is not recorded should have been the next."""
    stated = _stated()
    pairs = ((row, stated.pop(row.public_id, None)) for row in _public_rows())
    found = [fault for row, said in pairs if (fault := _compared(row, said, entries + 1))]
    found += [Fault("record.removed", each.number, subject=_index_no(each.facts)) for each in stated.values()]
    return min(found, key=lambda fault: fault.number or 0, default=None)


def _stated() -> dict[uuid.UUID, _Stated]:
    return _summed_up(Entry.objects.filter(subject_kind=records.SUBJECT).without_texts().iterator(BATCH))


def _summed_up(entries: Iterable[Entry]) -> dict[uuid.UUID, _Stated]:
    """Return what entries, in order, state of each record."""
    found: dict[uuid.UUID, _Stated] = {}
    for entry in entries:
        before = found.get(entry.subject_id)
        if before is None or entry.content_hash:
            found[entry.subject_id] = _Stated(entry.number, entry.content_hash, entry.stated_facts(), entry)
        else:
            before.last = entry
    return found


def _public_rows() -> Iterator[Disclosure]:
    return (
        Disclosure.objects.filter(published_at__isnull=False)
        .order_by("id")
        .for_detail()
        .select_related("merged_into")
        .iterator(BATCH)
    )


def _compared(row: Disclosure, stated: _Stated | None, following: int) -> Fault | None:
    """Return what is not as the ledger has it: a record or a step without entry, its text, its facts, or its state."""
    subject = row.index_no or str(row.public_id)
    if stated is None:
        return Fault("record.unrecorded", following, subject=subject)
    facts = records.facts_of(row)
    if content.content_hash(row, list(row.attachments.all())) != stated.content_hash:
        return Fault("record.text_altered", stated.number, subject=subject)
    if any(stated.facts.get(name) != value for name, value in facts.items()):
        return Fault("record.facts_altered", stated.number, subject=subject)
    if not _told_alike(stated.facts, records.course_of(Kind.PUBLISHED, row)):
        return Fault("record.facts_altered", stated.number, subject=subject)
    return _state_compared(row, stated.last, following, subject)


def _state_compared(row: Disclosure, last: Entry, following: int, subject: str) -> Fault | None:
    state, said = STATE_AFTER.get(last.kind), last.stated_facts()
    if row.state != state:
        if state == State.PUBLISHED:
            return Fault("record.unrecorded", following, subject=subject)
        return Fault("record.state_altered", last.number, subject=subject)
    reason = said.get("reason", "") if last.kind in (Kind.CHANGED, *records.WITH_REASON) else ""
    if reason not in ("", _reason_of(row)) or not _told_alike(said, records.course_of(Kind(last.kind), row)):
        return Fault("record.state_altered", last.number, subject=subject)
    return None


def _told_alike(said: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Say whether readers are told now what an entry says, as far as it says it: older entries say less."""
    return all(said[name] == told.get(name) for name in COURSE if name in said)


def _reason_of(row: Disclosure) -> str:
    """Return why the record is not public as it was; the later of both reasons counts."""
    return row.ended_reason or row.withdrawn_reason


def _index_no(facts: Mapping[str, Any]) -> str:
    return str(facts.get("index_no", ""))


def _with_fault(report: verifying.Report, fault: Fault | None) -> verifying.Report:
    return verifying.Report(**{**vars(report), "fault": fault})


@contextmanager
def _snapshot() -> Iterator[None]:
    """Read everything as of one moment, unless a transaction of the caller's runs already."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
