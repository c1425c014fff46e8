"""How does an entry get into the ledger? Alone, in order, and in the transaction of what it records.

One lock per tenant, held until the transaction ends: numbers have no gap and the chain does not fork, however many
publish at once; what is rolled back leaves nothing. It has to be the last lock that a transaction takes.
"""

from __future__ import annotations

import datetime
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from core.ledger import form
from core.ledger.models import Checkpoint, Entry

CHECKPOINT_EVERY = 256
"""Entries after which a checkpoint is made at once: no proof is longer than this before it reaches one."""

# Keyed by schema: tenants share the database.
_TAKE = "SELECT pg_advisory_xact_lock(hashtextextended('core.ledger:' || current_schema(), 0))"


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What was done to which record."""

    kind: str
    subject_kind: str
    subject_id: uuid.UUID
    at: datetime.datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    content: Mapping[str, Any] | None = None
    """The text as it reads now; None where the deed does not change it."""
    open: bool = False
    """Whether everybody may read it now. If not, what everybody could read of the record before is closed too."""


def append(deed: Deed) -> Entry:
    """Append one entry in the caller's transaction."""
    lock()
    last = Entry.objects.last_link() or _open_ledger(deed.at)
    entry = _insert(deed, last, () if deed.open else _opened_before(deed))
    if entry.number % CHECKPOINT_EVERY == 0:
        close((entry.number, entry.entry_hash), at=deed.at)
    return entry


def make_checkpoint(*, at: datetime.datetime) -> Checkpoint | None:
    """Make a checkpoint after the last entry, unless there is one already; repeating it does nothing."""
    with transaction.atomic():
        lock()
        last = Entry.objects.last_link()
        return close(last, at=at) if last else None


def close(last: tuple[int, str], *, at: datetime.datetime) -> Checkpoint | None:
    """Make a checkpoint after this entry, under the lock."""
    count, head = last
    before = Checkpoint.objects.latest_one()
    if before is not None and before.count >= count:
        return None
    number, previous = (before.number + 1, before.checkpoint_hash) if before else (1, form.NOTHING)
    said = form.checkpoint(number=number, count=count, head=head, at=form.instant(at), previous=previous)
    made = Checkpoint(
        number=number, count=count, head=head, at=at, previous_hash=previous, checkpoint_hash=form.link_hash(said)
    )
    made.save(force_insert=True)
    return made


def lock() -> None:
    """Wait for whoever appends at this tenant, and let nobody else until the transaction ends."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the ledger is written in the transaction of what it records")
    with connection.cursor() as cursor:
        cursor.execute(_TAKE)


def _open_ledger(at: datetime.datetime) -> tuple[int, str]:
    """Write the first entry: it gives the ledger an identifier, so that two ledgers have no entry in common."""
    opening = Deed(kind=form.OPENED, subject_kind=form.LEDGER, subject_id=uuid.uuid4(), at=at, open=True)
    entry = _insert(opening, (0, form.NOTHING), ())
    return entry.number, entry.entry_hash


def _opened_before(deed: Deed) -> Sequence[int]:
    return list(Entry.objects.about(deed.subject_id).filter(open=True).values_list("number", flat=True))


def _insert(deed: Deed, last: tuple[int, str], withholds: Sequence[int]) -> Entry:
    number, previous = last[0] + 1, last[1]
    content = "" if deed.content is None else form.canonical(dict(deed.content))
    entry = Entry(
        number=number,
        previous_hash=previous,
        open=deed.open,
        withholds=list(withholds),
        salt=secrets.token_hex(16),
        kind=deed.kind,
        subject_kind=deed.subject_kind,
        subject_id=deed.subject_id,
        at=deed.at,
        facts=form.canonical(dict(deed.facts)),
        content_hash=form.digest(dict(deed.content)) if deed.content is not None else "",
        content=content,
    )
    entry.record_hash = form.record_hash(entry.said())
    link = form.link(number=number, previous=previous, record=entry.record_hash, is_open=deed.open, withholds=withholds)
    entry.entry_hash = form.link_hash(link)
    entry.save(force_insert=True)
    return entry
