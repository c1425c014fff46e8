"""Does a unit's own work move it at once, after the commit of the verb, without waiting for the sweep?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from accounts import actors
from catalogs import actions as catalog_actions
from catalogs.flows import catalog_version_flow
from catalogs.models import CatalogVersion
from hierarchy.models import Unit
from rollouts import deriving, tasks
from rollouts.kinds import UnitState
from rollouts.models import Rollout
from tests.databases import AT
from tests.rollouts.conftest import LATER, TODAY, row_of

ITEM = {"title": "支部活动", "scopes": ["unit"], "time_mode": "prompt", "obligation_level": "local"}
Commit = Callable[..., Any]


@pytest.fixture(autouse=True)
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Do what is asked of the worker on the spot, and keep what was asked."""
    found: list[tuple[Any, ...]] = []

    def done(unit_id: int) -> None:
        found.append((unit_id,))
        deriving.derive(at=LATER, unit_id=unit_id)

    monkeypatch.setattr(tasks.derive, "delay", done)
    return found


def begun(unit: Unit) -> CatalogVersion:
    catalog = catalog_actions.create_catalog(unit=unit, name="本级目录", actor=actors.SYSTEM, at=LATER)
    draft = catalog.versions.get()
    heading = catalog_actions.add_category(draft, title="本级事项", actor=actors.SYSTEM, at=LATER)
    catalog_actions.add_item(heading, data=ITEM, actor=actors.SYSTEM, at=LATER)
    return catalog.versions.get()


def test_each_step_on_an_edition_moves_the_unit(
    rollout: Rollout, units: Any, cast: Any, django_capture_on_commit_callbacks: Commit
) -> None:
    def after(verb: Callable[[], Any]) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            verb()
        return row_of(units.JG1).state

    assert row_of(units.JG1).state == UnitState.NOT_STARTED
    assert after(lambda: begun(units.JG1)) == UnitState.LOCALISING
    version = CatalogVersion.objects.get(catalog__unit=units.JG1)
    day = {"effective_on": (TODAY + datetime.timedelta(days=9)).isoformat()}

    def step(verb: str, actor: Any, **data: Any) -> Callable[[], Any]:
        return lambda: catalog_version_flow.perform(verb, version, actor=actor, at=LATER, data=data)

    assert after(step("publish", cast.admin, **day)) == UnitState.AWAITING_APPROVAL
    assert after(step("recall", cast.admin)) == UnitState.LOCALISING
    assert after(step("publish", cast.admin, **day)) == UnitState.AWAITING_APPROVAL
    assert after(step("return", cast.superior, reason="请写明时间")) == UnitState.LOCALISING
    assert after(step("publish", cast.admin, **day)) == UnitState.AWAITING_APPROVAL
    assert after(step("approve", cast.superior)) == UnitState.ADOPTED


def test_a_stricter_rule_moves_the_unit(
    rollout: Rollout,
    units: Any,
    cast: Any,
    asked_for: list[tuple[Any, ...]],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    heading = rollout.version.categories.create(title="党费和经费")
    shared = rollout.version.items.create(
        category=heading, title="党费收缴情况", scopes=["unit"], time_mode="prompt", obligation_level="mandatory"
    )
    with django_capture_on_commit_callbacks(execute=True):
        catalog_actions.tighten(
            units.JG1, shared, data={"scopes": ["unit", "society"], "reason": "群众关心"}, actor=cast.leader, at=LATER
        )
    assert row_of(units.JG1).state == UnitState.LOCALISING
    assert asked_for == [(units.JG1.pk,)]
    assert row_of(units.JG2).state == UnitState.NOT_STARTED


def test_what_is_rolled_back_moves_nobody(
    rollout: Rollout, units: Any, asked_for: list[tuple[Any, ...]], django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=False):
        begun(units.JG1)
    assert asked_for == []
    assert row_of(units.JG1).state == UnitState.NOT_STARTED
    assert rollout.started_at == AT
