"""Who asks for deviations, reads and decides them? The table in `requests.csv`, and the same rules as querysets."""

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
from catalogs.flows import exemption_flow, override_flow
from catalogs.models import Exemption, Override
from core.verdicts import Verdict
from core.workflow import Flow
from tests import world as people_and_units
from tests.catalogs.conftest import publish, write
from tests.databases import AT
from tests.planting_once import planted_once

TABLE = Path(__file__).with_name("requests.csv")
VERBS = ("ask", "view", "grant", "refuse", "file", "withdraw", "end")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
FLOWS: dict[str, Flow[Any]] = {"override": override_flow, "exemption": exemption_flow}


def plant() -> SimpleNamespace:
    """Plant at a branch and at the one above it: one request of each kind that waits, and one that holds."""
    cast, units = people_and_units.cast(), people_and_units.units()
    rules = publish(write(units.QW, {"甲": {}, "乙": {}}))
    first, second = rules.items.for_detail().order_by("title")
    days = {"reason": "本单位没有", "ends_on": "2027-06-01"}
    tighten = {"reason": "更好地公开", "notice_days": 7}
    found: dict[str, Override | Exemption] = {}
    for unit, asker, decider in ((units.JG1, cast.leader, cast.deputy), (units.JG, cast.leader_above, cast.superior)):
        for item in (first, second):
            override = actions.tighten(unit, item, data=tighten, actor=asker, at=AT)
            exemption = actions.ask_exemption(unit, item, data=days, actor=asker, at=AT)
            if item == first:
                override_flow.perform("grant", override, actor=decider, at=AT)
                exemption_flow.perform("grant", exemption, actor=decider, at=AT)
    requests = [*Override.objects.select_related("unit"), *Exemption.objects.select_related("unit")]
    for request in requests:
        found[f"{request._meta.model_name} {request.unit.code} {request.state}"] = request
    return SimpleNamespace(cast=cast, rows=found)


@pytest.fixture(scope="module", autouse=True)
def _planted(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SimpleNamespace]:
    """The requests, once for all rows of the table."""
    with planted_once(plant, django_db_blocker) as found:
        yield found


@pytest.fixture
def cast(db: None, _planted: SimpleNamespace, _in_district: None) -> Any:
    """The people of the world."""
    return SimpleNamespace(**vars(_planted.cast))


@pytest.fixture
def world(db: None, _planted: SimpleNamespace, _in_district: None) -> dict[str, Override | Exemption]:
    """The requests by kind, unit and state."""
    return copy.deepcopy(_planted.rows)


def answer(person: Actor, request: Override | Exemption, verb: str) -> Verdict | None:
    """Return what the policy says, or None for a verb that such a request does not have."""
    if verb == "ask":
        return (policies.adapt if isinstance(request, Override) else policies.ask_exemption)(person, request.unit)
    flow = FLOWS[str(request._meta.model_name)]
    if verb == "view":
        return flow.view(person, request)
    return flow.transitions[verb].policy(person, request) if verb in flow.transitions else None


def shown(verdict: Verdict | None) -> str:
    """Return how the table writes a verdict."""
    return "-" if verdict is None else verdict.code or "yes"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['person']} {row['request']}")
def test_the_table_of_decisions_holds(world: dict[str, Any], cast: Any, row: dict[str, str]) -> None:
    person, request = getattr(cast, row["person"]), world[row["request"]]
    assert {verb: shown(answer(person, request, verb)) for verb in VERBS} == {verb: row[verb] for verb in VERBS}


def test_the_table_covers_every_person_and_request(world: dict[str, Any], cast: Any) -> None:
    assert {(row["person"], row["request"]) for row in ROWS} == {
        (person, each) for person in vars(cast) for each in world
    }


def test_policies_and_querysets_are_one_rule(world: dict[str, Any], cast: Any) -> None:
    for person in vars(cast).values():
        for model, flow in ((Override, override_flow), (Exemption, exemption_flow)):
            rows = [request for request in world.values() if isinstance(request, model)]
            assert set(model.objects.visible_to(person)) == {row for row in rows if flow.view(person, row)}
            waiting = {row for row in rows if row.state == "requested" and policies.decide(person, row)}
            assert set(model.objects.awaiting(person)) == waiting


def test_the_flows_offer_what_the_tables_say(world: dict[str, Any], cast: Any) -> None:
    waiting, holding = world["exemption JG1 requested"], world["exemption JG1 granted"]
    assert [offer.verb for offer in exemption_flow.offers(waiting, actor=cast.deputy)] == ["grant", "refuse"]
    assert [offer.verb for offer in exemption_flow.offers(waiting, actor=cast.clerk)] == ["withdraw"]
    assert [offer.verb for offer in exemption_flow.offers(holding, actor=cast.deputy)] == ["end"]
    assert exemption_flow.offers(holding, actor=cast.member) == []
