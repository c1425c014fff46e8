"""What do the tests of the API start from? Programs of several people at both tenants, and no shared rates."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts import actors, tokens
from accounts.models import User
from core import clock
from tests.databases import AT
from tests.disclosures.conftest import Walker, make_items

NOW = AT + datetime.timedelta(hours=2)


@pytest.fixture(autouse=True)
def _own_rates(settings: Settings) -> None:
    """Count calls in this process alone, so that one test does not use up the rate of another."""
    plain = {**django_settings.CACHES["default"], "BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.CACHES = {"default": {**plain, "LOCATION": f"api-{id(settings)}"}}


@pytest.fixture(autouse=True)
def _on_the_worlds_day() -> Iterator[None]:
    """Stand two hours after the world was made."""
    with time_machine.travel(NOW, tick=False):
        yield


class Program:
    """Somebody's program: a client that sends and reads JSON."""

    def __init__(self, host: str, secret: str = "") -> None:
        headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}"} if secret else {}
        self.client = Client(HTTP_HOST=host, **headers)
        self.secret = secret

    def get(self, path: str, **query: Any) -> Any:
        return self._send(self.client.get, path, query)

    def post(self, path: str, body: Any = None) -> Any:
        return self._send(self.client.post, path, _json(body), content_type="application/json")

    def patch(self, path: str, body: Any = None) -> Any:
        return self._send(self.client.patch, path, _json(body), content_type="application/json")

    def put(self, path: str, body: Any = None) -> Any:
        return self._send(self.client.put, path, _json(body), content_type="application/json")

    def delete(self, path: str) -> Any:
        return self._send(self.client.delete, path)

    def upload(self, path: str, **fields: Any) -> Any:
        return self._send(self.client.post, path, fields)

    @staticmethod
    def _send(method: Callable[..., Any], path: str, *sent: Any, **how: Any) -> Any:
        tenant = connection.tenant
        try:
            return method(path if path.startswith("/") else f"/api/v1/{path}", *sent, **how)
        finally:
            connection.set_tenant(tenant)  # a request leaves its tenant, the test stays where it was


def _json(body: Any) -> str:
    return json.dumps({} if body is None else body)


def asked(queries: CaptureQueriesContext) -> list[str]:
    """Return the queries of a call, without the switch to its tenant."""
    return [query["sql"] for query in queries if not query["sql"].startswith("SET search_path")]


Programs = Callable[[str], Program]


def token_of(username: str) -> str:
    """Return a new token of a person of the current tenant."""
    user = User.objects.get(username=username)
    day = clock.local_date(NOW)
    issued = tokens.issue(
        user, name="测试", expires_on=day + datetime.timedelta(days=7), actor=actors.of(user, on=day), at=NOW
    )
    return issued.secret


@pytest.fixture
def program(cast: Any) -> Programs:
    """Return the program of a person of the district; `""` is the public."""

    def _program(username: str) -> Program:
        return Program("district.localhost", token_of(username) if username else "")

    return _program


def assert_problem(response: Any, status: int, code: str, field: str = "") -> dict[str, Any]:
    """Check that a call was refused as told, and return the problem."""
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    found = problem["errors"][field][0]["code"] if field else problem["code"]
    assert found == code, problem
    assert problem["title"]
    assert problem["request_id"] == response["X-Request-Id"]
    return problem


@pytest.fixture
def items(cast: Any) -> Any:
    """The district's items in force, by what is particular about them."""
    return make_items()


@pytest.fixture
def walk(cast: Any, units: Any, items: Any) -> Walker:
    """Takes texts through their life, below the API."""
    return Walker(cast, units, items)
