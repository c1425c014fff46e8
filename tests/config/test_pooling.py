"""Does the web server refuse to start behind a pooler that could serve the wrong tenant?"""

from __future__ import annotations

from typing import Any

import pytest

from config import checkup, web
from tenants.models import Tenant

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
