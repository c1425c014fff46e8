"""Who meets bad input? The people of the district at their browsers, and a shelf for files of the test's own."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation

from tests.disclosures.conftest import Walker, make_items
from tests.frontend.browser import Browser, signed_in


@pytest.fixture
def own_files(db: None, _in_district: None, settings: Any, tmp_path: Any) -> None:
    """Keep uploads in a folder of the test, and count no sign-ins of others."""
    cache.clear()
    settings.MEDIA_ROOT = str(tmp_path)
    translation.activate("zh-hans")


@pytest.fixture
def keeper(own_files: None) -> Browser:
    """The browser of the root's administrator."""
    return signed_in("admin")


@pytest.fixture
def items(own_files: None) -> SimpleNamespace:
    """The district's items by what is particular about them."""
    return make_items()


@pytest.fixture
def walk(cast: Any, units: Any, items: SimpleNamespace) -> Walker:
    """Takes texts to any state through the verbs that people use."""
    return Walker(cast, units, items)
