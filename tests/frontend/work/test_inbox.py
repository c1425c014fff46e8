"""Does the menu count what the inbox lists, without reading it, and does a long list come in pages?"""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import inbox
from disclosures.kinds import State
from frontend.work import inbox as page_of_tasks
from tests.costs import grows
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker
from tests.frontend.work.conftest import People
from tests.isolation import planting

LONG_AFTER = TODAY + datetime.timedelta(days=400)


@pytest.mark.parametrize("on", [TODAY, LONG_AFTER])
def test_the_count_is_that_of_the_list_for_everybody(walk: Walker, cast: Any, on: datetime.date) -> None:
    planting.plant(AT)
    for state in State.values:
        walk.to(state)
    counts = {}
    for name, person in vars(cast).items():
        listed = len(inbox.tasks_for(person, on=on))
        with CaptureQueriesContext(connection) as spent:
            counts[name] = inbox.count_for(person, on=on)
        assert (counts[name], len(spent) <= 1) == (listed, True), name
    assert counts["public"] == counts["system"] == 0
    assert len(set(counts.values())) > 3, counts


def test_a_page_for_somebody_signed_in_counts_and_lists_nothing(walk: Walker, people: People) -> None:
    clerk = people("clerk")
    for _each in range(3):
        walk.draft()
    page = clerk.get(reverse("work:notices"))
    assert page.context["shell"].inbox_count == 3
    assert not grows(lambda size: [walk.draft() for _each in range(size)], lambda: clerk.get(reverse("work:notices")))


def test_a_long_inbox_comes_in_pages(walk: Walker, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_of_tasks, "PAGE", 2)
    for number in range(5):
        walk.draft(title=f"第{number}件")
    clerk = people("clerk")
    seen: list[str] = []
    for number in (1, 2, 3):
        page = clerk.get(reverse("work:inbox", query={"page": number, "kind": "draft"}))
        (part,) = page.context["parts"]
        assert part.total == 5, "the heading counts what is on all pages"
        assert "共 5 件" in page.content.decode()
        seen += [task.title for task in part.tasks]
        pager = re.findall(r'rel="(?:prev|next)"\s+href="([^"]+)"', page.content.decode())
        assert all("kind=draft" in link for link in pager)
        assert len(pager) == (2 if number == 2 else 1)
    assert sorted(seen) == [f"第{number}件" for number in range(5)]
