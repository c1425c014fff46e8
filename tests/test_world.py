"""Do the tests stand on the ground they believe to stand on?"""

from __future__ import annotations

import pytest
from django.db import connection
from django_tenants.utils import tenant_context

from hierarchy.models import Unit
from tenants.models import Tenant


def test_each_test_is_in_the_district(district: Tenant) -> None:
    assert connection.schema_name == district.schema_name


def test_both_tenants_hold_the_whole_world(district: Tenant, college: Tenant) -> None:
    for tenant in (district, college):
        with tenant_context(tenant):
            assert Unit.objects.count() == 7


def test_tests_run_as_the_runtime_role_that_owns_nothing(district: Tenant) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("statement", ["UPDATE audit_auditentry SET label = 'x'", "DELETE FROM audit_auditentry"])
def test_the_runtime_role_may_not_touch_the_trail(district: Tenant, statement: str) -> None:
    from django.db import ProgrammingError

    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute(statement)


def test_the_cast_has_its_posts(cast: object) -> None:
    assert cast.clerk.label == "机关第一党支部 信息员·陈某"  # type: ignore[attr-defined]
