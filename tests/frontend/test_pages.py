"""Do preferences, refusals and fragments come to the reader as they should?"""

import re

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from core import errors
from frontend import errors as pages
from frontend import fragments, preferences

REFUSALS = [
    errors.Missing(),
    errors.Denied("disclosure.own_draft", "您是起草人，须由郑某审批。"),
    errors.Stale(),
    errors.WrongState(),
    errors.Unavailable(),
    errors.TooLarge("file.too_large", "附件不超过20 MB。"),
    errors.Invalid.field("title", "title.short", "标题不少于5个字。"),
]


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/units/?q=1", "/units/?q=1"),
        ("http://testserver/catalog/", "http://testserver/catalog/"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\evil.example", "/"),
        ("", "/"),
    ],
)
def test_preferences_return_only_to_this_site(wanted: str, leads_to: str) -> None:
    request = RequestFactory().get("/", {"next": wanted})
    assert preferences.large(request, "on")["Location"] == leads_to
    assert preferences.language(request, "en")["Location"] == leads_to


def test_larger_type_is_remembered_and_forgotten() -> None:
    request = RequestFactory().get("/", {"next": "/"})
    cookie = preferences.large(request, "on").cookies[preferences.LARGE_COOKIE]
    assert (cookie.value, cookie["samesite"]) == ("1", "Lax")
    assert preferences.large(request, "off").cookies[preferences.LARGE_COOKIE].value == ""
    request.COOKIES[preferences.LARGE_COOKIE] = "1"
    assert '<html lang="zh-CN" class="gk-large">' in render_to_string("404.html", request=request)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_a_refusal_is_a_page_with_reason_code_and_what_to_do(refusal: errors.Refusal) -> None:
    response = pages.response_for(RequestFactory().get("/x/"), refusal)
    assert response.status_code == refusal.status
    text = text_of(response)
    assert str(refusal.reason) in text
    assert refusal.code in text
    assert re.search(r"接下来可以</h2>\s*<ul>\s*<li>", text)
    if isinstance(refusal, errors.Invalid):
        assert "标题不少于5个字。" in text


def test_htmx_gets_a_refusal_as_a_note_in_its_place() -> None:
    response = pages.response_for(RequestFactory().get("/x/", headers={"HX-Request": "true"}), errors.Stale())
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#problem"
    assert "<html" not in text_of(response)


@pytest.mark.parametrize(
    ("code", "status"), [("tenant.suspended", 503), ("tenant.unknown_host", 404), ("tenant.provisioning", 503)]
)
def test_without_a_tenant_the_page_stands_alone(code: str, status: int) -> None:
    request = RequestFactory().get("/")
    request.tenant = type("Suspended", (), {"name": "秘密单位"})()  # type: ignore[attr-defined]
    response = pages.plain(request, code, status=status)
    assert response.status_code == status
    assert "秘密单位" not in text_of(response)


def test_a_fault_is_told_without_asking_anything() -> None:
    response = pages.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "system.fault" in text_of(response)


def test_a_form_that_grew_old_says_what_to_do() -> None:
    response = pages.csrf_failure(RequestFactory().post("/"), reason="CSRF cookie not set.")
    assert response.status_code == 403
    assert "刷新后重新提交" in text_of(response)
    assert "CSRF" not in text_of(response)


@pytest.mark.parametrize(
    ("headers", "is_fragment"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_page_or_fragment(headers: dict[str, str], is_fragment: bool) -> None:
    request = RequestFactory().get("/", headers=headers)
    response = fragments.respond(request, "404.html", fragment="components/tag.html")
    assert ("<html" not in text_of(response)) is is_fragment
    assert response["Vary"] == "HX-Request"


def test_the_gallery_is_shown_in_the_demo_only(client: Client, settings: object) -> None:
    assert client.get("/gallery/").status_code == 200
    settings.DEMO = settings.DEBUG = False  # type: ignore[attr-defined]
    assert client.get("/gallery/").status_code == 404
