"""What do the tests of rollouts start from? A published edition of the committee, and a rollout to everybody."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from accounts.actors import Actor
from catalogs.kinds import VersionState
from catalogs.models import Catalog, CatalogVersion
from core import clock, errors
from hierarchy.models import Unit
from rollouts import actions, filling
from rollouts.flows import rollout_unit_flow
from rollouts.models import Rollout, RolloutUnit
from tests.databases import AT

TODAY = clock.local_date(AT)
LATER = AT + datetime.timedelta(hours=1)
PHASES: dict[str, Any] = {
    "mobilise_on": "2026-11-27",
    "compile_on": "2026-12-11",
    "carry_out_on": "2027-01-01",
    "accept_on": "2027-06-30",
}


@contextmanager
def refused(kind: type[errors.Refusal], code: str) -> Iterator[errors.Refusal | None]:
    """Expect a refusal of this kind, with this code and a Chinese sentence."""
    with pytest.raises(kind) as caught:
        yield None
    assert caught.value.code == code
    assert str(caught.value.reason).endswith("。")


def publish(unit: Unit, name: str = "党务公开目录", *, at: datetime.datetime = AT) -> CatalogVersion:
    """Put an edition of a unit's catalog in force."""
    catalog, _new = Catalog.objects.get_or_create(unit=unit, name=name, defaults={"created_at": at})
    return CatalogVersion.objects.create(
        catalog=catalog,
        number=1,
        state=VersionState.PUBLISHED,
        effective_on=clock.local_date(at),
        published_at=at,
        created_at=at,
    )


def begin(version: CatalogVersion, root: Unit, actor: Actor, **changes: Any) -> Rollout:
    """Start a rollout."""
    return actions.start_rollout(version, root=root, data={**PHASES, **changes}, actor=actor, at=AT)


def row_of(unit: Unit) -> RolloutUnit:
    """Return a unit's row as it stands."""
    return RolloutUnit.objects.for_list().get(unit=unit)


def step(verb: str, unit: Unit, actor: Actor, at: datetime.datetime = LATER, **data: Any) -> RolloutUnit:
    """Take one step for a unit."""
    return rollout_unit_flow.perform(verb, row_of(unit), actor=actor, at=at, data=data)


@pytest.fixture
def version(units: Any) -> CatalogVersion:
    """The committee's edition in force."""
    return publish(units.QW)


@pytest.fixture
def rollout(version: CatalogVersion, units: Any, cast: Any) -> Rollout:
    """It is rolled out to everybody, and every unit has its row."""
    found = begin(version, units.QW, cast.admin)
    filling.take_in(found.pk, at=AT)
    found.refresh_from_db()
    return found
