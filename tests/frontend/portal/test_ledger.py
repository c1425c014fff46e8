"""Does anybody find the ledger and the proof of a record, and nothing in them that she may not read?"""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from core.ledger import chain, verifying
from disclosures.kinds import State
from disclosures.models import Disclosure
from tests.databases import AT
from tests.disclosures.conftest import Walker, make_items
from tests.frontend.browser import Browser, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(cast: Any, units: Any, _in_district: None) -> Walker:
    return Walker(cast, units, make_items())


def lines_of(answer: Any) -> list[bytes]:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(body.splitlines(keepends=True))


def test_an_empty_ledger_says_when_it_begins() -> None:
    assert "账本里还没有条目" in Browser().get(reverse("portal:ledger")).text


def test_the_page_of_a_record_leads_to_its_proof(walk: Walker) -> None:
    found = walk.to(State.PUBLISHED)
    proof = reverse("portal:proof", args=[found.public_id])
    assert proof in Browser().get(reverse("portal:disclosure", args=[found.public_id])).text
    page = Browser().get(proof).text
    assert "验证通过，没有改动" in page
    assert found.index_no in page


@pytest.mark.parametrize("state", [State.PUBLISHED, State.WITHDRAWN])
def test_the_file_of_a_proof_verifies(walk: Walker, state: State) -> None:
    found = walk.to(state)
    answer = Browser().get(reverse("portal:proof_file", args=[found.public_id]))
    report = verifying.verify(lines_of(answer))
    assert (report.fault, report.subject, report.name) == (None, str(found.public_id), "示例区委")
    assert f"proof-{found.index_no}.jsonl" in answer["Content-Disposition"]


def test_a_record_that_was_altered_is_said_to_be(walk: Walker) -> None:
    found = walk.to(State.PUBLISHED)
    Disclosure.objects.filter(pk=found.pk).update(body="<p>改过的正文</p>")
    page = Browser().get(reverse("portal:proof", args=[found.public_id])).text
    assert "验证没有通过" in page


def test_what_is_not_public_has_no_proof_for_the_public(walk: Walker) -> None:
    inside = walk.to(State.PUBLISHED, scope="party", item=walk.items.party, title="只给党员的")
    unpublished = walk.to(State.APPROVED)
    for route in ("portal:proof", "portal:proof_file"):
        for hidden in (inside, unpublished):
            assert Browser().get(reverse(route, args=[hidden.public_id])).status_code == 404
        assert signed_in("member").get(reverse(route, args=[inside.public_id])).status_code == 200


def test_the_ledger_shows_to_each_reader_what_she_may_read(walk: Walker) -> None:
    walk.to(State.PUBLISHED, title="给社会的")
    walk.to(State.PUBLISHED, scope="party", item=walk.items.party, title="只给党员的")
    chain.make_checkpoint(at=AT)
    for browser, readable in ((Browser(), 2), (signed_in("member"), 3)):
        page = browser.get(reverse("portal:ledger")).text
        report = verifying.verify(lines := lines_of(browser.get(reverse("portal:ledger_export"))))
        assert (report.fault, report.entries, report.opened) == (None, 3, readable)
        for where in (page, b"".join(lines).decode("unicode_escape")):
            assert "给社会的" in where
            assert ("只给党员的" in where) is (readable == 3)
