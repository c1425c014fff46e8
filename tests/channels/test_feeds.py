"""Does a feed say what society reads, mark what ended, and tell a program when nothing is new?"""

from __future__ import annotations

import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils.http import http_date

from disclosures.kinds import State
from hierarchy.models import Unit
from tests.databases import AT
from tests.disclosures.conftest import Walker
from tests.frontend.browser import Browser, signed_in

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(path: str = "/feed.atom", browser: Client | None = None) -> dict[str, ElementTree.Element]:
    answer = (browser or Browser()).get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    found = ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")
    return {str(entry.findtext(f"{ATOM}title")): entry for entry in found}


def test_it_says_what_society_reads_and_nothing_else(walk: Walker, cast: Any) -> None:
    shown = walk.to(State.PUBLISHED, title="给社会的")
    walk.to(State.PUBLISHED, title="给党内的", item=walk.items.party, scope="party")
    for state in (State.DRAFT, State.SUBMITTED, State.APPROVED):
        walk.to(state, title=f"没有公开的{state}")
    for browser in (Browser(), signed_in("member"), signed_in("admin")):
        (title,) = entries(browser=browser)
        assert title == "给社会的"
    entry = entries()["给社会的"]
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{shown.public_id}"
    assert "党费收缴情况如下" in str(entry.findtext(f"{ATOM}summary"))


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.TERMINATED])
def test_what_ended_is_marked_and_loses_its_text(walk: Walker, state: State) -> None:
    found = walk.to(state, title="原来的标题")
    (title,) = entries()
    assert title == f"【{found.get_state_display()}】原来的标题"
    assert "如下" not in str(entries()[title].findtext(f"{ATOM}summary"))


def test_what_was_published_in_error_is_gone(walk: Walker) -> None:
    walk.to(State.IN_ERROR)
    assert entries() == {}


def test_what_is_held_inside_or_expired_is_not_in_it(walk: Walker) -> None:
    held = walk.to(State.PUBLISHED, title="先党内")
    type(held).objects.filter(pk=held.pk).update(outside_from=AT + datetime.timedelta(days=7))
    over = walk.to(State.PUBLISHED, title="过期")
    type(over).objects.filter(pk=over.pk).update(display_until=datetime.date(2026, 1, 1))
    assert entries() == {}


@pytest.mark.parametrize(("code", "count"), [("QW", 1), ("JG", 1), ("JG1", 1), ("JG2", 0), ("JD", 0)])
def test_a_unit_has_its_own_with_those_below(walk: Walker, code: str, count: int) -> None:
    walk.to(State.PUBLISHED)
    assert len(entries(f"/units/{Unit.objects.get(code=code).public_id}/feed.atom")) == count


def test_a_heading_has_its_own(walk: Walker) -> None:
    found = walk.to(State.PUBLISHED)
    assert len(entries(f"/feed.atom?category={found.category_title}")) == 1
    assert entries("/feed.atom?category=没有") == {}
    assert Browser().get("/feed.atom", {"category": "长" * 201}).status_code == 404


def test_a_program_is_told_that_nothing_is_new(walk: Walker) -> None:
    walk.to(State.PUBLISHED)
    first = Browser().get("/feed.atom")
    again = Browser().get("/feed.atom", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    walk.to(State.PUBLISHED, title="又一件")
    assert Browser().get("/feed.atom", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


@pytest.mark.parametrize("of", ["everything", "a unit"])
@pytest.mark.parametrize("verb", ["take_down", "withdraw", "terminate"])
def test_a_program_that_knows_days_alone_learns_of_what_went(walk: Walker, verb: str, of: str) -> None:
    """A later text stays in the feed, so that the last change of what is in it says nothing of what went."""
    gone = walk.to(State.PUBLISHED, title="要撤下的")
    walk.to(State.PUBLISHED, title="留下的")
    path = "/feed.atom" if of == "everything" else f"/units/{gone.unit.public_id}/feed.atom"
    first = Browser().get(path)
    assert "Last-Modified" not in first
    walk.do(verb, gone, by=walk.cast.leader, reason="附了身份证号")
    since = http_date(AT.timestamp() + 3650 * 24 * 3600)
    again = Browser().get(path, HTTP_IF_MODIFIED_SINCE=since)
    assert again.status_code == 200
    assert "留下的" in again.content.decode()
    assert ">要撤下的<" not in again.content.decode()
    assert Browser().get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
    assert Browser().get(path, HTTP_IF_NONE_MATCH=again["ETag"]).status_code == 304


def test_letters_that_no_xml_holds_do_not_break_it(walk: Walker) -> None:
    found = walk.to(State.PUBLISHED)
    type(found).objects.filter(pk=found.pk).update(title="控制\x0b符 <b>&amp;")
    Unit.objects.filter(pk=found.unit_id).update(name="第一\x01\ufffe党支部")
    assert list(entries()) == ["控制符 <b>&amp;"]
    assert len(entries(f"/units/{found.unit.public_id}/feed.atom")) == 1


def test_pages_lead_to_their_feeds(walk: Walker, units: Any) -> None:
    assert 'href="/feed.atom"' in Browser().get("/").content.decode()
    assert (
        f'href="/units/{units.JG1.public_id}/feed.atom"'
        in Browser().get(f"/units/{units.JG1.public_id}/").content.decode()
    )


@pytest.mark.parametrize(
    ("data", "state", "is_there"),
    [({}, State.PUBLISHED, True), ({}, State.WITHDRAWN, False), ({"scope": "party"}, State.PUBLISHED, False)],
    ids=["society", "withdrawn", "members"],
)
def test_a_card_is_of_what_society_reads(walk: Walker, data: dict[str, Any], state: State, is_there: bool) -> None:
    more = {"item": walk.items.party} if data else {}
    found = walk.to(state, title='带"引号"的<标题>', **data, **more)
    page = signed_in("member").get(f"/disclosures/{found.public_id}/").content.decode()
    assert ('property="og:title"' in page) is is_there
    assert ('name="description"' in page) is is_there
    assert ('content="noindex"' in page) is not is_there
    assert "<标题>" not in page
