"""Is this file an unbroken ledger, or a sound proof of one record? And if not, which entry is the first bad one?

Pure: the file and nothing else is needed. A whole ledger has every entry. A proof has the entries of one record, what
follows each up to the next checkpoint, and the chain of checkpoints since.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.ledger import form

WHOLE, PROOF = "ledger", "proof"
_HASH = re.compile(r"[0-9a-f]{64}")
_LINK = {"type", "number", "previous", "record", "open", "withholds", "hash"}
_CHECKPOINT = {"type", "number", "count", "head", "at", "previous", "hash"}
_END = {"type", "entries", "checkpoints", "head", "header", "digest"}
_SAID = {"salt", "kind", "subject", "at", "facts", "content_hash"}


class Unreadable(Exception):
    """What was given is no file of a ledger at all."""


@dataclass(frozen=True)
class Fault:
    """The first thing that is wrong: what (a stable code), at which entry, on which line."""

    code: str
    number: int | None = None
    line: int | None = None
    checkpoint: int | None = None
    subject: str = ""


@dataclass(frozen=True)
class Report:
    """What was found: how far the chain holds, and the first fault if there is one."""

    kind: str
    ledger: str
    name: str
    subject: str
    entries: int
    opened: int
    checkpoints: int
    head: str
    fault: Fault | None
    heads: Mapping[int, str]
    """Hash of every entry and checkpoint that held, by number: what a newer file is compared with."""


def verify(lines: Iterable[bytes], *, anchors: Mapping[int, str] | None = None) -> Report:
    """Verify a file line by line, and against hashes that somebody kept (`anchors`: number of entry → hash).

    Raises `Unreadable` if it does not begin like a file of a ledger.
    """
    walk = _Walk(dict(anchors or {}))
    fault: Fault | None = None
    for raw in lines:
        fault = walk.take(raw)
        if fault is not None:
            break
    return walk.report(fault or walk.finish())


class _Bad(Exception):
    """Carries the fault to where the walk ends."""

    def __init__(self, code: str, number: int | None = None, *, checkpoint: int | None = None) -> None:
        self.code = code
        self.number = number
        self.checkpoint = checkpoint


@dataclass
class _Walk:
    """The way through one file: what came so far, and what has to come next."""

    anchors: dict[int, str]
    line: int = 0
    header: dict[str, Any] = field(default_factory=dict)
    header_hash: str = ""
    number: int = 0
    head: str = form.NOTHING
    opened: int = 0
    proven: int = 0
    closed: dict[int, int] = field(default_factory=dict)
    """Entries that everybody could read when they were made and that are not shown, with their lines."""
    heads: dict[int, str] = field(default_factory=dict)
    checkpoints: int = 0
    last_checkpoint: tuple[int, str] = (0, form.NOTHING)
    may_skip: bool = False
    """Whether entries may be left out here: in a proof, before its first entry and after a checkpoint."""
    anchored: bool = True
    """Whether the hash before the next line is known; it is not where a proof begins."""
    ended: bool = False
    whole_digest: Any = field(default_factory=hashlib.sha256)

    @property
    def is_proof(self) -> bool:
        return self.header.get("type") == PROOF

    def take(self, raw: bytes) -> Fault | None:
        """Take the next line; return what is wrong with it."""
        self.line += 1
        try:
            value = self._read(raw)
            if self.line == 1:
                self._begin(value, raw)
            else:
                self._steps()[value["type"]](value)
        except _Bad as bad:
            return Fault(bad.code, bad.number, self.line, bad.checkpoint)
        self.whole_digest.update(raw)
        return None

    def finish(self) -> Fault | None:
        """Say what is missing once the lines are at their end."""
        if self.line == 0:
            raise Unreadable
        if not self.ended:
            return Fault("file.cut_off", self.number + 1, self.line)
        beyond = [number for number in self.anchors if number > self.number]
        if beyond and not self.is_proof:
            return Fault("entry.missing", self.number + 1)
        return None

    def report(self, fault: Fault | None) -> Report:
        return Report(
            kind=str(self.header.get("type", WHOLE)),
            ledger=str(self.header.get("ledger", "")),
            name=str(self.header.get("name", "")),
            subject=str(self.header.get("subject", "")),
            entries=self.number,
            opened=self.opened,
            checkpoints=self.checkpoints,
            head=self.head,
            fault=fault,
            heads=self.heads,
        )

    def _steps(self) -> dict[str, Callable[[dict[str, Any]], None]]:
        return {"entry": self._entry, "checkpoint": self._checkpoint, "end": self._end}

    def _read(self, raw: bytes) -> dict[str, Any]:
        """Return a line as it was written; refuse any other way of writing it."""
        if self.ended:
            raise _Bad("file.goes_on_after_end")
        if self.line == 1 and raw.startswith(b"{") and raw.endswith(b"}\r\n"):
            raise _Bad("file.line_ends")
        if not raw.endswith(b"\n") and self.line > 1:
            raise _Bad("file.cut_off", self.number + 1)
        try:
            value = json.loads(raw.decode("ascii"))
            if not isinstance(value, dict) or not isinstance(value.get("type"), str):
                raise TypeError
            is_canonical = form.canonical(value).encode() + b"\n" == raw
        except (ValueError, TypeError, RecursionError):
            if self.line == 1:
                raise Unreadable from None
            raise _Bad("line.unreadable", self.number + 1) from None
        if value["type"] not in ((WHOLE, PROOF) if self.line == 1 else self._steps()):
            if self.line == 1 and value["type"] not in self._steps():
                raise Unreadable
            raise _Bad("header.missing" if self.line == 1 else "line.unreadable", self.number + 1)
        if not is_canonical:
            raise _Bad("header.altered") if self.line == 1 else _Bad("line.altered", self._place(value))
        return value

    def _place(self, value: Mapping[str, Any]) -> int:
        """Return which entry should stand here: the next one; the one given where a proof may leave some out."""
        number = value.get("number")
        if self.may_skip and value["type"] == "entry" and _is_number(number):
            return int(number or 0)
        return self.number + 1

    def _begin(self, value: dict[str, Any], raw: bytes) -> None:
        wanted = {"type", "format", "ledger", "name", "exported_at"} | (
            {"subject"} if value["type"] == PROOF else set()
        )
        if value.get("format") != form.FORMAT:
            raise _Bad("header.unknown_format")
        if set(value) != wanted or not all(isinstance(part, str) for part in value.values()):
            raise _Bad("header.altered")
        self.header = value
        self.header_hash = hashlib.sha256(raw).hexdigest()
        self.may_skip = self.is_proof
        self.anchored = not self.is_proof

    def _entry(self, value: dict[str, Any]) -> None:
        said, content = value.pop("opened", None), value.pop("content", None)
        number = self._require_link(value)
        self._require_in_order(number)
        if self.anchored and number == self.number + 1 and value["previous"] != self.head:
            raise _Bad("entry.unlinked", number)
        if form.link_hash({name: part for name, part in value.items() if name != "hash"}) != value["hash"]:
            raise _Bad("entry.altered", number)
        if self.anchors.get(number, value["hash"]) != value["hash"]:
            raise _Bad("entry.differs_from_older", number)
        self._show(number, value, said, content)
        for each in value["withholds"]:
            self.closed.pop(each, None)
        self.number, self.head = number, value["hash"]
        self.heads[number] = self.head
        self.may_skip, self.anchored = False, True

    def _require_link(self, value: Mapping[str, Any]) -> int:
        number, withholds = value.get("number"), value.get("withholds")
        sound = (
            set(value) == _LINK
            and _is_number(number)
            and all(_is_hash(value[name]) for name in ("previous", "record", "hash"))
            and isinstance(value["open"], bool)
            and isinstance(withholds, list)
            and all(_is_number(each) and each < value["number"] for each in withholds)
        )
        if not sound:
            raise _Bad("entry.altered", self._place(value))
        return int(value["number"])

    def _require_in_order(self, number: int) -> None:
        if number <= self.number:
            raise _Bad("entry.repeated", self.number + 1)
        if number > self.number + 1 and not self.may_skip:
            raise _Bad("entry.missing", self.number + 1)
        if number > self.number + 1:
            self.anchored = False

    def _show(self, number: int, value: Mapping[str, Any], said: Any, content: Any) -> None:
        """Compare what an entry says, where that is shown, with its hash, and the text with its own."""
        if said is None:
            if content is not None or (number == 1 and not self.is_proof):
                raise _Bad("entry.altered", number)
            if value["open"] and not self.is_proof:
                self.closed[number] = self.line
            return
        if not _is_said(said) or form.record_hash(said) != value["record"]:
            raise _Bad("entry.altered", number)
        has_content = said["content_hash"] != ""
        if has_content != (content is not None) or (has_content and form.digest(content) != said["content_hash"]):
            raise _Bad("content.altered", number)
        subject_id = said["subject"].get("id")
        if number == 1 and (said["kind"], subject_id) != (form.OPENED, self.header["ledger"]):
            raise _Bad("entry.of_another_ledger", number)
        self.opened += 1
        self.proven += subject_id == self.header.get("subject")

    def _checkpoint(self, value: dict[str, Any]) -> None:
        number, count = value.get("number"), value.get("count")
        if set(value) != _CHECKPOINT or not (_is_number(number) and _is_number(count)):
            raise _Bad("checkpoint.altered", self.number)
        if form.link_hash({name: part for name, part in value.items() if name != "hash"}) != value["hash"]:
            raise _Bad("checkpoint.altered", self.number, checkpoint=value["number"])
        last, previous = self.last_checkpoint
        stands_alone = self.is_proof and self.may_skip and value["count"] > self.number
        if not stands_alone and value["count"] > self.number:
            raise _Bad("entry.missing", self.number + 1, checkpoint=value["number"])
        if not (self.is_proof and last == 0) and (value["number"], value["previous"]) != (last + 1, previous):
            raise _Bad("checkpoint.missing", self.number, checkpoint=last + 1)
        if not stands_alone and (value["count"], value["head"]) != (self.number, self.head):
            raise _Bad("checkpoint.differs", value["count"], checkpoint=value["number"])
        if self.anchors.get(value["count"], value["head"]) != value["head"]:
            raise _Bad("entry.differs_from_older", value["count"])
        self.number, self.head = value["count"], value["head"]
        self.heads[self.number] = self.head
        self.last_checkpoint = (value["number"], value["hash"])
        self.checkpoints += 1
        self.may_skip = self.is_proof

    def _end(self, value: dict[str, Any]) -> None:
        if set(value) != _END or not isinstance(value["entries"], int):
            raise _Bad("end.altered")
        if value["entries"] > self.number:
            raise _Bad("entry.missing", self.number + 1)
        if self.closed:
            number = min(self.closed)
            self.line = self.closed[number]
            raise _Bad("entry.withheld", number)
        if (value["entries"], value["head"]) != (self.number, self.head):
            raise _Bad("end.altered", self.number)
        if value["checkpoints"] != self.checkpoints:
            raise _Bad("checkpoint.missing", self.number, checkpoint=self.last_checkpoint[0] + 1)
        if self.is_proof and not self.proven:
            raise _Bad("proof.of_nothing")
        if value["header"] != self.header_hash:
            self.line = 1
            raise _Bad("header.altered")
        if value["digest"] != self.whole_digest.hexdigest():
            raise _Bad("file.altered")
        self.ended = True


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and bool(_HASH.fullmatch(value))


def _is_said(value: object) -> bool:
    return isinstance(value, dict) and set(value) == _SAID and isinstance(value["subject"], dict)
