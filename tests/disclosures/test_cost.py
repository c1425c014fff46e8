"""How many queries does it take? Fewer than readers and clerks would notice (issue budgets)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosures import policies
from disclosures.flows import disclosure_flow
from disclosures.kinds import State
from disclosures.models import Disclosure
from tests.disclosures.conftest import Walker

pytestmark = pytest.mark.django_db

PUBLISH_BUDGET, PUBLISH_BASELINE = 25, 15
WHOLE_BUDGET, WHOLE_BASELINE = 60, 47
READ_BUDGET = 3


def test_publishing(walk: Walker) -> None:
    disclosure = walk.to(State.APPROVED)
    with CaptureQueriesContext(connection) as spent:
        walk.do("publish", disclosure)
    assert len(spent) <= PUBLISH_BASELINE <= PUBLISH_BUDGET


def test_submitted_to_published_with_two_decisions(walk: Walker, cast: Any) -> None:
    disclosure = walk.draft()
    with CaptureQueriesContext(connection) as spent:
        for verb, who in (
            ("submit", "clerk"),
            ("pass_secrecy", "secrecy"),
            ("approve", "leader"),
            ("publish", "clerk"),
        ):
            disclosure = walk.do(verb, disclosure, by=getattr(cast, who))
    assert disclosure.state == State.PUBLISHED
    assert len(spent) <= WHOLE_BASELINE <= WHOLE_BUDGET


def test_reading_one(walk: Walker, cast: Any, png: Any) -> None:
    public_id = walk.to(State.PUBLISHED).public_id
    with CaptureQueriesContext(connection) as spent:
        found = Disclosure.objects.visible_to(cast.public).for_detail().get(public_id=public_id)
        assert policies.view(cast.public, found)
        assert found.item is not None
        assert [found.shown_unit_name, found.item.title, found.body, list(found.attachments.all())]
    assert len(spent) <= READ_BUDGET


def test_a_list_takes_one_query_however_long(walk: Walker, cast: Any, django_assert_num_queries: Any) -> None:
    for state in State.values:
        walk.to(state)
    for person in (cast.public, cast.member, cast.clerk, cast.admin):
        with django_assert_num_queries(1):
            rows = list(Disclosure.objects.visible_to(person).newest().for_list())
            assert [row.shown_unit_name for row in rows]


def test_offering_steps_takes_no_query(walk: Walker, cast: Any, django_assert_num_queries: Any) -> None:
    rows = [Disclosure.objects.for_detail().get(pk=walk.to(state).pk) for state in State.values]
    with django_assert_num_queries(0):
        for person in vars(cast).values():
            for row in rows:
                disclosure_flow.offers(row, actor=person)
