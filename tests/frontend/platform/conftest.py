"""Who works at the platform's own host? Two operators, each with a browser of her own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from core import schemas
from tenants import operators, policies
from tenants.models import Operator
from tests.databases import AT

PASSWORD = "Platform-tests-2026"
HOST = "localhost"


@pytest.fixture(autouse=True)
def _outside(request: pytest.FixtureRequest) -> Iterator[None]:
    """Stand in `public`, with nobody locked out."""
    if "committed" not in request.fixturenames:
        request.getfixturevalue("district")
    cache.clear()
    schemas.leave()
    yield
    cache.clear()
    schemas.leave()


def operator(username: str, name: str) -> Operator:
    return operators.create(username=username, name=name, password=PASSWORD, actor=policies.CONSOLE, at=AT)


@pytest.fixture
def wei() -> Operator:
    return operator("wei", "魏某")


@pytest.fixture
def tao() -> Operator:
    return operator("tao", "陶某")


@pytest.fixture
def at_desk() -> Callable[[Operator], Client]:
    """Return a browser at the platform's host in which this operator has signed in."""

    def signed_in(who: Operator) -> Client:
        browser = Client(HTTP_HOST=HOST)
        answer = browser.post("/console/sign-in/", {"username": who.username, "password": PASSWORD})
        assert answer.status_code == 302
        return browser

    return signed_in


@pytest.fixture
def desk(wei: Operator, at_desk: Callable[[Operator], Client]) -> Client:
    return at_desk(wei)
