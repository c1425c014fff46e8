"""Does any page fail when its address asks for what nobody would ask? Every address, with every parameter it reads.

The API is told of its parameters by its schema and its filters (`tests/api/test_schema.py`); here are the pages, whose
parameters stand in no schema: they are read from the module of the view, so that a new one is here on the same day.
"""

from __future__ import annotations

import inspect
import re
import sys
from typing import Any

import pytest
from django.db import transaction
from django.urls import resolve

from tests.isolation import planting, routes
from tests.isolation.conftest import (  # noqa: F401  (fixtures)
    NOW,
    PUBLIC,
    Visitor,
    _on_the_worlds_day,
    _own_rates,
    visitors,
)

ODD = ("%00", "%FF%ED%A0%80", "9" * 30, "0001-01-01", "9999-12-31")
READ = re.compile(r'GET(?:\.get|\.getlist)?[(\[]"([a-z_]+)"|"([a-z_]+)" in request\.GET')
OF_A_FORM = re.compile(r"^    ([a-z_]+)(?:: [^=]+)? = (?:forms|days)\.", re.MULTILINE)
SHUT = (401, 403, 404, 405)
"""Whoever is not let in, or asks where only forms are sent, is refused before any parameter is read."""
PAGES = [route for route in routes.all_routes()[0] if not route.template.startswith("/api/")]
ROOMS = sorted({route.name.partition(":")[0] for route in PAGES})


def parameters_of(path: str) -> set[str]:
    """Return the names that the module of a page reads from addresses."""
    view = inspect.unwrap(resolve(path).func)
    source = inspect.getsource(sys.modules[view.__module__])
    read = {name for found in READ.findall(source) for name in found if name}
    return read | set(OF_A_FORM.findall(source)) if "request.GET" in source else read


def failures(visitor: Visitor, path: str) -> list[str]:
    """Return the addresses at which the page fails; nothing of what is asked stays."""
    found: list[str] = []
    if visitor.get(path).status_code in SHUT:
        return found
    for query in [f"{name}={odd}" for name in sorted(parameters_of(path)) for odd in ODD]:
        with transaction.atomic():
            status = visitor.get(f"{path}?{query}").status_code
            transaction.set_rollback(True)
        if status >= 500:
            found.append(f"{visitor.name or 'public'}: {path}?{query[:80]} → {status}")
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_no_page_fails_at_an_odd_address(room: str, cast: Any) -> None:
    own, found = planting.plant(NOW), []
    for visitor in visitors("district.localhost", PUBLIC, "admin"):
        visitor.client.raise_request_exception = False
        if visitor.name == PUBLIC and room not in ("portal", "account", "shell"):
            continue
        for route in (route for route in PAGES if route.name.startswith(f"{room}:")):
            (path, *_others) = route.paths(**{parameter.name: own[parameter.kind] for parameter in route.identifies})
            found += failures(visitor, path)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("path", "names"),
    [("/units/", {"q"}), ("/search/", {"q", "first", "last"}), ("/work/register/", {"unit", "first", "last", "page"})],
)
def test_the_parameters_are_found(path: str, names: set[str]) -> None:
    assert names <= parameters_of(path)
