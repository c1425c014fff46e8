"""How many queries does each page take? Exactly as many as is committed, and no more when there is more to show.

`query_counts.json` holds the numbers, everything counted: tenant, search path, session, person, posts. After a change
that is meant, write them anew and read the difference before committing it:

    WRITE_QUERY_COUNTS=1 python -m pytest tests/frontend/test_query_counts.py -n0
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosures import actions
from disclosures.kinds import State
from disclosures.models import Disclosure
from tests.databases import AT
from tests.disclosures.conftest import PNG, Walker, make_items
from tests.frontend.browser import Browser, signed_in

BASELINE = Path(__file__).with_name("query_counts.json")
WRITES = bool(os.environ.get("WRITE_QUERY_COUNTS"))
PUBLIC_PAGE_BUDGET = 6
SHOWN = 160
"""How much of a statement is shown when the numbers differ."""

Address = Callable[["Shelf"], str]


@dataclass(frozen=True)
class Page:
    """A page as one person sees it; an empty name is the public."""

    who: str
    address: Address


@dataclass
class Shelf:
    """A disclosure in every state, one that came back and went in again, and a file."""

    walk: Walker

    def __post_init__(self) -> None:
        self.fill()
        again = self.walk.do("submit", self.walk.to(State.RETURNED))
        self.walk.do("pass_secrecy", again, by=self.walk.cast.secrecy)
        self.twice = again
        with_file = self.walk.draft()
        attached = actions.attach(with_file, stream=io.BytesIO(PNG), name="图.png", actor=self.walk.cast.clerk, at=AT)
        with_file.refresh_from_db()
        for verb, who in (
            ("submit", "clerk"),
            ("pass_secrecy", "secrecy"),
            ("approve", "leader"),
            ("publish", "clerk"),
        ):
            with_file = self.walk.do(verb, with_file, by=getattr(self.walk.cast, who))
        self.published, self.file = with_file, attached.file

    def fill(self) -> None:
        """Put one more text into every state."""
        for state in State:
            self.walk.to(state)

    def one(self, state: State) -> Disclosure:
        return Disclosure.objects.filter(state=state).earliest("id")


def at(route: str, **query: str) -> Address:
    return lambda _shelf: reverse(route, query=query)


def of(route: str, state: State, *more: str) -> Address:
    return lambda shelf: reverse(route, args=[shelf.one(state).public_id, *more])


PAGES: dict[str, Page] = {
    "portal home": Page("", at("portal:home")),
    "portal catalog": Page("", at("portal:catalog")),
    "portal units": Page("", at("portal:units")),
    "portal units found": Page("", at("portal:units", q="jg")),
    "portal unit": Page("", lambda shelf: reverse("portal:unit", args=[shelf.walk.units.JG1.public_id])),
    "portal disclosures": Page("", at("portal:disclosures")),
    "portal search": Page("", at("portal:search", q="党费")),
    "portal disclosure": Page("", lambda shelf: reverse("portal:disclosure", args=[shelf.published.public_id])),
    "portal ledger": Page("", at("portal:ledger")),
    "portal proof": Page("", lambda shelf: reverse("portal:proof", args=[shelf.published.public_id])),
    "portal file": Page("", lambda shelf: reverse("portal:file", args=[shelf.file.public_id])),
    "portal disclosure, a member": Page("member", of("portal:disclosure", State.PUBLISHED)),
    "inbox, clerk": Page("clerk", at("work:inbox")),
    "inbox, leader": Page("leader", at("work:inbox")),
    "notices": Page("clerk", at("work:notices")),
    "disclosures, clerk": Page("clerk", at("work:disclosures")),
    "disclosures, inspector": Page("inspector", at("work:disclosures", q="党费", state="published")),
    "new": Page("clerk", at("work:new")),
    "disclosure, draft": Page("clerk", of("work:disclosure", State.DRAFT)),
    "disclosure, to review": Page("secrecy", of("work:disclosure", State.SUBMITTED)),
    "disclosure, to approve again": Page("leader", lambda s: reverse("work:disclosure", args=[s.twice.public_id])),
    "disclosure, published": Page("inspector", of("work:disclosure", State.PUBLISHED)),
    "edit": Page("clerk", of("work:edit", State.DRAFT)),
    "edit, returned": Page("clerk", of("work:edit", State.RETURNED)),
    "preview": Page("clerk", of("work:preview", State.DRAFT)),
    "return": Page("secrecy", of("work:step", State.SUBMITTED, "return")),
    "approvals": Page("leader", at("work:approvals")),
    "approvals, to review": Page("secrecy", at("work:approvals")),
    "chains": Page("admin", at("work:chains")),
    "catalog of a unit": Page("leader", at("work:catalog")),
    "catalogs, to decide": Page("superior", at("work:catalog_awaiting")),
    "audit": Page("inspector", at("work:audit")),
}
GROWING = [name for name in PAGES if name not in {"portal units found", "portal file", "new", "return"}]


@pytest.fixture
def shelf(db: None, _in_district: None, cast: Any, units: Any, settings: Any, tmp_path: Path) -> Shelf:
    cache.clear()
    settings.MEDIA_ROOT = tmp_path
    return Shelf(Walker(cast, units, make_items()))


class Readers:
    """The browsers of those who read the pages, each signed in once."""

    def __init__(self) -> None:
        self._opened: dict[str, Browser] = {}

    def statements(self, page: Page, shelf: Shelf) -> list[str]:
        """Return the statements of a page, once what is kept between requests is there."""
        browser = self._opened.setdefault(page.who, signed_in(page.who) if page.who else Browser())
        address = page.address(shelf)
        for _round in range(2):
            with CaptureQueriesContext(connection) as queries:
                answer: Any = browser.get(address)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert (answer.status_code, bool(body)) == (200, True), page
        return [query["sql"][:SHOWN] for query in queries.captured_queries]


def test_a_page_takes_as_many_queries_as_it_did(shelf: Shelf) -> None:
    readers = Readers()
    spent = {name: readers.statements(page, shelf) for name, page in PAGES.items()}
    counts = {name: len(statements) for name, statements in spent.items()}
    if WRITES:
        BASELINE.write_text(json.dumps(counts, indent=2, ensure_ascii=False) + "\n", "utf-8")
    baseline = json.loads(BASELINE.read_text("utf-8"))
    changed = [name for name in counts if counts[name] != baseline.get(name)]
    assert counts == baseline, "\n".join(line for name in changed for line in (f"-- {name}", *spent[name]))
    assert counts["portal disclosure"] <= PUBLIC_PAGE_BUDGET


def test_a_page_takes_no_more_when_there_is_more(shelf: Shelf) -> None:
    readers = Readers()
    before = {name: len(readers.statements(PAGES[name], shelf)) for name in GROWING}
    shelf.fill()
    assert {name: len(readers.statements(PAGES[name], shelf)) for name in GROWING} == before
