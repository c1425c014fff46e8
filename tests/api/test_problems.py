"""Is every refusal a problem with a stable code, whatever was wrong with the call?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import get_resolver

from api import problems
from tests.api.conftest import Programs, assert_problem

JSON = "application/json"


@pytest.fixture
def caller(program: Programs) -> Client:
    return program("clerk").client


@pytest.mark.parametrize("path", ["/api/", "/api/v2/units/", "/api/v1/", "/api/v1/units", "/api/nothing"])
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_an_unknown_address(path: str, method: str, caller: Client) -> None:
    assert_problem(getattr(caller, method)(path), 404, "address.missing")


def test_a_post_without_a_cookie_is_told_of_the_address(db: None) -> None:
    strict = Client(HTTP_HOST="district.localhost", enforce_csrf_checks=True)
    assert_problem(strict.post("/api/v1/nothing/"), 404, "address.missing")


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        '"text"',
        "null",
        "NaN",
        "[" * 100_000,
        '{"title": "\\ud800"}',
        b'{"title": "\xff\xfe"}',
        '{"title": "甲", "title": "乙"}',
        '{"readers": [{"kind": "all", "kind": "unit"}]}',
        '{"title": 1e999}',
    ],
)
def test_a_body_that_cannot_be_read(body: Any, caller: Client) -> None:
    assert_problem(caller.post("/api/v1/disclosures/", body, content_type=JSON), 400, "request.malformed")


def test_a_body_that_is_too_large(caller: Client) -> None:
    body = json.dumps({"title": "长" * 3_000_000})
    assert_problem(caller.post("/api/v1/disclosures/", body, content_type=JSON), 413, "input.too_large")


@pytest.mark.parametrize("kind", ["application/xml", "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_of_another_type(kind: str, caller: Client) -> None:
    assert_problem(caller.post("/api/v1/disclosures/", "a=b", content_type=kind), 415, "format.unsupported")


@pytest.mark.parametrize(
    ("method", "path"), [("put", "units/"), ("post", "units/"), ("patch", "me/"), ("get", "sign-in/")]
)
def test_a_method_that_is_not_there(method: str, path: str, caller: Client) -> None:
    assert_problem(getattr(caller, method)(f"/api/v1/{path}", content_type=JSON), 405, "method.not_allowed")


def test_an_answer_that_is_not_offered(caller: Client) -> None:
    assert_problem(caller.get("/api/v1/units/", HTTP_ACCEPT="text/csv"), 406, "format.not_acceptable")


@pytest.mark.parametrize(("status", "code"), [(400, "request.malformed"), (500, "system.fault")])
def test_what_never_met_the_api_is_told_alike(status: int, code: str, rf: RequestFactory) -> None:
    answer = get_resolver().resolve_error_handler(status)
    given = [Exception("of ours")] if status == 400 else []
    told = answer(rf.get("/api/v1/units/"), *given)
    assert (told.status_code, told["Content-Type"]) == (status, problems.CONTENT_TYPE)
    assert json.loads(told.content)["code"] == code


def test_answers_stay_out_of_shared_caches(caller: Client) -> None:
    assert caller.get("/api/v1/units/")["Cache-Control"] == "private, no-cache"
    assert caller.post("/api/v1/sign-in/", "{}", content_type=JSON)["Cache-Control"] == "no-store"


def test_reasons_follow_the_language_and_codes_do_not(program: Programs) -> None:
    client = program("").client
    chinese = client.get("/api/v1/units/?kind=x", HTTP_ACCEPT_LANGUAGE="zh-hans").json()
    english = client.get("/api/v1/units/?kind=x", HTTP_ACCEPT_LANGUAGE="en").json()
    assert chinese["code"] == english["code"]
    assert chinese["errors"]["kind"][0]["code"] == english["errors"]["kind"][0]["code"]


def test_the_readme_lists_every_code_of_the_interface() -> None:
    readme = (Path(problems.__file__).parent / "README.md").read_text()
    for status, (code, _reason) in problems._CODES.items():
        assert f"| {status} | `{code}` |" in readme, f"api/README.md: add {status} {code}"
