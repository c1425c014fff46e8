"""Do lists and files of what was published take as many queries for many texts as for few?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from archives import boxes, open_data, register
from archives.models import BoxEntry
from core import clock
from disclosures.kinds import State
from disclosures.models import Disclosure
from tests.costs import ALL, grows
from tests.databases import AT
from tests.disclosures.conftest import Walker

TODAY = clock.local_date(AT)
NEXT_YEAR = AT + datetime.timedelta(days=365)


def rows(cast: Any, units: Any) -> Any:
    return register.rows(cast.inspector, units.QW, TODAY.replace(month=1, day=1), TODAY, with_subtree=True)


def published() -> Any:
    return open_data.rows(unit=None, first=TODAY, last=TODAY)


FILES: dict[str, Callable[[Any, Any], object]] = {
    "register": lambda cast, units: register.lines(register.shaped(rows(cast, units))),
    "register as a workbook": lambda cast, units: register.workbook(rows(cast, units), title="登记簿"),
    "open data, csv": lambda _cast, _units: list(open_data.as_csv(published(), address="https://example.test")),
    "open data, json": lambda _cast, _units: list(
        open_data.as_json(published(), address="https://example.test", at=AT)
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_what_was_published_as_a_list_and_as_files(name: str, walk: Walker, cast: Any, units: Any) -> None:
    def publish(size: int) -> None:
        for _each in range(size):
            walk.to(State.PUBLISHED)

    assert not grows(publish, lambda: FILES[name](cast, units))
    assert rows(cast, units).count() == ALL


def test_putting_a_year_away(walk: Walker, cast: Any, units: Any) -> None:
    """One box for each size, each of a year of its own."""
    years = iter((2020, 2021, 2022))
    year = 0

    def publish(size: int) -> None:
        nonlocal year
        year = next(years)
        found = [walk.to(State.PUBLISHED).pk for _each in range(size)]
        Disclosure.objects.filter(pk__in=found).update(published_at=AT.replace(year=year))

    def close() -> None:
        values = {"year": year, "retention": "permanent"}
        boxes.close(units.JG1, data=values, actor=cast.system, at=NEXT_YEAR)

    assert not grows(publish, close)
    assert BoxEntry.objects.count() == ALL
