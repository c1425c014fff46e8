"""What do the tests of these pages start from? A rollout to everybody, and those who look at it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from rollouts import filling
from rollouts.models import Rollout
from tests.databases import AT
from tests.frontend.browser import Browser, signed_in
from tests.rollouts.conftest import begin, publish


@pytest.fixture(autouse=True)
def _fresh(db: None, _in_district: None, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    cache.clear()


@pytest.fixture
def rollout(units: Any, cast: Any) -> Rollout:
    """The committee's edition on its way to everybody."""
    found = begin(publish(units.QW), units.QW, cast.admin)
    filling.take_in(found.pk, at=AT)
    return Rollout.objects.for_list().get(pk=found.pk)


@pytest.fixture
def keeper() -> Browser:
    """The browser of the root's administrator."""
    return signed_in("admin")


@pytest.fixture
def clerk() -> Browser:
    """The browser of a branch's clerk."""
    return signed_in("clerk")
