"""Do sweeps over what units owe take as many queries for many rows as for few?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import islice
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.actors import Actor
from catalogs.kinds import TimeMode
from hierarchy.models import Unit
from obligations import closing, opening, withholding
from obligations.models import Obligation, Withholding
from tests.costs import ALL, grows
from tests.obligations.conftest import FIRST_QUARTER, NEW_YEAR, close_unit, create_unit, morning, newcomer, of

pytestmark = pytest.mark.django_db

ASKED_ON = datetime.date(2027, 1, 5)
MERGED_ON = datetime.date(2027, 1, 7)
UNTIL = datetime.date(2027, 3, 1)


@pytest.fixture
def branches(items: SimpleNamespace, units: Any) -> Iterator[Unit]:
    """New branches, as many as a test asks for: each with a clerk and what it owes for the quarter."""
    found = [create_unit(f"N{number}", units.JG, on=NEW_YEAR) for number in range(ALL)]
    for unit in found:
        newcomer(f"clerk-{unit.code.lower()}", unit, "clerk", on=NEW_YEAR)
    opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True)
    return iter(found)


def ask_about(owed: list[Obligation], clerk: Actor) -> None:
    """Let each be asked not to be disclosed for now."""
    rows = [
        Withholding(
            obligation=each,
            kind="not_now",
            ground="not_ready",
            reason="数据尚未核实",
            until=UNTIL,
            unit_name=each.unit.name,
            asker_ids=[clerk.user_id],
            party_ids=[clerk.user_id],
            asked_by_id=clerk.user_id,
            asked_by_name=clerk.name,
            asked_at=morning(ASKED_ON),
            former_due_on=each.due_on,
        )
        for each in owed
    ]
    Withholding.objects.bulk_create(rows)


def test_requests_follow_what_was_handed_over(
    items: SimpleNamespace, units: Any, cast: Any, branches: Iterator[Unit]
) -> None:
    asked: set[int] = set()

    def merge(size: int) -> None:
        merged = list(islice(branches, size))
        owed = list(of(items.dues).filter(unit__in=merged).select_related("unit"))
        ask_about(owed, cast.clerk)
        asked.update(each.pk for each in owed)
        for unit in merged:
            heir = create_unit(f"{unit.code}H", units.JG, on=MERGED_ON)
            close_unit(unit, on=MERGED_ON, successor=heir)
        closing.settle(on=MERGED_ON)

    assert not grows(merge, lambda: withholding.settle(on=MERGED_ON, at=morning(MERGED_ON)))
    assert len(asked) == ALL
    assert set(Withholding.objects.values_list("obligation__taken_over_from", flat=True)) == asked
