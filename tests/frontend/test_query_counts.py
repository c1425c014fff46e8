"""How many queries does each page take? Exactly as many as is committed, and no more when there is more to show.

`query_counts.json` holds the numbers, everything counted: tenant, search path, session, person, posts. After a change
that is meant, write them anew and read the difference before committing it:

    WRITE_QUERY_COUNTS=1 python -m pytest tests/frontend/test_query_counts.py -n0
"""

from __future__ import annotations

import datetime
import io
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogs import actions as catalog_actions
from catalogs.models import Item
from core import clock, schemas
from disclosures import actions
from disclosures.kinds import State
from disclosures.models import Disclosure, Objection
from obligations import actions as obligation_actions
from obligations.flows import withholding_flow
from tenants import current, operators, policies
from tests.databases import AT
from tests.disclosures.conftest import PNG, Walker, make_items
from tests.frontend.browser import Browser, signed_in
from tests.isolation import planting
from tests.world import PASSWORD

BASELINE = Path(__file__).with_name("query_counts.json")
WRITES = bool(os.environ.get("WRITE_QUERY_COUNTS"))
PUBLIC_PAGE_BUDGET = 6
OPERATOR = "wei"
MODES = {"prompt": "事项", "staged": "分期事项"}
"""What planted items are called, by how they are disclosed."""
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
    """A disclosure in every state, one that came back and went in again, a file, and one thing of every other kind."""

    walk: Walker
    filled: int = 0

    def __post_init__(self) -> None:
        self.planted = planting.plant(AT)
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
        self.filled += 1
        self._owe(f"第{self.filled}件")

    def _owe(self, name: str) -> None:
        """Let something happen, ask for more time, go on with a matter, and ask to be exempt."""
        clerk, unit, today = self.walk.cast.clerk, self.walk.units.JG1, clock.local_date(AT)
        named = {mode: Item.objects.get(title=f"{planting.MARK}{title}") for mode, title in MODES.items()}
        items = {mode: str(item.public_id) for mode, item in named.items()}
        happened = {"item": items["prompt"], "title": name, "happened_on": today}
        owed = obligation_actions.register_event(unit=unit, data=happened, actor=clerk, at=AT).obligations.get()
        later = {"asked_until": owed.due_on + datetime.timedelta(days=5), "reason": name}
        obligation_actions.ask_extension(owed, data=later, actor=clerk, at=AT)
        self._withhold(f"{name}不予公开", happened)
        self._withhold(f"{name}已备案", happened, grant=True)
        stages = f"{today + datetime.timedelta(days=9):%Y-%m-%d} {name}"
        begun = {"item": items["staged"], "title": name, "started_on": today, "stages": stages}
        obligation_actions.begin_matter(unit=unit, data=begun, actor=clerk, at=AT)
        asked = {"reason": name, "ends_on": today + datetime.timedelta(days=90)}
        mandatory = Item.objects.filter(version__catalog__unit__code="QW", obligation_level="mandatory").order_by("pk")
        item = [each for each in mandatory if not each.unit_kinds and not each.sectors][self.filled]
        catalog_actions.ask_exemption(unit, item, data=asked, actor=clerk, at=AT)

    def _withhold(self, name: str, happened: dict[str, Any], *, grant: bool = False) -> None:
        """Let something happen that is not to be disclosed: it waits for the superior, or holds."""
        cast, unit = self.walk.cast, self.walk.units.JG1
        event = obligation_actions.register_event(unit=unit, data=happened | {"title": name}, actor=cast.clerk, at=AT)
        asked = {"kind": "not_at_all", "ground": "internal", "reason": name}
        found = obligation_actions.ask_withholding(event.obligations.get(), data=asked, actor=cast.clerk, at=AT)
        found = withholding_flow.perform("endorse", found, actor=cast.leader, at=AT)
        if grant:
            withholding_flow.perform("grant", found, actor=cast.deputy, at=AT)

    def one(self, state: State) -> Disclosure:
        return Disclosure.objects.filter(state=state).earliest("id")


def at(route: str, **query: str) -> Address:
    return lambda _shelf: reverse(route, query=query)


def planted(route: str, *kinds: str) -> Address:
    return lambda shelf: reverse(route, args=[shelf.planted[kind] for kind in kinds])


def console(path: str) -> Address:
    return lambda _shelf: f"/console/{path}"


def of(route: str, state: State, *more: str) -> Address:
    return lambda shelf: reverse(route, args=[shelf.one(state).public_id, *more])


def noticed(shelf: Shelf, name: str) -> str:
    """Return a page about the text that is on public notice."""
    text = Objection.objects.select_related("notice__disclosure").get(public_id=shelf.planted["objection"])
    return reverse(name, args=[text.notice.disclosure.public_id])


