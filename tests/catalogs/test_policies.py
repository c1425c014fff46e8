"""Who may read, write and publish? The table in `decisions.csv`, and the same rule as a queryset."""

from __future__ import annotations

import copy
import csv
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from accounts.actors import Actor
from catalogs import actions, policies
from catalogs.flows import catalog_version_flow
from catalogs.models import Catalog, CatalogVersion, Category, Item
from core.verdicts import Verdict
from tests import world as people_and_units
from tests.catalogs.conftest import TODAY, next_edition, publish, write
from tests.databases import AT
from tests.planting_once import planted_once

TABLE = Path(__file__).with_name("decisions.csv")
VERBS = ("view", "edit", "publish", "recall", "approve", "return", "supersede")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def plant() -> SimpleNamespace:
    """Plant editions of the district committee and of a general branch, in each state."""
    cast, units = people_and_units.cast(), people_and_units.units()
    first = publish(write(units.QW, {"事项": {}}))
    publish(next_edition(first))
    below = publish(write(units.JG, {"事项": {}}))
    next_edition(first)
    next_edition(below)
    write(units.JG1, {"事项": {}}, name="还没有发布过")
    actions.publish_version(write(units.JG2, {"事项": {}}), effective_on=TODAY, actor=cast.admin, at=AT)
    found = CatalogVersion.objects.select_related("catalog__unit")
    rows = {f"{version.catalog.unit.code} {version.state}": version for version in found}
    return SimpleNamespace(cast=cast, rows=rows)


@pytest.fixture(scope="module", autouse=True)
def _planted(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SimpleNamespace]:
    """The editions, once for all rows of the table."""
    with planted_once(plant, django_db_blocker) as found:
        yield found


@pytest.fixture
def cast(db: None, _planted: SimpleNamespace, _in_district: None) -> Any:
    """The people of the world."""
    return SimpleNamespace(**vars(_planted.cast))


@pytest.fixture
def world(db: None, _planted: SimpleNamespace, _in_district: None) -> dict[str, CatalogVersion]:
    """The editions by unit and state."""
    return copy.deepcopy(_planted.rows)


def answer(person: Actor, version: CatalogVersion, verb: str) -> Verdict:
    if verb == "view":
        return policies.view(person, version)
    if verb == "edit":
        return policies.edit(person, version.catalog)
    return catalog_version_flow.transitions[verb].policy(person, version)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['person']} {row['edition']}")
def test_the_table_of_decisions_holds(world: dict[str, CatalogVersion], cast: Any, row: dict[str, str]) -> None:
    person, version = getattr(cast, row["person"]), world[row["edition"]]
    found = {verb: answer(person, version, verb).code or "yes" for verb in VERBS}
    assert found == {verb: row[verb] for verb in VERBS}


def test_the_table_covers_every_person_and_state(world: dict[str, CatalogVersion], cast: Any) -> None:
    rows = {(row["person"], row["edition"]) for row in ROWS}
    assert rows == {(person, edition) for person in vars(cast) for edition in world}


def test_the_view_policy_and_the_querysets_are_one_rule(world: dict[str, CatalogVersion], cast: Any) -> None:
    for person in vars(cast).values():
        allowed = {version for version in world.values() if policies.view(person, version)}
        assert set(CatalogVersion.objects.visible_to(person)) == allowed
        assert {item.version for item in Item.objects.visible_to(person)} == allowed
        assert {category.version for category in Category.objects.visible_to(person)} == allowed
        assert set(Catalog.objects.visible_to(person)) == {version.catalog for version in allowed}
        editable = {version.catalog for version in world.values() if policies.edit(person, version.catalog)}
        assert set(Catalog.objects.editable_by(person)) == editable
