"""Is a kept page ever older than what was committed, another reader's, or another tenant's?

Pages are kept outside of transactions only, so these tests commit (the fixture `committed`).
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actors
from core import clock, schemas
from core.ledger import chain
from core.workdays import tables
from disclosures import tasks
from disclosures.kinds import State
from disclosures.models import Disclosure
from frontend import kept
from frontend.portal import listing
from hierarchy import actions as hierarchy_actions
from tenants import current, grants
from tenants.models import Tenant, TenantState
from tenants.tasks import HEADER
from tests.databases import AT
from tests.disclosures.conftest import Walker, fresh_walker
from tests.isolation import planting
from tests.world import PASSWORD

HIT = 4
"""Statements of a kept page: into public, whose host it is, into the tenant, how everything stands."""
_DELETE, _INSERT = 'DELETE FROM "{table}" WHERE false', 'INSERT INTO "{table}" SELECT * FROM "{table}" WHERE false'
OF_THE_PLATFORM = {"tenants_tenant", "tenants_domain", "workdays_calendarday", "workdays_calendaryear"}
LATER = AT + datetime.timedelta(hours=3)


@pytest.fixture(autouse=True)
def _at(committed: None) -> Iterator[None]:
    """Begin with nothing kept, at an hour after what the walker does."""
    caches[kept.STORE].clear()
    tables.forget()
    with time_machine.travel(LATER, tick=True):
        yield
    caches[kept.STORE].clear()
    tables.forget()


@pytest.fixture
def walk() -> Walker:
    return fresh_walker()


@pytest.fixture
def reader() -> Reader:
    return Reader()


class Reader:
    """A stranger with a browser, who tells whether a page was kept or made."""

    def __init__(self, host: str = "district.localhost", **headers: Any) -> None:
        self.client = Client(HTTP_HOST=host, **headers)

    def get(self, path: str, **headers: Any) -> Any:
        with CaptureQueriesContext(connection) as asked:
            response: Any = self.client.get(path, **headers)
        self.statements = len(asked)
        schemas.enter(Tenant.objects.get(slug="district"))
        return response

    def is_kept(self, path: str, **headers: Any) -> bool:
        """Ask for a page that was asked for before, and tell whether it was kept."""
        assert self.get(path, **headers).status_code == 200
        return self.statements <= HIT

    def made_anew(self, path: str) -> tuple[int, bytes]:
        """Return what the page says when nothing is kept."""
        caches[kept.STORE].clear()
        return shown(self.get(path))


def shown(response: Any) -> tuple[int, bytes]:
    """Return what a page says; of a refusal, which bears its number, that it is one."""
    return response.status_code, response.content if response.status_code == 200 else b""


def text_path(found: Disclosure) -> str:
    return reverse("portal:disclosure", args=[found.public_id])


def every_page(walk: Walker, text: Disclosure) -> list[str]:
    """Return one page of every kind that is kept."""
    routes = ("home", "catalog", "catalog_editions", "due", "units", "disclosures", "public_notices", "ledger")
    unit = reverse("portal:unit", args=[walk.units.JG1.public_id])
    return [*(reverse(f"portal:{name}") for name in routes), reverse("portal:open_data"), unit, text_path(text)]


def test_every_page_for_strangers_is_kept_and_reads_nothing_more(reader: Reader, walk: Walker) -> None:
    text = walk.to(State.PUBLISHED)
    for path in every_page(walk, text):
        first = reader.get(path)
        assert reader.statements > HIT, path
        second = reader.get(path)
        assert (reader.statements, second.content) == (HIT, first.content), path
        assert second["Content-Type"] == first["Content-Type"]
        assert second["Cache-Control"] == "private, no-cache"


def test_no_kept_page_reads_a_table_that_nobody_is_shown(reader: Reader, walk: Walker) -> None:
    planting.plant(AT)
    with transaction.atomic():  # nothing is kept in here
        for path in every_page(walk, walk.to(State.PUBLISHED)):
            with CaptureQueriesContext(connection) as asked:
                assert reader.client.get(path).status_code == 200
            said = "\n".join(each["sql"] for each in asked)
            assert not [name for name in settings.UNSEEN_TABLES if f'"{name}"' in said], path
            schemas.enter(Tenant.objects.get(slug="district"))


def publish_another(walk: Walker, text: Disclosure) -> None:
    walk.to(State.PUBLISHED, title="又一件")


def withdraw(walk: Walker, text: Disclosure) -> None:
    walk.do("withdraw", text, by=walk.cast.leader, reason="数字有误")


def terminate(walk: Walker, text: Disclosure) -> None:
    walk.do("terminate", text, by=walk.cast.leader, reason="工程已经验收")


def take_down(walk: Walker, text: Disclosure) -> None:
    walk.do("take_down", text, by=walk.cast.leader, reason="附了身份证号")


def change(walk: Walker, text: Disclosure) -> None:
    walk.onward(walk.follow_up(text))


def merge(walk: Walker, text: Disclosure) -> None:
    target = walk.to(State.PUBLISHED)
    walk.do("merge", text, by=walk.cast.leader, into=str(target.public_id), reason="同一件事")


def hold_inside(walk: Walker, text: Disclosure) -> None:
    Disclosure.objects.filter(pk=text.pk).update(outside_from=LATER + datetime.timedelta(days=2))


def publish_on_time(walk: Walker, text: Disclosure) -> None:
    walk.to(State.SCHEDULED, title="到点公开")
    tasks.publish_due.apply(headers={HEADER: str(current.tenant().public_id)}, throw=True)


def plant(walk: Walker, text: Disclosure) -> None:
    planting.plant(AT)


def rename_unit(walk: Walker, text: Disclosure) -> None:
    hierarchy_actions.rename_unit(walk.units.JG1, name="换名后的支部", reason="换届", actor=actors.SYSTEM, at=LATER)


def write_sql(walk: Walker, text: Disclosure) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE disclosures_disclosure SET title = '直接改的' WHERE id = %s", [text.pk])


def make_checkpoint(walk: Walker, text: Disclosure) -> None:
    chain.make_checkpoint(at=LATER)


def rename_tenant(walk: Walker, text: Disclosure) -> None:
    Tenant.objects.filter(slug="district").update(name="改名区委")


CHANGES: list[tuple[Callable[[Walker, Disclosure], None], list[str]]] = [
    (publish_another, ["/", "/disclosures/", "/ledger/", "unit"]),
    (withdraw, ["/", "/disclosures/", "/ledger/", "unit", "text"]),
    (terminate, ["/", "/disclosures/", "text"]),
    (take_down, ["/", "/disclosures/", "text"]),
    (change, ["/disclosures/", "text"]),
    (merge, ["/disclosures/", "text"]),
    (hold_inside, ["/", "/disclosures/", "unit", "text"]),
    (publish_on_time, ["/", "/disclosures/"]),
    (plant, ["/", "/catalog/", "/due/", "/units/", "/disclosures/", "/public-notices/", "/open-data/"]),
    (rename_unit, ["/units/", "unit", "text"]),
    (write_sql, ["/", "/disclosures/", "text"]),
    (make_checkpoint, ["/ledger/"]),
    (rename_tenant, ["/", "/units/", "text"]),
]


@pytest.mark.parametrize(("happens", "where"), CHANGES, ids=[happens.__name__ for happens, _where in CHANGES])
def test_what_happens_is_seen_at_once(
    happens: Callable[[Walker, Disclosure], None], where: list[str], reader: Reader, walk: Walker
) -> None:
    text = walk.to(State.PUBLISHED)
    named = {"text": text_path(text), "unit": reverse("portal:unit", args=[walk.units.JG1.public_id])}
    paths = [named.get(each, each) for each in where]
    before = {path: reader.get(path).content for path in paths}
    assert all(reader.is_kept(path) for path in paths)
    happens(walk, text)
    after = {path: reader.get(path) for path in paths}
    for path in paths:
        assert after[path].content != before[path], path
        assert shown(after[path]) == reader.made_anew(path), path


def test_what_expires_is_gone_with_the_day(reader: Reader, walk: Walker) -> None:
    text = walk.to(State.PUBLISHED)
    Disclosure.objects.filter(pk=text.pk).update(display_until=clock.local_date(LATER))
    assert text.title in reader.get("/disclosures/").content.decode()
    assert reader.is_kept("/disclosures/")
    with time_machine.travel(LATER + datetime.timedelta(days=1), tick=True):
        assert text.title not in reader.get("/disclosures/").content.decode()


def test_nothing_is_seen_before_its_commit(reader: Reader, walk: Walker) -> None:
    text = walk.to(State.PUBLISHED)
    before = reader.get(text_path(text)).content
    with transaction.atomic():
        withdraw(walk, text)
        elsewhere: list[bytes] = []
        thread = threading.Thread(target=lambda: elsewhere.append(_in_another_connection(text_path(text))))
        thread.start()
        thread.join()
        assert elsewhere == [before]
    assert reader.get(text_path(text)).content != before


def test_a_page_that_was_begun_before_a_commit_is_not_shown_after_it(
    reader: Reader, walk: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is made while the text is withdrawn: by then it has read the text, and it is kept after the commit."""
    text = walk.to(State.PUBLISHED, title="将要撤回的")
    has_read, may_answer = threading.Event(), threading.Event()
    listed = listing.rows

    def slowly(*args: Any, **kwargs: Any) -> Any:
        found = listed(*args, **kwargs)
        if threading.current_thread() is slow:
            has_read.set()
            assert may_answer.wait(20)
        return found

    monkeypatch.setattr(listing, "rows", slowly)
    old: list[bytes] = []
    slow = threading.Thread(target=lambda: old.append(_in_another_connection("/")))
    slow.start()
    assert has_read.wait(20)
    withdraw(walk, text)
    may_answer.set()
    slow.join()
    assert text.title in old[0].decode()
    assert text.title not in reader.get("/").content.decode()


