"""What do the tests of catalogs start from? The units of the world, and catalogs written by the actions of users."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from accounts import actors
from catalogs import actions
from catalogs.models import Catalog, CatalogVersion, Item
from core import errors
from hierarchy.models import Unit
from tests.databases import AT

TODAY = datetime.date(2026, 11, 20)
PLAIN = {
    "scopes": ["unit"],
    "channels": ["文件", "会议"],
    "departments": ["组织部"],
    "time_mode": "prompt",
    "obligation_level": "mandatory",
}


@contextmanager
def refused(kind: type[errors.Refusal], code: str) -> Iterator[pytest.ExceptionInfo[errors.Refusal]]:
    """Expect a refusal of this kind with this code and a Chinese sentence."""
    with pytest.raises(kind) as caught:
        yield caught
    assert caught.value.code == code
    assert str(caught.value.reason).endswith("。")


def item_input(title: str, **changes: Any) -> dict[str, Any]:
    """Return the input of a complete item."""
    return {"title": title, **PLAIN, **changes}


def draft_of(catalog: Catalog) -> CatalogVersion:
    """Return the draft of a catalog."""
    return catalog.versions.drafts().select_related("catalog__unit").get()


def write(
    unit: Unit, items: Mapping[str, Mapping[str, Any]], *, name: str = "公开目录", category: str = "党的组织建设情况"
) -> CatalogVersion:
    """Write a catalog with these items at a unit and return its draft."""
    catalog = actions.create_catalog(unit=unit, name=name, actor=actors.SYSTEM, at=AT)
    heading = actions.add_category(draft_of(catalog), title=category, actor=actors.SYSTEM, at=AT)
    for title, changes in items.items():
        actions.add_item(heading, data=item_input(title, **changes), actor=actors.SYSTEM, at=AT)
    return draft_of(catalog)


def publish(version: CatalogVersion, *, on: datetime.date = TODAY, at: datetime.datetime = AT) -> CatalogVersion:
    """Publish a draft from a day on."""
    return actions.publish_version(version, effective_on=on, actor=actors.SYSTEM, at=at)


def next_edition(version: CatalogVersion) -> CatalogVersion:
    """Begin the edition after this one."""
    return actions.start_draft(version.catalog, actor=actors.SYSTEM, at=AT)


@pytest.fixture
def draft(units: Any) -> CatalogVersion:
    """A draft of the district committee's catalog with two items."""
    return write(units.QW, {"党费收缴情况": {"time_mode": "periodic", "period": "quarter"}, "党员发展公示": {}})


@pytest.fixture
def published(draft: CatalogVersion) -> CatalogVersion:
    """The same, published today."""
    return publish(draft)


@pytest.fixture
def item(draft: CatalogVersion) -> Item:
    """An item of the draft."""
    return draft.items.in_catalog_order()[0]
