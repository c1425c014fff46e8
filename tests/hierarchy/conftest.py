"""Who changes the tree in these tests, and which tree do they find?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection

from core import errors
from hierarchy import actions
from hierarchy.models import Sector, Unit, UnitKind

AT = datetime.datetime(2026, 11, 21, 1, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 11, 21)
FOUNDED = datetime.date(2026, 1, 1)


@dataclass(frozen=True)
class Officer:
    """Somebody who manages one unit and all below it, or everything."""

    unit: Unit | None = None
    user_id: int | None = 7
    label: str = "区委办 管理员·林某"

    @property
    def unlimited(self) -> bool:
        return self.unit is None

    def may(self, permission: str, unit: Unit, /) -> bool:
        return self.unit is None or (permission == "units.manage" and self.unit.covers(unit))

    def renewed(self) -> Officer:
        if self.unit is not None and self.unit.pk is not None:
            self.unit.refresh_from_db()
        return self


CHIEF = Officer()


def tear_down_tree() -> None:
    """Empty the tenant: these tests grow their own tree. Foreign keys wait for the commit, so any order will do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE 'django\\_%'"
            " AND has_table_privilege(format('%I.%I', schemaname, tablename), 'DELETE')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{table}"')


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Expect a refusal with this code and a Chinese sentence."""
    with pytest.raises(errors.Refusal) as caught:
        yield
    assert caught.value.code == code
    assert str(caught.value.reason).endswith("。")


def grow(code: str, name: str, parent: Unit | None, kind: UnitKind = UnitKind.BRANCH) -> Unit:
    """Create a unit on the day the tree was founded, or today where there is a tree."""
    if parent is not None:
        parent.refresh_from_db()
    change = actions.create_unit(
        parent=parent,
        code=code,
        name=name,
        kind=kind,
        sector=Sector.COMMUNITY,
        actor=CHIEF,
        at=datetime.datetime(2026, 1, 1, 1, 0, tzinfo=datetime.UTC),
    )
    return change.subject


@dataclass
class Tree:
    """A committee with two general branches and three branches."""

    root: Unit
    first: Unit
    second: Unit
    one: Unit
    two: Unit
    three: Unit

    def __getattribute__(self, name: str) -> Unit:
        unit: Unit = object.__getattribute__(self, name)
        if isinstance(unit, Unit):
            unit.refresh_from_db()
        return unit


@pytest.fixture
def empty(db: None, _in_district: None) -> None:
    """A tenant without a single unit."""
    tear_down_tree()


@pytest.fixture
def tree(empty: None) -> Tree:
    """A small tree, as it has stood since 2026-01-01."""
    root = grow("D", "示例区委", None, UnitKind.COMMITTEE)
    first = grow("D01", "第一街道党总支", root, UnitKind.GENERAL_BRANCH)
    second = grow("D02", "第二街道党总支", root, UnitKind.GENERAL_BRANCH)
    one = grow("D0101", "第一社区党支部", first)
    two = grow("D0102", "第二社区党支部", first)
    three = grow("D0201", "第三社区党支部", second)
    return Tree(root, first, second, one, two, three)
