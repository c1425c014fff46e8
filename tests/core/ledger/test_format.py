"""Does the code still write what docs/explanation/ledger-format.md promises to those who write their own verifier?

    WRITE_LEDGER_EXAMPLE=1 python -m pytest tests/core/ledger/test_format.py -n0

writes the example anew; it may change only together with `form.FORMAT`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from core.ledger import form, verifying
from tests.house_rules.test_layout import ROOT

DOCUMENT = ROOT / "docs" / "explanation" / "ledger-format.md"
EXAMPLE = ROOT / "docs" / "explanation" / "ledger-example.jsonl"
LEDGER, RECORD = "0b5e2f0a-8d0e-4c39-9f0b-0d6f5f3a7c11", "7e0c7c7e-3f4f-4a55-8d3e-2a8f6f1b9d22"
HIDDEN = "c2b6a1de-94a1-4a39-b1f8-6c1f0e5d7a33"
TEXT = {"title": "第三季度党费收缴情况", "body": "<p>共3,600元。</p>", "keywords": ["党费"], "item": None}


class Example:
    """A ledger of five entries and one checkpoint, written from the document alone."""

    def __init__(self) -> None:
        header = {"format": form.FORMAT, "ledger": LEDGER, "name": "示例区委", "exported_at": at(9)}
        self.lines = [written({"type": "ledger", **header})]
        self.number, self.head = 0, form.NOTHING

    def entry(self, said: dict[str, Any], *, is_open: bool, shown: bool = True, **more: Any) -> None:
        self.number += 1
        link = form.link(
            number=self.number,
            previous=self.head,
            record=form.record_hash(said),
            is_open=is_open,
            withholds=more.pop("withholds", ()),
        )
        self.head = form.link_hash(link)
        self.lines.append(written({**link, "hash": self.head, **({"opened": said, **more} if shown else {})}))

    def checkpoint(self) -> None:
        said = form.checkpoint(number=1, count=self.number, head=self.head, at=at(4), previous=form.NOTHING)
        self.lines.append(written({**said, "hash": form.link_hash(said)}))

    def end(self) -> bytes:
        said = {
            "type": "end",
            "entries": self.number,
            "checkpoints": 1,
            "head": self.head,
            "header": hashlib.sha256(self.lines[0]).hexdigest(),
            "digest": hashlib.sha256(b"".join(self.lines)).hexdigest(),
        }
        return b"".join([*self.lines, written(said)])


def at(hour: int) -> str:
    return f"2026-11-20T{hour:02d}:00:00.000000Z"


def written(value: Any) -> bytes:
    return form.canonical(value).encode() + b"\n"


def said(number: int, kind: str, subject: str, text: dict[str, Any] | None = None, **facts: Any) -> dict[str, Any]:
    return form.record(
        salt=f"{number:032x}",
        kind=kind,
        subject_kind="ledger" if kind == form.OPENED else "disclosure",
        subject_id=subject,
        at=at(number),
        facts=facts,
        content_hash=form.digest(text) if text else "",
    )


def example() -> bytes:
    ledger = Example()
    ledger.entry(said(1, "opened", LEDGER), is_open=True)
    ledger.entry(said(2, "published", RECORD, TEXT, index_no="JG1-2026-0001"), is_open=True, content=TEXT)
    ledger.entry(said(3, "published", HIDDEN, {"title": "只给党员的"}), is_open=False, shown=False)
    ledger.checkpoint()
    ledger.entry(said(5, "withdrawn", RECORD, index_no="JG1-2026-0001", reason="数字有误"), is_open=True)
    return ledger.end()


def test_the_example_is_what_the_code_writes() -> None:
    made = example()
    if os.environ.get("WRITE_LEDGER_EXAMPLE"):
        EXAMPLE.write_bytes(made)
    assert EXAMPLE.read_bytes() == made
    report = verifying.verify(made.splitlines(keepends=True))
    assert (report.fault, report.entries, report.opened, report.checkpoints) == (None, 4, 3, 1)


def test_the_hashes_in_the_document_are_those_of_the_example() -> None:
    known = set(re.findall(r"\b[0-9a-f]{64}\b", EXAMPLE.read_text())) | {form.NOTHING}
    quoted = set(re.findall(r"\b[0-9a-f]{64}\b", DOCUMENT.read_text()))
    assert len(quoted) >= 4
    assert quoted <= known


def test_the_verifier_in_the_document_finds_what_ours_finds(tmp_path: Path) -> None:
    program = tmp_path / "verify.py"
    program.write_text(re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)[0])
    lines = example().splitlines(keepends=True)

    def judged(changed: list[bytes]) -> tuple[int, str]:
        file = tmp_path / "ledger.jsonl"
        file.write_bytes(b"".join(changed))
        done = subprocess.run([sys.executable, "-S", program, file], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.strip()

    assert judged(lines) == (0, f"sound: 4 entries, {json.loads(lines[-1])['head']}")
    for number in (1, 2, 3, 5):
        entry = json.loads(lines[number])["number"]
        worse = lines[number].replace(b'"open":true', b'"open":null').replace(b'"open":false', b'"open":true')
        assert judged([*lines[:number], worse, *lines[number + 1 :]]) == (1, f"first bad entry: {entry}")
        assert judged([*lines[:number], *lines[number + 1 :]]) == (1, f"first bad entry: {entry}")
