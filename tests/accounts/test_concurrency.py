"""Do the rules hold when two do it at the same moment? Really committed, each on a connection of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_tenants.utils import tenant_context

from accounts import actions, actors, second_factor
from accounts.models import Post, User
from core import errors, schemas
from hierarchy.models import Unit
from tenants.models import Tenant
from tests.accounts.conftest import AT, PASSWORD, TODAY, acting

AT_ONCE = 4


@contextmanager
def own_connection() -> Iterator[None]:
    """Work in the district on a connection of this thread, closed afterwards."""
    try:
        schemas.leave()
        with tenant_context(Tenant.objects.get(slug="district")):
            yield
    finally:
        connection.close()


def at_once(*verbs: Callable[[], object]) -> list[str]:
    """Start all verbs at the same moment; return what each came to: "done" or the code of its refusal."""
    start = threading.Barrier(len(verbs))

    def run(verb: Callable[[], object]) -> str:
        with own_connection():
            start.wait()
            try:
                verb()
            except errors.Refusal as refusal:
                return refusal.code
            return "done"

    with ThreadPoolExecutor(len(verbs)) as pool:
        return sorted(pool.map(run, verbs))


@pytest.mark.usefixtures("committed")
def test_the_last_two_administrators_cannot_remove_each_other() -> None:
    first = User.objects.get(username="admin")
    second = actions.create_user(
        username="admin-2",
        name="尤某",
        unit=Unit.objects.get(parent=None),
        role="admin",
        from_on=TODAY,
        password=PASSWORD,
        actor=actors.SYSTEM,
        at=AT,
    ).user

    def remove(whom: User, by: User) -> Callable[[], object]:
        actor = acting(by)
        return lambda: actions.deactivate(whom, reason="调离", actor=actor, at=AT)

    assert at_once(remove(first, second), remove(second, first)) == ["done", "post.last_admin"]
    assert User.objects.filter(pk__in=[first.pk, second.pk], is_active=True).count() == 1


@pytest.mark.usefixtures("committed")
def test_a_post_is_given_once() -> None:
    person, unit = User.objects.get(username="member"), Unit.objects.get(code="JG2")

    def appoint() -> Post:
        return actions.appoint(person, unit=unit, role="leader", from_on=TODAY, actor=actors.SYSTEM, at=AT)

    assert at_once(*[appoint] * AT_ONCE) == ["done", *["post.overlap"] * (AT_ONCE - 1)]


@pytest.mark.usefixtures("committed")
def test_a_code_opens_once() -> None:
    person = User.objects.get(username="member")
    device = TOTPDevice.objects.create(user=person, name="totp", confirmed=True)
    shown = TOTP(device.bin_key, device.step, device.t0, device.digits)
    shown.time = time.time()
    code = f"{shown.token():06d}"
    outcomes = at_once(*[lambda: second_factor.verify(person, code=code, at=AT)] * AT_ONCE)
    assert outcomes.count("done") == 1
