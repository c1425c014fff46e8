"""What do the tests of obligations start from? The units of the world, a catalog in force, and a clock of their own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from accounts import actors, roles
from accounts.actors import Actor
from accounts.models import User
from catalogs.kinds import Level, Scope, TimeMode, VersionState
from catalogs.models import Catalog, CatalogVersion, Category, Item
from core import clock, errors
from core.workdays.periods import Period, PeriodKind
from hierarchy import actions as hierarchy_actions
from hierarchy.models import Unit
from obligations.models import Obligation
from tests.databases import AT

TODAY = clock.local_date(AT)
"""Friday 2026-11-20, on which the units of the world were made."""
NEW_YEAR = datetime.date(2027, 1, 1)
FIRST_QUARTER = Period(PeriodKind.QUARTER, 2027, 1)


def morning(day: datetime.date) -> datetime.datetime:
    """Return nine o'clock of a local day."""
    return clock.start_of(day) + datetime.timedelta(hours=9)


@contextmanager
def refused(kind: type[errors.Refusal], code: str) -> Iterator[None]:
    """Expect a refusal of this kind with this code and a Chinese sentence."""
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.code == code
    assert str(caught.value.reason).endswith("。")


def write(unit: Unit, *items: dict[str, Any], number: int = 1, on: datetime.date = TODAY) -> CatalogVersion:
    """Put an edition of a unit's catalog in force from a day on, in the place of the one before."""
    catalog, _new = Catalog.objects.get_or_create(unit=unit, name="公开目录", defaults={"created_at": AT})
    catalog.versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.SUPERSEDED, ends_on=on)
    version = CatalogVersion.objects.create(
        catalog=catalog,
        number=number,
        state=VersionState.PUBLISHED,
        effective_on=on,
        published_at=AT,
        created_at=AT,
    )
    for values in items:
        add(version, **values)
    return version


def add(version: CatalogVersion, title: str, *, category: str = "党费和经费", **values: Any) -> Item:
    """Put an item into an edition."""
    heading, _new = Category.objects.get_or_create(version=version, title=category)
    defaults = {"scopes": [Scope.SOCIETY], "time_mode": TimeMode.PROMPT, "obligation_level": Level.MANDATORY}
    return Item.objects.create(version=version, category=heading, title=title, **(defaults | values))


QUARTERLY = {"time_mode": TimeMode.PERIODIC, "period": "quarter"}
ITEMS: dict[str, dict[str, Any]] = {
    "dues": {"title": "党费收缴情况", **QUARTERLY, "due_rule": "每季度首月10日前", "departments": ["组织部", "办公室"]},
    "budget": {"title": "经费使用情况", **QUARTERLY, "due_rule": "期后10个工作日内"},
    "work": {"title": "工作动态", "time_mode": TimeMode.PERIODIC, "period": "month"},
    "plan": {"title": "年度工作要点", "time_mode": TimeMode.PERIODIC, "period": "year", "due_rule": "3月31日前"},
    "duties": {"title": "领导班子分工", "time_mode": TimeMode.STANDING, "category": "组织建设"},
    "posts": {"title": "干部任免决定", "time_mode": TimeMode.PROMPT, "category": "组织建设"},
    "project": {"title": "重大项目", "time_mode": TimeMode.STAGED, "category": "重大事项"},
    "rural": {"title": "村务", **QUARTERLY, "sectors": ["rural"]},
}


@pytest.fixture
def items(units: Any) -> SimpleNamespace:
    """The root's catalog, in force since the units were made: an item of each time mode."""
    version = write(units.QW, *ITEMS.values())
    by_title = {item.title: item for item in version.items.all()}
    return SimpleNamespace(**{name: by_title[values["title"]] for name, values in ITEMS.items()})


def leave_out(items: SimpleNamespace, *gone: str, on: datetime.date, note: str = "") -> CatalogVersion:
    """Put the next edition of the root's catalog in force, without some of its items."""
    version = write(items.dues.version.catalog.unit, number=2, on=on)
    for name, values in ITEMS.items():
        if name not in gone:
            add(version, **values, lineage=getattr(items, name).lineage)
    version.note = note
    version.save()
    return version


def of(item: Item, unit: Unit | None = None) -> Any:
    """Return the obligations of an item in whatever edition, of one unit or of all."""
    found = Obligation.objects.of_lineage(item.lineage)
    return found if unit is None else found.of_unit(unit)


def one(item: Item, unit: Unit) -> Obligation:
    """Return the only obligation of an item at a unit."""
    return Obligation.objects.get(lineage=item.lineage, unit=unit)


def pks(found: Iterable[Obligation]) -> set[int]:
    """Return obligations by their keys, to compare sets."""
    return {obligation.pk for obligation in found}


def create_unit(code: str, parent: Unit, *, on: datetime.date) -> Unit:
    """Let a branch come into being on a day."""
    change = hierarchy_actions.create_unit(
        parent=Unit.objects.get(pk=parent.pk),
        code=code,
        name=f"新设{code}党支部",
        kind="branch",
        sector="agency",
        actor=actors.SYSTEM,
        at=morning(on),
    )
    return change.subject


def close_unit(unit: Unit, *, on: datetime.date, successor: Unit | None = None) -> None:
    """Let a unit be merged into another on a day, or be abolished."""
    hierarchy_actions.close_unit(
        Unit.objects.get(pk=unit.pk),
        successor=Unit.objects.get(pk=successor.pk) if successor else None,
        reason="机构调整",
        actor=actors.SYSTEM,
        at=morning(on),
    )


def newcomer(username: str, unit: Unit, *codes: str, on: datetime.date = TODAY) -> Actor:
    """Take in a new person with these posts."""
    user = User.objects.create(username=username, name=f"{username}某", email=f"{username}@example.test")
    for code in codes:
        user.posts.create(unit=unit, role=roles.Code(code), from_on=on)
    return actors.of(user, on=on)
