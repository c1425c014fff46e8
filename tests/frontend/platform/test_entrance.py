"""Who gets into the console, and who does not?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern
from django.utils import timezone

from accounts.models import User
from core.audit.models import AuditEntry
from frontend.platform import desk as the_desk
from tenants.models import Operator
from tests import world
from tests.frontend.browser import signed_in
from tests.frontend.platform.conftest import HOST, PASSWORD

SIGN_IN = "/console/sign-in/"
ANY = "00000000-0000-4000-8000-000000000000"


def addresses(resolver: object, prefix: str = "/") -> list[str]:
    found = []
    for each in resolver.url_patterns:  # type: ignore[attr-defined]  # a resolver, or one that it includes
        path = prefix + str(each.pattern)
        found += [path] if isinstance(each, URLPattern) else addresses(each, path)
    return found


CONSOLE = [
    path.replace("<uuid:public_id>", ANY)
    for path in addresses(get_resolver("config.urls_platform"))
    if path.startswith("/console/")
]
OPEN = {SIGN_IN, "/console/sign-out/"}


def ask(browser: Client, username: str, password: str, **more: str) -> int:
    return int(browser.post(SIGN_IN, {"username": username, "password": password, **more}).status_code)


def test_an_operator_gets_in_and_out_and_it_stands_in_the_trail(wei: Operator) -> None:
    browser = Client(HTTP_HOST=HOST, enforce_csrf_checks=True)
    browser.get(SIGN_IN)
    token = browser.cookies["csrftoken"].value
    answer = browser.post(SIGN_IN, {"username": " WEI ", "password": PASSWORD, "csrfmiddlewaretoken": token})
    assert (answer.status_code, answer["Location"]) == (302, "/console/")

    cookie = answer.cookies[the_desk.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"], cookie["path"]) == (
        True,
        "Strict",
        "",
        "/console/",
    )
    assert cookie["max-age"] == 8 * 3600
    assert "魏某" in browser.get("/console/").content.decode()
    assert AuditEntry.objects.newest()[0].verb == "operator.signed_in"

    assert browser.post("/console/sign-out/").status_code == 403
    token = browser.cookies["csrftoken"].value
    assert browser.post("/console/sign-out/", {"csrfmiddlewaretoken": token})["Location"] == SIGN_IN
    assert browser.get("/console/").status_code == 302


@pytest.mark.parametrize("path", CONSOLE)
def test_nothing_is_shown_without_signing_in(path: str) -> None:
    browser = Client(HTTP_HOST=HOST)
    for answer in (browser.get(path), browser.post(path)):
        if path not in OPEN:
            assert answer.status_code in (302, 405)
            assert answer.content == b""


@pytest.mark.parametrize("path", CONSOLE)
def test_the_console_is_nowhere_in_a_tenant(path: str, desk: Client) -> None:
    for browser in (Client(HTTP_HOST="district.localhost"), desk):
        assert browser.get(path, HTTP_HOST="district.localhost").status_code == 404


@pytest.mark.parametrize("path", ["/work/", "/sign-in/", "/units/", "/api/v1/units/", "/account/", "/gallery/"])
def test_a_tenants_pages_are_not_at_the_platforms_host(path: str, desk: Client) -> None:
    assert desk.get(path).status_code == 404


def test_a_tenants_user_is_nobody_here(district: object, client: Client) -> None:
    assert ask(Client(HTTP_HOST=HOST), "admin", world.PASSWORD) == 403
    browser = Client(HTTP_HOST=HOST)
    browser.cookies["gk_session"] = "0123456789abcdefghijklmnopqrstuv"
    assert browser.get("/console/").status_code == 302


def test_her_session_opens_nothing_even_if_it_is_sent() -> None:
    from core import schemas
    from tenants.models import Tenant

    schemas.enter(Tenant.objects.get(slug="district"))
    tenants_user = signed_in("admin")
    assert User.objects.filter(username="admin").exists()
    schemas.leave()
    browser = Client(HTTP_HOST=HOST)
    browser.cookies["gk_session"] = tenants_user.cookies["gk_session"].value
    answer = browser.get("/console/")
    assert (answer.status_code, answer.content) == (302, b"")


def test_five_wrong_passwords_lock_the_name_at_that_address(wei: Operator, tao: Operator) -> None:
    browser = Client(HTTP_HOST=HOST)
    assert [ask(browser, "wei", "wrong") for _ in range(6)] == [403] * 5 + [429]
    assert ask(browser, "WEI", PASSWORD) == 429
    assert ask(browser, "tao", PASSWORD) == 302
    assert ask(Client(HTTP_HOST=HOST, REMOTE_ADDR="192.0.2.7"), "wei", PASSWORD) == 302


def test_an_unknown_name_is_locked_and_answered_alike() -> None:
    assert [ask(Client(HTTP_HOST=HOST), "nobody", "wrong") for _ in range(6)] == [403] * 5 + [429]


def test_a_right_password_frees_the_places(wei: Operator) -> None:
    for _ in range(3):
        assert [ask(Client(HTTP_HOST=HOST), "wei", "wrong") for _ in range(4)] == [403] * 4
        assert ask(Client(HTTP_HOST=HOST), "wei", PASSWORD) == 302


def forged(operator: Operator, kind: str, given: str) -> str:
    known = [str(operator.public_id), "0" * 64]
    return {
        "changed": given[:-1] + ("A" if given[-1] != "A" else "B"),
        "other salt": signing.dumps(known, salt="frontend.uploads"),
        "no password": signing.dumps(known, salt="frontend.platform.desk"),
        "not a pair": signing.dumps("wei", salt="frontend.platform.desk"),
        "no id": signing.dumps(["wei", "0" * 64], salt="frontend.platform.desk"),
        "empty": "",
    }[kind]


@pytest.mark.parametrize("kind", ["changed", "other salt", "no password", "not a pair", "no id", "empty"])
def test_a_forged_cookie_opens_nothing(kind: str, wei: Operator, desk: Client) -> None:
    desk.cookies[the_desk.COOKIE] = forged(wei, kind, desk.cookies[the_desk.COOKIE].value)
    assert desk.get("/console/").status_code == 302


def test_the_cookie_ends_after_eight_hours(desk: Client) -> None:
    now = timezone.now()
    for passed, status in ((the_desk.KEPT * 0.99, 200), (the_desk.KEPT * 1.01, 302)):
        with time_machine.travel(now + passed):
            assert desk.get("/console/").status_code == status


@pytest.mark.parametrize("change", ["password", "closed"])
def test_a_new_password_or_a_closed_account_ends_every_sign_in(change: str, wei: Operator, desk: Client) -> None:
    if change == "password":
        wei.set_password("Another-one-2026")
    else:
        wei.is_active = False
    wei.save()
    assert desk.get("/console/").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/console/trail/", "/console/trail/"),
        ("https://example.org/console/", "/console/"),
        ("//example.org/console/", "/console/"),
        ("/", "/console/"),
    ],
)
def test_signing_in_leads_on_within_the_console(wanted: str, leads_to: str, wei: Operator) -> None:
    form = {"username": "wei", "password": PASSWORD, "next": wanted}
    assert Client(HTTP_HOST=HOST).post(SIGN_IN, form)["Location"] == leads_to


def test_a_poll_without_a_sign_in_leads_the_whole_page_away(at_desk: Callable[[Operator], Client]) -> None:
    answer = Client(HTTP_HOST=HOST).get("/console/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/console/")
