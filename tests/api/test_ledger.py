"""Do programs get the ledger, its checkpoints and the proof of a record, as far as their reader may read?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.ledger import chain, form, verifying
from disclosures.kinds import State
from tests.databases import AT
from tests.disclosures.conftest import Walker, make_items
from tests.frontend.browser import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(cast: Any, units: Any, _in_district: None) -> Walker:
    return Walker(cast, units, make_items())


def test_the_ledger_tells_how_far_it_reaches(walk: Walker) -> None:
    assert Browser().get("/api/v1/ledger/").json() == {"id": "", "entries": 0, "head": "0" * 64, "checkpoint": None}
    walk.to(State.PUBLISHED)
    made = chain.make_checkpoint(at=AT)
    assert made is not None
    told = Browser().get("/api/v1/ledger/").json()
    assert (told["entries"], told["head"], told["checkpoint"]["hash"]) == (2, made.head, made.checkpoint_hash)
    listed = Browser().get("/api/v1/ledger/checkpoints/").json()
    assert [row["hash"] for row in listed["results"]] == [made.checkpoint_hash]


def test_the_export_verifies_and_holds_back_what_the_public_may_not_read(walk: Walker) -> None:
    walk.to(State.PUBLISHED)
    walk.to(State.PUBLISHED, scope="party", item=walk.items.party)
    answer: Any = Browser().get("/api/v1/ledger/export/")
    report = verifying.verify(b"".join(answer.streaming_content).splitlines(keepends=True))
    assert (report.fault, report.entries, report.opened) == (None, 3, 2)


def test_a_proof_is_the_file_line_by_line(walk: Walker) -> None:
    found = walk.to(State.WITHDRAWN)
    told = Browser().get(f"/api/v1/disclosures/{found.public_id}/proof/").json()
    assert (told["sound"], told["fault"]) == (True, None)
    report = verifying.verify([form.canonical(line).encode() + b"\n" for line in told["lines"]])
    assert (report.fault, report.opened) == (None, 2)
    assert json.dumps(told)


def test_what_one_may_not_read_is_not_proven(walk: Walker) -> None:
    hidden = walk.to(State.PUBLISHED, scope="party", item=walk.items.party)
    assert Browser().get(f"/api/v1/disclosures/{hidden.public_id}/proof/").status_code == 404
