"""Does the web server refuse to start behind a pooler that could serve the wrong tenant?"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from config import checkup, web
from tenants.models import Tenant
from tests.config import pooler

OVERRIDING = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")


@pytest.fixture
def pooled(settings: Any) -> None:
    """Say, as the settings do with GONGKAI_POOLED, that a transaction pooler stands in between."""
    databases = {
        **settings.DATABASES,
        "default": {**settings.DATABASES["default"], "DISABLE_SERVER_SIDE_CURSORS": True},
    }
    settings.DATABASES = databases


def test_a_direct_connection_is_fine(district: Tenant) -> None:
    assert checkup.pooling_is_safe().outcome is checkup.Outcome.OK


@OVERRIDING
def test_a_pooler_before_an_old_server_is_refused(
    district: Tenant, pooled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkup, "LEAST_POOLED_POSTGRES", 10**9)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)  # the test's own connection stays
    with pytest.raises(SystemExit, match="连接池"):
        web.on_starting(None)


@OVERRIDING
def test_a_pooler_before_a_server_that_tracks_the_search_path_is_allowed(
    district: Tenant, pooled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkup, "LEAST_POOLED_POSTGRES", 10_000)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    web.on_starting(None)


@pytest.fixture
def unrestored(district: Tenant, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A real pooler in transaction mode between new connections and the server, that nobody told us of."""
    wanted = connection.get_connection_params()
    host, port = wanted.get("host") or "localhost", int(wanted.get("port") or 5432)
    if host.startswith("/"):
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
    else:
        server = socket.create_connection((host, port))
    with pooler.before(server) as between:
        through = {**wanted, "host": "127.0.0.1", "port": between.port, "sslmode": "disable", "gssencmode": "disable"}
        monkeypatch.setattr(connection, "get_connection_params", lambda: dict(through))
        yield


def test_a_pooler_that_mixes_search_paths_up_is_found_out_whatever_its_version(
    unrestored: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = checkup.pooling_is_safe()
    assert found.outcome is checkup.Outcome.FAILED
    assert "相互混用" in found.found
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    with pytest.raises(SystemExit, match="track_extra_parameters"):
        web.on_starting(None)
