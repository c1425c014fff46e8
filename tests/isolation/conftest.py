"""What does the isolation suite start from? Marked things in the college, people of the district who ask for them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client, override_settings
from django_tenants.utils import tenant_context
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import User
from tenants.models import Tenant
from tests.databases import AT
from tests.isolation import planting
from tests.planting_once import planted_once

NOW = AT + datetime.timedelta(hours=2)
PUBLIC = ""


@pytest.fixture(autouse=True)
def _own_rates(settings: Settings) -> None:
    """Count calls nowhere: this suite makes more of them than any person may."""
    dummy = {**django_settings.CACHES["default"], "BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = {"default": dummy}


@pytest.fixture(scope="module", autouse=True)
def _on_the_worlds_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Stand two hours after the world was made, and keep files where they vanish."""
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"))
    with files, time_machine.travel(NOW, tick=False):
        yield


Planting = Callable[[Callable[[], Any]], AbstractContextManager[Any]]


@pytest.fixture(scope="module")
def planted_for_module(django_db_setup: None, django_db_blocker: DjangoDbBlocker, _on_the_worlds_day: None) -> Planting:
    """Return what plants a world for all tests of a module: `with planted_for_module(plant) as found`."""
    return lambda plant: planted_once(plant, django_db_blocker)


@pytest.fixture
def foreign(college: Tenant, _in_district: None) -> dict[str, str]:
    """The ids of what the college holds, by kind."""
    with tenant_context(college):
        return planting.plant(NOW)


@dataclass(frozen=True)
class Visitor:
    """Somebody's browser at one tenant."""

    name: str
    client: Client

    def get(self, path: str, **query: str) -> Any:
        return self._ask(self.client.get, path, query)

    def post(self, path: str) -> Any:
        return self._ask(self.client.post, path, {})

    def post_json(self, path: str) -> Any:
        return self._ask(self.client.post, path, "{}", content_type="application/json")

    def patch(self, path: str) -> Any:
        return self._ask(self.client.patch, path, "{}", content_type="application/json")

    def delete(self, path: str) -> Any:
        return self._ask(self.client.delete, path)

    @staticmethod
    def _ask(method: Any, path: str, *sent: Any, **how: Any) -> Any:
        tenant = connection.tenant
        try:
            response = method(path, *sent, **how)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            response.read = content.decode("utf-8", "replace")
            return response
        finally:
            connection.set_tenant(tenant)  # a request leaves its tenant, the test stays where it was


def visitors(host: str, *names: str) -> list[Visitor]:
    """Return browsers of people of the current tenant; the empty name is the public."""
    found = []
    for name in names:
        client = Client(HTTP_HOST=host)
        if name:
            client.force_login(User.objects.get(username=name), "django.contrib.auth.backends.ModelBackend")
        found.append(Visitor(name, client))
    return found


@pytest.fixture
def ours(cast: Any) -> list[Visitor]:
    """The public, a member, a clerk and an administrator of the district."""
    return visitors("district.localhost", PUBLIC, "member", "clerk", "admin")
