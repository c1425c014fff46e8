"""Do lists, searches, filters and counts tell nothing of what the other tenant holds?"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django_tenants.utils import tenant_context

from hierarchy.models import Unit
from tenants.models import Tenant
from tests.isolation import planting, routes
from tests.isolation.conftest import NOW, PUBLIC, Planting, Visitor, visitors

ROUTES, _UNEXPLAINED = routes.all_routes()
OPEN = [route for route in ROUTES if not route.identifies]
COUNTED = ("units/", "items/", "catalogs/", "disclosures/", "units/tree/")


Counts = dict[tuple[str, str], bytes]


def counts() -> Counts:
    """Return what our own people are answered where things are listed and counted."""
    asking = visitors("district.localhost", PUBLIC, "member", "clerk", "admin")
    return {(visitor.name, path): visitor.get(f"/api/v1/{path}").content for visitor in asking for path in COUNTED}


def plant() -> tuple[dict[str, str], Counts]:
    """Put one thing of each kind into the college alone, and count before."""
    before = counts()
    with tenant_context(Tenant.objects.get(slug="college")):
        return planting.plant(NOW), before


@pytest.fixture(scope="module", autouse=True)
def _planted(planted_for_module: Planting) -> Iterator[tuple[dict[str, str], Counts]]:
    """What the college holds, once for all tests here."""
    with planted_for_module(plant) as found:
        yield found


@pytest.fixture
def foreign(db: None, _planted: tuple[dict[str, str], Counts], _in_district: None) -> dict[str, str]:
    """The ids of what the college holds, by kind."""
    return dict(_planted[0])


@pytest.fixture
def before(foreign: dict[str, str], _planted: tuple[dict[str, str], Counts]) -> Counts:
    """What our own people were answered when the college held nothing yet."""
    return _planted[1]


def test_counts_are_those_of_one_tenant(before: Counts) -> None:
    assert counts() == before


def test_no_list_shows_what_the_other_tenant_holds(foreign: dict[str, str], ours: list[Visitor]) -> None:
    found = []
    for visitor in ours:
        for path in (path for route in OPEN for path in route.paths()):
            for query in ({}, {"q": planting.FOUND_BY}):
                answer = visitor.get(path, **query).read
                found += [
                    f"{visitor.name or 'public'}: {path} {query} tells the other tenant's {kind}"
                    for kind, secret in {"mark": planting.CANARY, **foreign}.items()
                    if secret in answer
                ]
    assert not found, "\n".join(found)


def test_the_marks_are_seen_at_home(foreign: dict[str, str], college: Tenant) -> None:
    """The other tenant's own people find the marks in lists and by search: else their absence here means nothing."""
    seen = set()
    with tenant_context(college):
        for visitor in visitors("college.localhost", PUBLIC, "clerk", "admin"):
            for route in OPEN:
                for path in route.paths():
                    if planting.CANARY in visitor.get(path).read:
                        seen.add(route.name)
    assert seen >= {
        "portal:home",
        "portal:catalog",
        "portal:disclosures",
        "api:units",
        "api:tree",
        "api:items",
        "api:catalogs",
        "api:disclosures",
        "api:inbox",
        "api:notifications",
        "api:audit",
    }


@pytest.mark.parametrize(
    ("path", "parameter", "kind"),
    [
        ("units/", "parent", "unit"),
        ("units/tree/", "within", "unit"),
        ("items/", "unit", "unit"),
        ("items/", "version", "version"),
        ("items/", "category", "category"),
        ("catalogs/", "unit", "unit"),
        ("disclosures/", "subtree", "unit"),
        ("disclosures/", "item", "item"),
        ("disclosures/", "category", "category"),
        ("audit/", "unit", "unit"),
    ],
)
def test_filters_know_nothing_of_the_other_tenant(
    path: str, parameter: str, kind: str, foreign: dict[str, str], ours: list[Visitor]
) -> None:
    admin = ours[-1]
    asked = admin.get(f"/api/v1/{path}", **{parameter: foreign[kind]})
    same = admin.get(f"/api/v1/{path}", **{parameter: str(uuid.uuid4())})
    assert asked.status_code == same.status_code == 422
    assert asked.json()["errors"] == same.json()["errors"]


def test_both_tenants_were_really_planted(foreign: dict[str, str], college: Tenant) -> None:
    assert not Unit.objects.filter(name__contains=planting.CANARY).exists()
    with tenant_context(college):
        assert Unit.objects.filter(name__contains=planting.CANARY).exists()