def _in_another_connection(path: str) -> bytes:
    try:
        return Client(HTTP_HOST="district.localhost").get(path).content
    finally:
        connections.close_all()


def test_each_tenant_has_its_own(reader: Reader) -> None:
    here, there = reader.get("/"), Reader("college.localhost").get("/")
    assert here.content != there.content
    assert reader.is_kept("/")
    assert Reader("college.localhost").get("/").content == there.content


def test_a_suspended_tenant_shows_nothing(reader: Reader) -> None:
    assert [reader.get("/").status_code, reader.is_kept("/")] == [200, True]
    Tenant.objects.filter(slug="district").update(state=TenantState.SUSPENDED)
    assert Client(HTTP_HOST="district.localhost").get("/").status_code == 503
    Tenant.objects.filter(slug="district").update(state=TenantState.READY)


@pytest.mark.parametrize(
    ("headers", "cookies"),
    [
        ({"HTTP_ACCEPT_LANGUAGE": "en"}, {}),
        ({}, {"gk_language": "en"}),
        ({}, {"gk_large": "1"}),
    ],
)
def test_each_way_of_showing_has_its_own(reader: Reader, headers: dict[str, str], cookies: dict[str, str]) -> None:
    usual = reader.get("/").content
    other = Reader(**headers)
    other.client.cookies.load(cookies)
    shown = other.get("/").content
    assert shown != usual
    assert other.is_kept("/")
    assert other.get("/").content == shown
    assert reader.get("/").content == usual


