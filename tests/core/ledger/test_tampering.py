"""Is whatever is done to a file noticed, and the first bad place named? A thousand times, at random."""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from core.ledger import chain, exports, form, verifying
from core.ledger.models import Entry
from tests.core.ledger.conftest import deed, everybody, exported, verified
from tests.databases import AT

pytestmark = pytest.mark.django_db

TAMPERINGS = 1_000
Lines = list[bytes]


@dataclass(frozen=True)
class Tampering:
    """What was done to the lines, and by how many lines later than the first changed one it may be noticed."""

    lines: Lines
    slack: int = 0


def written(value: Any) -> bytes:
    return form.canonical(value).encode() + b"\n"


def flip(lines: Lines, chance: random.Random) -> Tampering:
    """Change one byte."""
    at = chance.randrange(len(lines))
    line = bytearray(lines[at])
    place = chance.randrange(len(line) - 1)
    line[place] = chance.choice([byte for byte in range(32, 127) if byte != line[place]])
    return Tampering([*lines[:at], bytes(line), *lines[at + 1 :]])


def change(lines: Lines, chance: random.Random) -> Tampering:
    """Change, remove or add one value, and write the line as the form wants it."""
    at = chance.randrange(len(lines))
    value = json.loads(lines[at])
    target = value
    while True:
        name = chance.choice(sorted(target))
        if isinstance(target[name], dict) and target[name] and chance.random() < 0.8:
            target = target[name]
            continue
        break
    match chance.choice(("remove", "add", "other", "other", "other")):
        case "remove":
            del target[name]
        case "add":
            target[f"{name}_"] = "1"
        case _:
            target[name] = other_than(target[name], chance)
    return Tampering([*lines[:at], written(value), *lines[at + 1 :]])


def other_than(value: Any, chance: random.Random) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + chance.choice((-2, -1, 1, 2, 1000))
        case str() if value:
            place = chance.randrange(len(value))
            return value[:place] + ("0" if value[place] != "0" else "1") + value[place + 1 :]
        case list():
            return [*value, 1]
        case _:
            return "另外的"


def forge(lines: Lines, chance: random.Random) -> Tampering:
    """Change what an entry says and compute its own hashes anew, as if nobody held the next one against it."""
    at = chance.choice([number for number, line in enumerate(lines) if b'"content":' in line])
    value = json.loads(lines[at])
    value["content"]["body"] = "<p>共3,601元。</p>"
    value["opened"]["content_hash"] = form.digest(value["content"])
    value["record"] = form.record_hash(value["opened"])
    link = {name: value[name] for name in value if name not in ("opened", "content", "hash")}
    value["hash"] = form.link_hash(link)
    return Tampering([*lines[:at], written(value), *lines[at + 1 :]], slack=1)


def delete(lines: Lines, chance: random.Random) -> Tampering:
    first = chance.randrange(len(lines))
    last = min(len(lines), first + chance.choice((1, 1, 1, 2, 5)))
    return Tampering(lines[:first] + lines[last:])


def insert(lines: Lines, chance: random.Random) -> Tampering:
    at, copied = chance.randint(1, len(lines)), chance.choice(lines)
    return Tampering([*lines[:at], copied, *lines[at:]])


def reorder(lines: Lines, chance: random.Random) -> Tampering:
    first, second = sorted(chance.sample(range(len(lines)), 2))
    changed = list(lines)
    changed[first], changed[second] = changed[second], changed[first]
    return Tampering(changed)


def truncate(lines: Lines, chance: random.Random) -> Tampering:
    whole = b"".join(lines)
    return Tampering(whole[: chance.randrange(1, len(whole))].splitlines(keepends=True))


WAYS: tuple[Callable[[Lines, random.Random], Tampering], ...] = (
    flip,
    change,
    forge,
    delete,
    insert,
    reorder,
    truncate,
)


def first_difference(lines: Lines, changed: Lines) -> int:
    pairs = enumerate(zip(lines, changed, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(lines), len(changed)))


def names_the_place(fault: verifying.Fault, lines: Lines, at: int, slack: int) -> bool:
    """Say whether the fault names the first line that is not as it was: by its entry, its checkpoint, or as the end."""
    if at == len(lines):
        return fault.code == "file.goes_on_after_end"
    value = json.loads(lines[at])
    match value["type"]:
        case "entry" if slack:
            return fault.number in (value["number"], value["number"] + 1)
        case "entry":
            strange_checkpoint = fault.checkpoint is not None and fault.line == at + 1
            return fault.number == value["number"] or strange_checkpoint
        case "checkpoint":
            return fault.checkpoint == value["number"] or fault.number in (value["count"], value["count"] + 1)
        case "end":
            return fault.code == "header.altered" or fault.number in (None, value["entries"], value["entries"] + 1)
        case _:
            return fault.line == 1 or fault.code in ("entry.of_another_ledger", "entry.missing")


