"""A small ledger of made-up records, and the file of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from core.ledger import chain, exports, verifying
from core.ledger.models import Entry
from tests.databases import AT


def everybody(entries: Sequence[Entry]) -> set[uuid.UUID]:
    return {entry.subject_id for entry in entries}


def nobody(entries: Sequence[Entry]) -> set[uuid.UUID]:
    return set()


def deed(kind: str = "published", subject: uuid.UUID | None = None, **more: Any) -> chain.Deed:
    values = {"content": {"title": "党费收缴情况", "body": "<p>共3,600元。</p>"}, "open": True, **more}
    return chain.Deed(
        kind=kind,
        subject_kind="record",
        subject_id=subject or uuid.uuid4(),
        at=AT,
        facts={"index_no": "JG1-2026-0001"},
        **values,
    )


def exported(shown: exports.Shown = everybody) -> list[bytes]:
    return list(exports.export(name="示例区委", at=AT, shown=shown))


@pytest.fixture
def ledger(district: Any, _in_district: None) -> Callable[[int], list[Entry]]:
    """Append so many entries of records of their own, with a checkpoint after every fifth."""

    def fill(count: int) -> list[Entry]:
        found = []
        for number in range(1, count + 1):
            found.append(chain.append(deed()))
            if number % 5 == 0:
                chain.make_checkpoint(at=AT)
        return found

    return fill


def verified(lines: Sequence[bytes], **how: Any) -> verifying.Report:
    return verifying.verify(lines, **how)