def test_who_is_signed_in_gets_her_own_page(reader: Reader, walk: Walker) -> None:
    inside = walk.to(State.PUBLISHED, title="只在党内", scope="party", item=walk.items.party)
    usual = reader.get("/").content
    member = Reader()
    member.client.post(reverse("account:sign_in"), {"username": "member", "password": PASSWORD})
    own = member.get("/")
    assert inside.title in own.content.decode()
    assert "ETag" not in own
    assert inside.title not in usual.decode()
    assert reader.get("/").content == usual
    assert reader.statements == HIT


def test_a_message_for_one_visitor_is_not_shown_to_others(reader: Reader) -> None:
    visitor = Reader()
    visitor.client.cookies.load({"messages": "whatever"})
    visitor.get("/")
    visitor.get("/")
    assert visitor.statements > HIT
    reader.get("/")
    assert reader.statements > HIT


def test_a_page_with_a_form_of_its_visitor_is_not_kept(reader: Reader) -> None:
    for _time in range(2):
        assert "csrfmiddlewaretoken" in Reader().get(reverse("portal:follow")).content.decode()
    visitor = Reader()
    visitor.client.cookies.load({settings.CSRF_COOKIE_NAME: "a" * 32})
    visitor.get("/")
    visitor.get("/")
    assert visitor.statements > HIT  # who bears a token could be shown it: such a page is not kept
    reader.get("/")
    visitor.get("/")
    assert visitor.statements == HIT  # but may be shown what is


