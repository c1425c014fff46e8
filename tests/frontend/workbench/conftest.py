"""What do the tests of the workbench start from? A catalog of the committee in force, and a draft of a branch."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.cache import cache

from accounts import actions as accounts_actions
from accounts import actors
from catalogs import actions
from catalogs.models import CatalogVersion
from hierarchy.models import Unit
from tests.databases import AT
from tests.frontend.browser import Browser, signed_in
from tests.world import PASSWORD

ITEM = {
    "scopes": ["unit"],
    "channels": ["党务公开栏", "会议"],
    "departments": ["组织部"],
    "time_mode": "prompt",
    "obligation_level": "mandatory",
}


def write(unit: Unit, name: str, items: dict[str, dict[str, Any]]) -> CatalogVersion:
    """Write a catalog with items under one heading, and return its draft."""
    catalog = actions.create_catalog(unit=unit, name=name, actor=actors.SYSTEM, at=AT)
    draft = catalog.versions.drafts().get()
    heading = actions.add_category(draft, title="党的组织建设情况", actor=actors.SYSTEM, at=AT)
    for title, changes in items.items():
        actions.add_item(heading, data={"title": title, **ITEM, **changes}, actor=actors.SYSTEM, at=AT)
    return catalog.versions.drafts().get()


@pytest.fixture(autouse=True)
def _fresh(db: None, _in_district: None, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    cache.clear()


@pytest.fixture
def published(units: Any) -> CatalogVersion:
    """The committee's catalog: one item for all, one for communities only, one for itself alone."""
    draft = write(
        units.QW,
        "党务公开目录",
        {
            "党费收缴情况": {"time_mode": "periodic", "period": "quarter"},
            "社区党员报到情况": {"sectors": ["community"], "obligation_level": "optional"},
            "区委全会情况": {"obligation_level": "local"},
        },
    )
    return actions.publish_version(draft, effective_on=datetime.date(2026, 1, 1), actor=actors.SYSTEM, at=AT)


@pytest.fixture
def draft(units: Any, published: CatalogVersion) -> CatalogVersion:
    """A draft of the general branch's own catalog."""
    return write(units.JG, "机关公开目录", {"机关食堂管理情况": {}, "机关志愿服务安排": {}})


@pytest.fixture
def keeper() -> Browser:
    """The browser of the root's administrator."""
    return signed_in("admin")


@pytest.fixture
def branch_keeper() -> Browser:
    """The browser of an administrator of one general branch."""
    accounts_actions.create_user(
        username="jg-admin",
        name="尤某",
        unit=Unit.objects.get(code="JG"),
        role="admin",
        from_on=datetime.date(2026, 1, 1),
        password=PASSWORD,
        must_change_password=False,
        actor=actors.SYSTEM,
        at=AT,
    )
    return signed_in("jg-admin")


def text_of(answer: Any) -> str:
    """Return the page."""
    return str(answer.content.decode())