def make_ledger(count: int = 23) -> Lines:
    """A ledger with open and closed entries, one record that was taken down, and four checkpoints."""
    made: list[Entry] = []
    for number in range(count):
        match number % 7:
            case 5:
                made.append(chain.append(deed("withdrawn", subject=made[-2].subject_id, content=None)))
            case 6:
                made.append(chain.append(deed(open=False)))
            case _:
                made.append(chain.append(deed()))
        if number % 6 == 5:
            chain.make_checkpoint(at=AT)
    hidden = made[3].subject_id
    chain.append(deed("in_error", subject=hidden, content=None, open=False))
    return exported(lambda entries: {e.subject_id for e in entries if e.open} - {hidden})


def test_a_thousand_tamperings_are_noticed_and_the_first_bad_entry_named() -> None:
    lines = make_ledger()
    assert verified(lines).fault is None
    seen: Counter[str] = Counter()
    for seed in range(TAMPERINGS):
        chance = random.Random(seed)
        way = WAYS[seed % len(WAYS)]
        done = way(lines, chance)
        if done.lines == lines:
            continue
        at = first_difference(lines, done.lines)
        told = f"seed {seed}: {way.__name__} line {at + 1}"
        seen[way.__name__] += 1
        try:
            fault = verified(done.lines).fault
        except verifying.Unreadable:
            assert at == 0, told
            continue
        assert fault is not None, told
        assert names_the_place(fault, lines, at, done.slack), (told, fault)
    assert sum(seen.values()) >= TAMPERINGS * 0.99
    assert set(seen) == {way.__name__ for way in WAYS}


def rewritten(lines: Lines, number: int) -> Lines:
    """Change one entry and compute every later hash anew, as whoever owns the database could."""
    out = exports._Lines()
    made: Lines = []
    previous, previous_checkpoint = form.NOTHING, form.NOTHING
    for raw in lines:
        value = json.loads(raw)
        if value["type"] == "entry":
            if value["number"] == number:
                value["content"]["title"] = "改过的标题"
                value["opened"]["content_hash"] = form.digest(value["content"])
                value["record"] = form.record_hash(value["opened"])
            value["previous"] = previous
            link = {name: value[name] for name in value if name not in ("opened", "content", "hash")}
            previous = value["hash"] = form.link_hash(link)
            made.append(out.entry(value))
        elif value["type"] == "checkpoint":
            value |= {"head": previous, "previous": previous_checkpoint}
            del value["hash"]
            previous_checkpoint = value["hash"] = form.link_hash(value)
            made.append(out.checkpoint(value))
        elif value["type"] == "end":
            made.append(out.end())
        else:
            made.append(out._line(value))
            out.header_hash = hashlib.sha256(raw).hexdigest()
    return made


def test_a_ledger_rewritten_from_the_middle_is_found_out_by_any_older_copy() -> None:
    older = make_ledger()
    newer = rewritten(older, 9)
    assert verified(newer).fault is None
    kept = verified(older).heads
    for anchors in (kept, {12: kept[12]}):
        fault = verified(newer, anchors=anchors).fault
        assert fault is not None
        assert (fault.code, fault.number) == ("entry.differs_from_older", min(n for n in anchors if n >= 9))


def test_a_ledger_cut_off_at_its_end_is_found_out_by_any_older_copy() -> None:
    make_ledger()
    older = exported(everybody)
    kept = verified(older).heads
    shorter = [line for line in older if json.loads(line).get("number", 0) < 20]
    out = exports._Lines()
    made = [out.header({"type": "ledger"}, "示例区委", AT)]
    made += [out.entry(json.loads(line)) for line in shorter if b'"type":"entry"' in line]
    made.append(out.end())
    assert verified(made).fault is None
    fault = verified(made, anchors=kept).fault
    assert fault is not None
    assert (fault.code, fault.number) == ("entry.missing", 20)


def test_a_longer_ledger_agrees_with_an_older_copy() -> None:
    kept = verified(make_ledger()).heads
    chain.append(deed())
    chain.make_checkpoint(at=AT)
    report = verified(exported(everybody), anchors=kept)
    assert report.fault is None
    assert report.checkpoints == 4


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b""],
        [b"\x89PNG\r\n"],
        [b"{}\n"],
        [b"[1]\n"],
        [b'{"type":[]}\n'],
        [b"[" * 100_000],
        [b'{"a":' + b"9" * 10_000 + b"}\n"],
        ["公开账本\n".encode()],
    ],
    ids=["nothing", "empty", "picture", "object", "list", "type", "nested", "number", "text"],
)
def test_what_is_no_ledger_is_not_called_a_broken_one(lines: Lines) -> None:
    with pytest.raises(verifying.Unreadable):
        verified(lines)


def test_lines_that_never_were_json_are_named() -> None:
    lines = make_ledger()
    for junk in (b"\xff\xfe\n", b"\n", b"[" * 100_000 + b"\n", b'{"type":"other"}\n', b"3.5\n", b'{"type":"entry"}\n'):
        fault = verified([*lines[:4], junk, *lines[4:]]).fault
        assert fault is not None
        assert fault.line == 5
        assert fault.number == json.loads(lines[4])["number"]