@pytest.mark.parametrize(
    "query",
    ["x=1", "page=0", "page=01", "page=1000", "page=1&page=1", "page=%31", "page=1&", "q=%E5%85%9A", "merged=1", "&"],
)
def test_parameters_that_nobody_knows_fill_nothing(query: str, reader: Reader) -> None:
    reader.get(f"/disclosures/?{query}")
    reader.get(f"/disclosures/?{query}")
    assert reader.statements > HIT
    assert "ETag" not in reader.get(f"/disclosures/?{query}")


def test_ports_that_somebody_makes_up_fill_nothing_and_are_shown_nowhere(reader: Reader, walk: Walker) -> None:
    for path in every_page(walk, walk.to(State.PUBLISHED)):
        made_up = Reader("DISTRICT.localhost:54321").get(path)
        assert made_up.status_code == 200
        assert b"54321" not in made_up.content
        assert reader.is_kept(path), path


def test_a_page_asked_for_below_another_prefix_is_not_shown_at_its_own(reader: Reader) -> None:
    usual = reader.made_anew("/open-data/")
    assert reader.made_anew("/") != usual
    caches[kept.STORE].clear()
    assert reader.get("/", SCRIPT_NAME="/open-data").status_code == 200
    assert shown(reader.get("/open-data/")) == usual


def test_known_parameters_are_kept_apart(reader: Reader, walk: Walker) -> None:
    unit = f"/catalog/?unit={walk.units.JG1.public_id}"
    for path in ("/disclosures/?page=2", unit, "/due/?view=done&page=1", "/due/?quarter=previous"):
        reader.get(path)
        assert reader.is_kept(path), path
    assert reader.get(unit).content != reader.get("/catalog/").content


def test_errors_and_redirects_are_not_kept(reader: Reader, walk: Walker) -> None:
    draft = text_path(walk.to(State.APPROVED))
    for _time in range(2):
        assert reader.get(draft).status_code == 404
        assert reader.statements > HIT
    merged = walk.merged()[0]
    for _time in range(2):
        assert reader.get(text_path(merged)).status_code == 302
        assert reader.statements > HIT


def test_a_browser_is_told_that_nothing_is_new(reader: Reader, walk: Walker) -> None:
    first = reader.get("/")
    again = reader.get("/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content, reader.statements) == (304, b"", HIT)
    assert again["Cache-Control"] == "private, no-cache"
    publish_another(walk, walk.to(State.PUBLISHED))
    assert reader.get("/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_a_head_asks_for_the_same(reader: Reader) -> None:
    reader.get("/")
    response = reader.client.head("/")
    assert (response.status_code, response.content) == (200, b"")


def test_a_part_of_a_page_is_made(reader: Reader) -> None:
    reader.get("/public-notices/")
    assert "ETag" in reader.get("/public-notices/")
    assert "ETag" not in reader.get("/public-notices/", HTTP_HX_REQUEST="true")


def test_a_store_that_is_down_stops_nothing(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(type(caches[kept.STORE]), "get", broken)
    monkeypatch.setattr(type(caches[kept.STORE]), "set", broken)
    assert reader.get("/").status_code == 200


def test_each_table_that_may_be_shown_ends_kept_pages(reader: Reader) -> None:
    schemas.enter(Tenant.objects.get(slug="district"))
    with connection.cursor() as cursor:
        tables_here = connection.introspection.table_names(cursor)
    shown_ones = set(tables_here) - {*settings.UNSEEN_TABLES, "django_migrations"} | OF_THE_PLATFORM
    assert len(shown_ones) > 40
    for table in sorted(shown_ones):
        reader.get("/")
        assert reader.is_kept("/"), table
        with connection.cursor() as cursor:
            cursor.execute((_INSERT if table in grants.append_only_tables() else _DELETE).format(table=table))
        reader.get("/")
        assert reader.statements > HIT, table
