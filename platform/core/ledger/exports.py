"""How does the ledger leave the platform: the whole of it, and the proof of one record?

Both in the form that `core.ledger.verifying` reads. What an entry says is shown only of records that the reader may
see; of the others there is the hash.
"""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.ledger import form, verifying
from core.ledger.models import Checkpoint, Entry

Shown = Callable[[Sequence[Entry]], set[uuid.UUID]]
"""Which of these entries' records may the reader see? One query."""
BATCH = 500


def export(*, name: str, at: datetime.datetime, shown: Shown) -> Iterator[bytes]:
    """Return the whole ledger line by line, in batches of constant size.

    Nothing is locked: entries only ever come after those that were read, and what hides a record is itself an entry.
    """
    return _Whole(_Lines(), shown).lines(name, at)


def proof(subject_id: uuid.UUID, *, name: str, at: datetime.datetime) -> Iterator[bytes]:
    """Return the proof of one record, for a reader who may see it: four queries.

    Its entries, what follows each up to the next checkpoint (hashes alone), and every checkpoint since.
    """
    own = list(Entry.objects.about(subject_id))
    if not own:
        return
    checkpoints = list(Checkpoint.objects.covering(own[0].number))
    entries = {each.number: each for each in Entry.objects.in_spans(_spans(own, checkpoints)).without_texts()}
    lines = _Lines()
    header = {"type": verifying.PROOF, "subject": str(subject_id)}
    yield lines.header(header, name, at)
    numbers, told = iter(sorted({*entries, *(each.number for each in own)})), {each.number: each for each in own}
    ahead = next(numbers, None)
    for checkpoint in [*checkpoints, None]:
        while ahead is not None and (checkpoint is None or ahead <= checkpoint.count):
            yield lines.entry((told.get(ahead) or entries[ahead]).as_line(opened=ahead in told))
            ahead = next(numbers, None)
        if checkpoint is not None:
            yield lines.checkpoint(checkpoint.as_line())
    yield lines.end()


def ledger_id() -> str:
    """Return the identifier of the tenant's ledger; empty while nothing stands in it."""
    first = Entry.objects.filter(number=1).values_list("subject_id", flat=True).first()
    return str(first) if first else ""


def _spans(own: Sequence[Entry], checkpoints: Sequence[Checkpoint]) -> list[tuple[int, int]]:
    """Return from where to where entries are needed: from the record's first in a stretch to the stretch's end."""
    last = Entry.objects.last_link()
    ends = [each.count for each in checkpoints] + [last[0] if last else own[-1].number]
    found: dict[int, int] = {}
    for each in own:
        end = next((end for end in ends if end >= each.number), each.number)
        found.setdefault(end, each.number)
    return [(first, end) for end, first in found.items()]


@dataclass
class _Lines:
    """The lines of one file while it is written: counted and hashed for the last of them."""

    digest: Any = field(default_factory=hashlib.sha256)
    header_hash: str = ""
    entries: int = 0
    checkpoints: int = 0
    head: str = form.NOTHING

    def header(self, said: dict[str, Any], name: str, at: datetime.datetime) -> bytes:
        line = self._line(
            {"format": form.FORMAT, "ledger": ledger_id(), "name": name, "exported_at": form.instant(at), **said}
        )
        self.header_hash = hashlib.sha256(line).hexdigest()
        return line

    def entry(self, said: dict[str, Any]) -> bytes:
        self.entries, self.head = said["number"], said["hash"]
        return self._line(said)

    def checkpoint(self, said: dict[str, Any]) -> bytes:
        self.checkpoints += 1
        self.entries, self.head = said["count"], said["head"]
        return self._line(said)

    def end(self) -> bytes:
        said = {"type": "end", "entries": self.entries, "checkpoints": self.checkpoints, "head": self.head}
        return self._line({**said, "header": self.header_hash, "digest": self.digest.hexdigest()})

    def _line(self, said: dict[str, Any]) -> bytes:
        line = form.canonical(said).encode("ascii") + b"\n"
        self.digest.update(line)
        return line


@dataclass
class _Whole:
    """The whole ledger while it is written."""

    out: _Lines
    shown: Shown
    last: int = 0
    last_checkpoint: int = 0

    def lines(self, name: str, at: datetime.datetime) -> Iterator[bytes]:
        yield self.out.header({"type": verifying.WHOLE}, name, at)
        while batch := list(Entry.objects.after(self.last)[:BATCH]):
            yield from self._batch(batch)
        yield from self._left_over()
        yield self.out.end()

    def _batch(self, batch: Sequence[Entry]) -> Iterator[bytes]:
        told = self.shown(batch)
        closing = iter(self._checkpoints(batch[-1].number))
        checkpoint = next(closing, None)
        for entry in batch:
            is_told = entry.subject_kind == form.LEDGER or entry.subject_id in told
            yield self.out.entry(entry.as_line(opened=is_told))
            while checkpoint is not None and checkpoint.count <= entry.number:
                yield self.out.checkpoint(checkpoint.as_line())
                self.last_checkpoint = checkpoint.number
                checkpoint = next(closing, None)
        self.last = batch[-1].number

    def _left_over(self) -> Iterator[bytes]:
        """Return checkpoints for which there are no entries: somebody cut the ledger off, and the file shows it."""
        left = self._checkpoints(None)
        if left and (late := list(Entry.objects.after(self.last)[:BATCH])):
            yield from self._batch(late)
            left = self._checkpoints(None)
        for checkpoint in left:
            yield self.out.checkpoint(checkpoint.as_line())

    def _checkpoints(self, up_to: int | None) -> list[Checkpoint]:
        rows = Checkpoint.objects.filter(number__gt=self.last_checkpoint)
        return list(rows.filter(count__lte=up_to) if up_to is not None else rows)
