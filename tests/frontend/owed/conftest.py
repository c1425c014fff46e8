"""A district that owes something, and its people at their browsers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from core import clock
from hierarchy.models import Unit
from obligations import sweeping
from obligations.models import Obligation
from tests.frontend.work.conftest import People, _own_files, people
from tests.obligations.conftest import items, morning

__all__ = ["People", "_own_files", "items", "people"]

DAY = datetime.date(2027, 4, 6)
"""Early in the second quarter: what was due in March and April stands in every part of the list."""


@pytest.fixture(autouse=True)
def _on_the_day(_own_files: None) -> Iterator[None]:
    with time_machine.travel(morning(DAY), tick=False):
        yield


@pytest.fixture
def owed(items: SimpleNamespace, units: Any, _on_the_day: None) -> SimpleNamespace:
    """What the district owes after the sweeps of a winter, and the catalog from which it does."""
    for day in (datetime.date(2026, 12, 31), datetime.date(2027, 1, 4), DAY):
        sweeping.sweep(on=day, at=clock.start_of(day))
    return items


def ticked(page: Any) -> list[str]:
    """Return what a page would send if everything on it were ticked."""
    return re.findall(r'name="chosen"[^>]*value="([^"]+)"', page.content.decode())


def owing(unit: Unit, lineage: Any) -> Obligation:
    """Return the last obligation of an item at a unit."""
    return Obligation.objects.of_unit(unit).of_lineage(lineage).latest("due_on", "id")
