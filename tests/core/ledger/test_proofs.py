"""Does the proof of one record stand without the rest of the ledger, and does it say nothing of other records?"""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from core.ledger import chain, exports, verifying
from core.ledger.models import Checkpoint
from tests.core.ledger.conftest import deed, verified
from tests.core.ledger.test_tampering import WAYS
from tests.databases import AT

pytestmark = pytest.mark.django_db


def proof_of(subject: Any) -> list[bytes]:
    return list(exports.proof(subject, name="示例区委", at=AT))


def make_record(*, lives: int = 30) -> Any:
    """A record published early and withdrawn late, among many others."""
    first = chain.append(deed())
    for number in range(lives):
        chain.append(deed())
        if number % 6 == 3:
            chain.make_checkpoint(at=AT)
        if number == lives // 2:
            chain.append(deed("withdrawn", subject=first.subject_id, content=None))
    return first.subject_id


def test_a_proof_holds_and_shows_this_record_alone() -> None:
    subject = make_record()
    lines = proof_of(subject)
    report = verified(lines)
    assert (report.fault, report.kind, report.subject, report.opened) == (None, verifying.PROOF, str(subject), 2)
    assert report.checkpoints == Checkpoint.objects.count()
    told = [json.loads(line) for line in lines if b'"opened":' in line]
    assert [each["opened"]["kind"] for each in told] == ["published", "withdrawn"]
    assert {each["opened"]["subject"]["id"] for each in told} == {str(subject)}


def test_a_proof_leaves_out_what_it_does_not_need() -> None:
    subject = make_record(lives=40)
    numbers = [json.loads(line)["number"] for line in proof_of(subject) if b'"type":"entry"' in line]
    assert len(numbers) < 16


def test_a_record_after_the_last_checkpoint_is_proven_up_to_the_last_entry() -> None:
    make_record()
    late = chain.append(deed())
    chain.append(deed())
    report = verified(proof_of(late.subject_id))
    assert (report.fault, report.checkpoints, report.entries) == (None, 0, late.number + 1)


def test_a_proof_agrees_with_the_whole_ledger_and_not_with_another(district: Any) -> None:
    subject = make_record()
    whole = verified(list(exports.export(name="", at=AT, shown=lambda entries: {e.subject_id for e in entries})))
    report = verified(proof_of(subject), anchors=whole.heads)
    assert report.fault is None
    wrong = dict.fromkeys(report.heads, "0" * 64)
    fault = verified(proof_of(subject), anchors=wrong).fault
    assert fault is not None
    assert fault.code == "entry.differs_from_older"


def test_tampering_with_a_proof_is_noticed() -> None:
    lines = proof_of(make_record())
    for seed in range(300):
        done = WAYS[seed % len(WAYS)](lines, random.Random(seed))
        if done.lines == lines:
            continue
        try:
            assert verified(done.lines).fault is not None, seed
        except verifying.Unreadable:
            assert done.lines[0] != lines[0]


def test_a_record_that_was_never_recorded_has_no_proof() -> None:
    make_record()
    assert proof_of(deed().subject_id) == []


def test_a_proof_takes_six_queries_however_long_the_ledger_is(django_assert_max_num_queries: Any) -> None:
    for lives in (6, 60):
        subject = make_record(lives=lives)
        with django_assert_max_num_queries(6):
            proof_of(subject)
