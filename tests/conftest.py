"""What does every test find? Two tenants, the people of the cast in both, and a database that forgets afterwards."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app
from django.db import connections
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from core import schemas
from core.workdays import tables
from tenants.models import Tenant
from tests import databases, today, world
from tests.tenants import worker

# A busy machine is no failure: no example has a deadline, and slow making of examples is none either.
hypothesis_settings.register_profile("gongkai", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("gongkai")

USE_DATABASE = {"db", "district", "college", "cast", "client", "college_client", "units"}


@pytest.fixture(scope="session", autouse=True)
def _on_the_tests_day() -> Iterator[None]:
    """Let every test live on the same day, whatever day it is outside."""
    with today.lived():
        yield


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Clone the migrated database, build the world in it and point Django at a copy."""
    name = databases.worker_name(request.config)
    with django_db_blocker.unblock():
        databases.clone(databases.ensure_base(), f"{name}_world")
        databases.use(f"{name}_world")
        world.build()
        connections.close_all()
        databases.clone(f"{name}_world", name)
        databases.use(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        databases.drop(name, f"{name}_world")


@pytest.fixture
def committed(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Let the test really commit; its database is cloned anew afterwards."""
    name = databases.worker_name(request.config)
    with django_db_blocker.unblock():
        schemas.enter(Tenant.objects.get(slug="district"))
        yield
        connections.close_all()
        databases.clone(f"{name}_world", name)


@pytest.fixture(autouse=True)
def _in_district(request: pytest.FixtureRequest) -> Iterator[None]:
    """Put each test that uses the database into the tenant `district`."""
    names = set(request.fixturenames)
    wanted = names & USE_DATABASE or request.node.get_closest_marker("django_db")
    if "committed" in names or not wanted:
        yield
        return
    request.getfixturevalue("db")
    schemas.leave()
    schemas.enter(Tenant.objects.get(slug="district"))
    yield
    schemas.leave()


@pytest.fixture(scope="session", autouse=True)
def _calendars_do_not_age() -> Iterator[None]:
    """Let no minute that passes add the question whether the calendar changed: queries are counted.

    A test that changes the calendar and rolls back drops the copies of the process (`tables.forget`).
    """
    with pytest.MonkeyPatch.context() as held:
        held.setattr(tables, "FRESH_SECONDS", math.inf)
        yield


@pytest.fixture(autouse=True)
def _nothing_left_on_the_broker(request: pytest.FixtureRequest) -> None:
    """Let a test with a real worker begin with an empty queue: what tests that commit ask for stays there."""
    if request.node.get_closest_marker("tasks"):
        worker.make_broker()
        current_app.control.purge()


@pytest.fixture
def district(db: None) -> Tenant:
    """The tenant that a test acts in."""
    return Tenant.objects.get(slug="district")


@pytest.fixture
def college(db: None) -> Tenant:
    """The other tenant, of which nothing may be seen."""
    return Tenant.objects.get(slug="college")


@pytest.fixture
def client(db: None) -> Client:
    """A browser at the district's host."""
    return Client(HTTP_HOST="district.localhost")


@pytest.fixture
def college_client(db: None) -> Client:
    """A browser at the other tenant's host."""
    return Client(HTTP_HOST="college.localhost")


@pytest.fixture
def cast(db: None, _in_district: None) -> Any:
    """The people of the current tenant by role: `cast.clerk`, `cast.leader`, … (actors as of the world's day)."""
    return world.cast_at_rest()


@pytest.fixture
def units(db: None, _in_district: None) -> Any:
    """The units of the current tenant by code."""
    return world.units()
