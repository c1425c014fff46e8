"""Who proposes, reads and decides on the change or end of an item? The table in `amendments.csv`, and as querysets."""

from __future__ import annotations

import copy
import csv
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from accounts import actors
from accounts.models import User
from catalogs import actions, policies
from catalogs.flows import amendment_flow
from catalogs.kinds import AmendmentState
from catalogs.models import Amendment
from tests import world as people_and_units
from tests.catalogs.conftest import TODAY, publish, write
from tests.databases import AT
from tests.planting_once import planted_once

TABLE = Path(__file__).with_name("amendments.csv")
VERBS = ("propose", "view", "grant", "refuse", "recall")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def take_in(units: Any) -> dict[str, actors.Actor]:
    """Return the cast, and at the root a leader and a second administrator."""
    found = dict(vars(people_and_units.cast()))
    for username, role in (("first", "leader"), ("second_admin", "admin")):
        user = User.objects.create(username=username, name=username)
        user.posts.create(unit=units.QW, role=role, from_on=TODAY)
        found[username] = actors.of(user, on=TODAY)
    return found


def plant() -> SimpleNamespace:
    """Plant at the root, and at the general branch by either way of consent: one that waits; and one approved."""
    units = people_and_units.units()
    people = take_in(units)
    found: dict[str, Amendment] = {}
    for unit in (units.QW, units.JG):
        publish(write(unit, {"甲": {}, "乙": {}, "丙": {}, "丁": {}}))
    items = {unit.code: list(unit.catalogs.get().versions.get().items.for_detail()) for unit in (units.QW, units.JG)}
    for name, item in (("QW proposed", items["QW"][0]), ("JG proposed, for approval", items["JG"][0])):
        found[name] = _end(item, people)
    data = {"consent": "filing", "reason": "领导小组会议"}
    actions.settle_consent(data=data, actor=people["admin"], at=AT)
    found["JG proposed, for filing"] = _end(items["JG"][1], people)
    granted = _end(items["JG"][2], people)
    found["JG granted"] = amendment_flow.perform("grant", granted, actor=people["leader_above"], at=AT)
    return SimpleNamespace(people=people, rows=found)


@pytest.fixture(scope="module", autouse=True)
def _planted(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SimpleNamespace]:
    """The proposals, once for all rows of the table."""
    with planted_once(plant, django_db_blocker) as found:
        yield found


@pytest.fixture
def people(db: None, _planted: SimpleNamespace, _in_district: None) -> dict[str, actors.Actor]:
    """The cast and the two others at the root."""
    return dict(_planted.people)


@pytest.fixture
def world(db: None, _planted: SimpleNamespace, _in_district: None) -> dict[str, Amendment]:
    """The proposals by unit and state."""
    return copy.deepcopy(_planted.rows)


def _end(item: Any, people: dict[str, actors.Actor]) -> Amendment:
    return actions.propose_termination(item, data={"reason": "已办结"}, actor=people["admin"], at=AT)


def answer(person: actors.Actor, amendment: Amendment, verb: str) -> str:
    """Return what the policy says, as the table writes it."""
    if verb == "propose":
        verdict = policies.amend(person, amendment.catalog)
    elif verb == "view":
        verdict = policies.view_amendment(person, amendment)
    else:
        verdict = amendment_flow.transitions[verb].policy(person, amendment)
    return verdict.code or "yes"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['person']} {row['amendment']}")
def test_the_table_of_decisions_holds(
    world: dict[str, Amendment], people: dict[str, actors.Actor], row: dict[str, str]
) -> None:
    person, amendment = people[row["person"]], world[row["amendment"]]
    assert {verb: answer(person, amendment, verb) for verb in VERBS} == {verb: row[verb] for verb in VERBS}


def test_the_table_covers_every_person_and_amendment(
    world: dict[str, Amendment], people: dict[str, actors.Actor]
) -> None:
    assert {(row["person"], row["amendment"]) for row in ROWS} == {(name, each) for name in people for each in world}


def test_policies_and_querysets_are_one_rule(world: dict[str, Amendment], people: dict[str, actors.Actor]) -> None:
    rows = list(Amendment.objects.for_list())
    for name, person in people.items():
        assert set(Amendment.objects.visible_to(person)) == {
            row for row in rows if policies.view_amendment(person, row)
        }, name
        waiting = {row for row in rows if row.state == AmendmentState.PROPOSED}
        assert set(Amendment.objects.awaiting(person)) == {
            row for row in waiting if policies.decide_amendment(person, row)
        }, name
