"""A district whose catalog is in force, and its people at their browsers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache

from tests.disclosures.conftest import Walker, make_items
from tests.frontend.browser import Browser, signed_in

People = Callable[[str], Browser]


@pytest.fixture(autouse=True)
def _own_files(db: None, _in_district: None, settings: Any, tmp_path: Path) -> None:
    cache.clear()
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def items(_own_files: None) -> SimpleNamespace:
    """The district's items by what is particular about them."""
    return make_items()


@pytest.fixture
def walk(cast: Any, units: Any, items: SimpleNamespace) -> Walker:
    """Takes texts to any state through the verbs that people use."""
    return Walker(cast, units, items)


@pytest.fixture
def people(_own_files: None) -> People:
    """Browsers of people of the cast, each signed in once."""
    opened: dict[str, Browser] = {}

    def at(username: str) -> Browser:
        if username not in opened:
            opened[username] = signed_in(username)
        return opened[username]

    return at
