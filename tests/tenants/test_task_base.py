"""The base of every task fails closed."""

from __future__ import annotations

import pytest
from celery import current_app
from django.db import connection, transaction

from core import errors, schemas
from tenants import actions, policies
from tenants.models import Tenant
from tenants.tasks import HEADER, TenantTask
from tests import databases

pytestmark = [pytest.mark.django_db, pytest.mark.smoke]


class WhereAmI(TenantTask):
    """Tells the schema that it runs in; with `leave`, leaves it."""

    name = "tests.where_am_i"

    def run(self, *, leave: bool = False) -> str:
        found = schemas.current()
        if leave:
            schemas.leave()
        return found


@pytest.fixture(scope="module")
def task() -> WhereAmI:
    return current_app.register_task(WhereAmI())


def test_it_runs_in_the_tenant_that_the_header_names(task: WhereAmI, district: Tenant, college: Tenant) -> None:
    for tenant in (college, district):
        done = task.apply(headers={HEADER: str(tenant.public_id)}, throw=True)
        assert done.result == tenant.schema_name
        assert schemas.current() == "public"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "tenant.none"),
        ({HEADER: ""}, "tenant.none"),
        ({HEADER: "6f1f2c5e-0000-4000-8000-000000000000"}, "tenant.not_ready"),
    ],
)
def test_without_a_known_tenant_it_does_nothing(task: WhereAmI, headers: dict[str, str], code: str) -> None:
    with pytest.raises(errors.Missing) as refused:
        task.apply(headers=headers, throw=True)
    assert refused.value.code == code


def test_for_a_suspended_tenant_it_does_nothing(task: WhereAmI, college: Tenant) -> None:
    actions.suspend(college, actor=policies.CONSOLE, at=databases.AT, reason="欠费")
    with pytest.raises(errors.Missing) as refused:
        task.apply(headers={HEADER: str(college.public_id)}, throw=True)
    assert refused.value.code == "tenant.not_ready"


def test_one_that_leaves_its_tenant_fails(task: WhereAmI, district: Tenant) -> None:
    with pytest.raises(RuntimeError, match="left its tenant"):
        task.apply(kwargs={"leave": True}, headers={HEADER: str(district.public_id)}, throw=True)


def test_it_is_not_sent_from_outside_a_tenant(task: WhereAmI) -> None:
    schemas.leave()
    with pytest.raises(errors.Missing):
        task.delay()


def test_a_rolled_back_savepoint_does_not_leave_the_search_path_behind(district: Tenant, college: Tenant) -> None:
    """TENANT_LIMIT_SET_CALLS remembers the path; a rollback undoes it in the database (leaked before 4.0.1)."""
    schemas.enter(district)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    for tenant, other in ((college, district), (district, college)):
        savepoint = transaction.savepoint()
        schemas.enter(tenant)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        transaction.savepoint_rollback(savepoint)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            assert cursor.fetchone() == (tenant.schema_name,)
        schemas.enter(other)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            assert cursor.fetchone() == (other.schema_name,)
