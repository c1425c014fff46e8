"""What becomes of requests that no browser sends? Cookies, hosts and addresses to return to, made up by hand."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.bad_input.traces import told
from tests.frontend.browser import Browser
from tests.world import PASSWORD

pytestmark = pytest.mark.usefixtures("own_files")


@pytest.mark.parametrize("key", ['"\\000aaaaaaaaaaaaaaa"', '"\\377aaaaaaaaaaaaaaaa"', "A" * 32, "a" * 5_000])
@pytest.mark.parametrize("path", ["/", "/work/", "/api/v1/units/"])
def test_a_session_key_that_we_never_gave_is_none(key: str, path: str) -> None:
    answer = Client(HTTP_HOST="district.localhost", HTTP_COOKIE=f"gk_session={key}").get(path)
    assert answer.status_code == Client(HTTP_HOST="district.localhost").get(path).status_code


@pytest.mark.parametrize("path", ["/units/?q=%00", "/search/?q=a%00b", "/?%00=1", "/sign-in/?next=/%00"])
def test_a_query_that_the_database_cannot_be_asked(path: str) -> None:
    told(Browser().get(path), 400, "request.malformed")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("DISTRICT.localhost:8000", 200),
        ("district.localhost.", 404),
        ("public.localhost", 404),
        ("xn--district.localhost", 404),
        ("a.district.localhost", 404),
        ("district.localhost@evil.example", 400),
        ("district.localhost, evil.example", 400),
        ("district.localhost:80:80", 400),
        ("[::1]", 400),
        ("\x00.localhost", 400),
        ("", 400),
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/v1/units/"])
def test_a_host_is_a_tenants_own_or_nobodys(host: str, status: int, path: str) -> None:
    answer = Client(HTTP_HOST=host).get(path)
    assert answer.status_code == status
    said = str(answer.json()) if path.startswith("/api/") else answer.content.decode()
    assert ("示例区委" in said) == (status == 200)


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "https:evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "http://district.localhost@evil.example/",
    "http://evil.example\\@district.localhost/",
    "\t//evil.example",
    "/\t/evil.example",
    "http://[",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nobody_is_sent_elsewhere(wanted: str) -> None:
    after = Browser().sign_in("clerk", PASSWORD, next=wanted)
    assert (after.status_code, after["Location"]) == (302, "/work/")
    for path in ("/language/en/", "/large/on/"):
        answer = Browser().get(f"/preferences{path}", {"next": wanted})
        assert (answer.status_code, answer.get("Location")) == (302, "/")