PAGES: dict[str, Page] = {
    "portal home": Page("", at("portal:home")),
    "portal catalog": Page("", at("portal:catalog")),
    "portal units": Page("", at("portal:units")),
    "portal units found": Page("", at("portal:units", q="jg")),
    "portal unit": Page("", lambda shelf: reverse("portal:unit", args=[shelf.walk.units.JG1.public_id])),
    "portal disclosures": Page("", at("portal:disclosures")),
    "portal search": Page("", at("portal:search", q="党费")),
    "portal disclosure": Page("", lambda shelf: reverse("portal:disclosure", args=[shelf.published.public_id])),
    "portal notices": Page("", at("portal:public_notices")),
    "portal disclosure, on notice": Page("", lambda shelf: noticed(shelf, "portal:disclosure")),
    "portal objecting": Page("", lambda shelf: noticed(shelf, "portal:object")),
    "portal ledger": Page("", at("portal:ledger")),
    "portal proof": Page("", lambda shelf: reverse("portal:proof", args=[shelf.published.public_id])),
    "portal file": Page("", lambda shelf: reverse("portal:file", args=[shelf.file.public_id])),
    "portal disclosure, a member": Page("member", of("portal:disclosure", State.PUBLISHED)),
    "portal feed": Page("", at("portal:atom")),
    "portal feed of a unit": Page("", lambda shelf: reverse("portal:unit_atom", args=[shelf.walk.units.JG1.public_id])),
    "portal follow": Page("", at("portal:follow")),
    "postings": Page("clerk", of("work:postings", State.PUBLISHED)),
    "inbox, clerk": Page("clerk", at("work:inbox")),
    "inbox, leader": Page("leader", at("work:inbox")),
    "notices": Page("clerk", at("work:notices")),
    "disclosures, clerk": Page("clerk", at("work:disclosures")),
    "disclosures, inspector": Page("inspector", at("work:disclosures", q="党费", state="published")),
    "new": Page("clerk", at("work:new")),
    "import": Page("clerk", at("work:import")),
    "plans": Page("clerk", at("work:plans")),
    "plan": Page("clerk", planted("work:plan", "plan")),
    "plan, new": Page("clerk", at("work:plan_new")),
    "templates": Page("clerk", at("work:templates")),
    "template, new": Page("clerk", at("work:template_new")),
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
    "notice, clerk": Page("clerk", lambda shelf: noticed(shelf, "work:public_notice")),
    "objection": Page("leader", planted("work:objection", "objection")),
    "notice rules": Page("admin", at("work:notice_rules")),
    "audit": Page("inspector", at("work:audit")),
    "closures": Page("admin", at("work:closures")),
    "account": Page("clerk", at("account:overview")),
    "calendar subscriptions": Page("clerk", at("account:calendars")),
    "digest": Page("clerk", at("account:digest")),
    "calendar of a unit": Page(
        "", lambda shelf: reverse("portal:unit_calendar", args=[shelf.walk.units.JG1.public_id])
    ),
    "catalog, consent": Page("admin", at("work:catalog_policy")),
    "catalog, requests": Page("superior", at("work:catalog_asked")),
    "catalog, an override": Page("superior", planted("work:catalog_override", "override")),
    "catalog, an exemption": Page("superior", planted("work:catalog_exemption", "exemption")),
    "obligations, clerk": Page("clerk", at("work:obligations", view="soon")),
    "obligations, inspector": Page("inspector", at("work:obligations")),
    "obligation": Page("clerk", planted("work:obligation", "obligation")),
    "obligation, more time": Page("second_clerk", planted("work:obligation_extend", "obligation")),
    "obligation, event": Page("clerk", at("work:obligation_event")),
    "matter": Page("clerk", planted("work:matter", "matter")),
    "month": Page("clerk", at("work:calendar")),
    "overview": Page("inspector", at("work:overview")),
    "extensions": Page("deputy", at("work:extensions")),
    "obligation, withhold": Page("second_clerk", planted("work:obligation_withhold", "obligation")),
    "obligations, withheld": Page("clerk", at("work:obligations", view="withheld")),
    "withholdings": Page("deputy", at("work:withholdings")),
    "withholding": Page("deputy", planted("work:withholding", "withholding")),
    "withheld register": Page("deputy", at("work:withheld_register")),
    "rollouts": Page("admin", at("work:rollouts")),
    "rollout": Page("admin", planted("work:rollout", "rollout")),
    "rollout, start": Page("admin", at("work:rollout_start")),
    "rollout, phases": Page("admin", planted("work:rollout_phases", "rollout")),
    "rollout, a unit": Page("admin", planted("work:rollout_task", "rollout_unit")),
    "console": Page(OPERATOR, console("")),
    "console, new tenant": Page(OPERATOR, console("tenants/new/")),
    "console, calendar": Page(OPERATOR, console("calendar/")),
    "console, password": Page(OPERATOR, console("password/")),
    "console, trail": Page(OPERATOR, console("trail/")),
}
GROWING = [name for name in PAGES if name not in {"portal units found", "portal file", "new", "return"}]


@pytest.fixture
def shelf(db: None, _in_district: None, cast: Any, units: Any, settings: Any, tmp_path: Path) -> Iterator[Shelf]:
    """Everything is planted and read on one day: what a page asks for depends on what is due."""
    cache.clear()
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(AT + datetime.timedelta(hours=1), tick=False):
        yield Shelf(Walker(cast, units, make_items()))


def opened(who: str) -> Browser:
    """Return a browser of the public, of somebody of the tenant, or of an operator of the platform."""
    if who != OPERATOR:
        return signed_in(who) if who else Browser()
    tenant = current.tenant()
    schemas.leave()
    operators.create(username=who, name="魏某", password=PASSWORD, actor=policies.CONSOLE, at=AT)
    schemas.enter(tenant)
    browser = Browser("localhost")
    assert browser.post("/console/sign-in/", {"username": who, "password": PASSWORD}).status_code == 302
    return browser


class Readers:
    """The browsers of those who read the pages, each signed in once."""

    def __init__(self) -> None:
        self._opened: dict[str, Browser] = {}

    def statements(self, page: Page, shelf: Shelf) -> list[str]:
        """Return the statements of a page, once what is kept between requests is there."""
        browser = self._opened.get(page.who) or self._opened.setdefault(page.who, opened(page.who))
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
