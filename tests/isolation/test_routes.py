"""Is the other tenant's thing missing at every address that asks for a thing, for everybody, in every way?"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django_tenants.utils import tenant_context

from tenants.models import Tenant
from tests.isolation import planting, routes
from tests.isolation.conftest import NOW, PUBLIC, Planting, Visitor, visitors

ROUTES, UNEXPLAINED = routes.all_routes()
IDENTIFYING = [route for route in ROUTES if route.identifies]
WAYS = {"page": ("get", "post"), "api": ("get", "post_json", "post", "patch", "delete")}
NOT_TAKEN = (405, 415)


ROOMS = sorted({route.name.partition(":")[0] for route in IDENTIFYING})


def is_missing(visitor: Visitor, way: str, response: Any, unknown: str) -> bool:
    """Say whether the answer is that there is no such thing.

    Also right: the public is asked to sign in, and who has no business in a room is not let in, if both are told the
    same of an id that nobody ever gave.
    """
    if response.status_code == 404:
        return True
    if visitor.name == PUBLIC:
        refused = response.status_code == 401 or response.get("Location", "").startswith("/sign-in/")
    else:
        refused = response.status_code == 403 and visitor.name != "admin"
    return refused and getattr(visitor, way)(unknown).status_code == response.status_code


def attempts(route: routes.Route, foreign: dict[str, str], own: dict[str, str]) -> list[dict[str, str]]:
    """Return the ids to try: all of the other tenant, and each alone among our own."""
    names = [(parameter.name, parameter.kind) for parameter in route.identifies]
    everything = {name: foreign[kind] for name, kind in names}
    mixed = [
        {name: (foreign if name == stranger else own)[kind] for name, kind in names}
        for stranger, _kind in names
        if len(names) > 1
    ]
    return [everything, *mixed]


def test_every_parameter_of_every_address_is_explained() -> None:
    assert not UNEXPLAINED, "\n".join(UNEXPLAINED)


def plant() -> tuple[dict[str, str], dict[str, str]]:
    """Put one thing of each kind into both tenants."""
    own = planting.plant(NOW)
    with tenant_context(Tenant.objects.get(slug="college")):
        return own, planting.plant(NOW)


@pytest.fixture(scope="module", autouse=True)
def _planted(planted_for_module: Planting) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Both tenants' things, once for all tests here."""
    with planted_for_module(plant) as found:
        yield found


@pytest.fixture
def own(db: None, _planted: tuple[dict[str, str], dict[str, str]], _in_district: None) -> dict[str, str]:
    """The ids of what the district holds, by kind."""
    return dict(_planted[0])


@pytest.fixture
def foreign(db: None, _planted: tuple[dict[str, str], dict[str, str]], _in_district: None) -> dict[str, str]:
    """The ids of what the college holds, by kind."""
    return dict(_planted[1])


@pytest.mark.parametrize("room", ROOMS)
def test_what_the_other_tenant_holds_is_missing_here(
    room: str, own: dict[str, str], foreign: dict[str, str], ours: list[Visitor]
) -> None:
    found = []
    for route in (route for route in IDENTIFYING if route.name.startswith(f"{room}:")):
        for ids in attempts(route, foreign, own):
            nobody = {name: str(uuid.uuid4()) if value in foreign.values() else value for name, value in ids.items()}
            for path, unknown in zip(route.paths(**ids), route.paths(**nobody), strict=True):
                found += [
                    f"{visitor.name or 'public'}: {leak}" for visitor in ours for leak in leaks(visitor, path, unknown)
                ]
    assert not found, "\n".join(found)


def ways(path: str) -> tuple[str, ...]:
    """Return the ways of asking: pages are read and sent forms, programs use them all."""
    return WAYS["api" if path.startswith("/api/") else "page"]


def leaks(visitor: Visitor, path: str, unknown: str) -> list[str]:
    """Return the ways of asking by which this address says more than it says of an id that nobody ever gave."""
    found, taken = [], 0
    for way in ways(path):
        response = getattr(visitor, way)(path)
        if response.status_code in NOT_TAKEN:
            continue
        taken += 1
        if planting.CANARY in response.read or not is_missing(visitor, way, response, unknown):
            found.append(f"{way} {path} → {response.status_code}")
    return found if taken else [f"{path} takes no method at all"]


@pytest.mark.parametrize("room", ROOMS)
def test_the_suite_asks_for_what_is_there(room: str, own: dict[str, str]) -> None:
    """The same addresses, filled with our own things, answer somebody: else the suite would prove nothing."""
    people = visitors("district.localhost", "clerk", "admin", "leader", PUBLIC)
    unanswered = [
        f"{route.name} ({route.template}) as {[parameter.kind for parameter in route.identifies]}"
        for route in IDENTIFYING
        if route.name.startswith(f"{room}:") and not any(answers(visitor, route, own) for visitor in people)
    ]
    assert not unanswered, "nobody finds our own things; are they named rightly in routes.py?\n" + "\n".join(unanswered)


def answers(visitor: Visitor, route: routes.Route, own: dict[str, str]) -> bool:
    """Say whether the visitor is told anything but that there is no such thing; what she changes is undone."""
    for path in route.paths(**{parameter.name: own[parameter.kind] for parameter in route.identifies}):
        for way in ways(path):
            with transaction.atomic():
                status = getattr(visitor, way)(path).status_code
                transaction.set_rollback(True)
            if status not in (404, 401, *NOT_TAKEN):
                return True
    return False


def test_a_leak_would_be_told(ours: list[Visitor], units: Any) -> None:
    """What is there for everybody counts as leaked: the comparison itself can fail."""
    nobody = uuid.uuid4()
    for address in ("/units/%s/", "/api/v1/units/%s/"):
        for visitor in ours:
            assert leaks(visitor, address % units.JG1.public_id, address % nobody)


def test_a_parameter_that_nobody_explained_fails_the_suite() -> None:
    with pytest.raises(routes.UnknownParameter, match=r"work:meeting .*<uuid:public_id>.*routes.py"):
        routes.parameters_of("work:meeting", "/work/meetings/<uuid:public_id>/")
    with pytest.raises(routes.UnknownParameter, match="keys stand in no address"):
        routes.parameters_of("portal:unit", "/units/<int:unit_id>/")
