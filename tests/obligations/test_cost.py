"""Do sweeps over what units owe take as many queries for many rows as for few?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import islice
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.models import User
from catalogs.kinds import TimeMode
from core.audit.models import AuditEntry
from hierarchy.models import Unit
from obligations import actions, closing, opening, recomputing, reminders, withholding
from obligations.actions import assigning, registering
from obligations.models import Matter, Obligation, Reminder, Withholding
from tests.costs import ALL, grows
from tests.obligations.conftest import FIRST_QUARTER, NEW_YEAR, TODAY, close_unit, create_unit, morning, newcomer, of

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
    assert clerk.user_id is not None
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


def test_work_of_the_departed_is_given_back(items: SimpleNamespace, units: Any, branches: Iterator[Unit]) -> None:
    def depart(size: int) -> None:
        for unit in islice(branches, size):
            clerk = User.objects.get(username=f"clerk-{unit.code.lower()}")
            of(items.dues, unit).update(assigned_to=clerk)
            clerk.posts.all().delete()

    assert not grows(depart, lambda: assigning.free_departed(on=ASKED_ON, at=morning(ASKED_ON)))
    freed = AuditEntry.objects.filter(verb="obligation.assign")
    assert len({entry.subject_id for entry in freed}) == ALL
    assert {str(entry.after["assigned_to"]) for entry in freed} == {"None"}


def test_matters_that_cross_the_year_get_their_summaries(items: SimpleNamespace, units: Any, cast: Any) -> None:
    def begin(size: int) -> None:
        for _each in range(size):
            begun = {"item": str(items.project.public_id), "started_on": TODAY, "stages": "2026-12-30 中标"}
            title = f"工程{Matter.objects.count()}"
            actions.begin_matter(unit=units.JG1, data=begun | {"title": title}, actor=cast.clerk, at=morning(TODAY))

    assert not grows(begin, lambda: registering.close_year(on=NEW_YEAR))
    summaries = Obligation.objects.filter(is_summary=True).select_related("matter")
    assert sorted(row.label for row in summaries) == sorted(f"工程{number}：终结小结" for number in range(ALL))


def test_reminders(items: SimpleNamespace, units: Any, cast: Any, branches: Iterator[Unit]) -> None:
    """Every branch has a clerk of its own, so that people grow with what is owed."""
    waiting: list[Unit] = []

    def owe(size: int) -> None:
        waiting[:] = islice(branches, size)
        Obligation.objects.exclude(unit__in=waiting).update(closed_on=ASKED_ON, closed_reason="exempted")
        Obligation.objects.filter(unit__in=waiting).update(closed_on=None, closed_reason="")

    late = datetime.date(2027, 2, 1)
    assert not grows(owe, lambda: reminders.remind(on=late, at=morning(late)))
    assert Reminder.objects.filter(kind="overdue").values("recipient").distinct().count() == ALL


def test_days_are_computed_anew(items: SimpleNamespace, branches: Iterator[Unit]) -> None:
    def owe(size: int) -> None:
        owed = Obligation.objects.filter(unit__in=list(islice(branches, size)), rule_text__gt="")
        owed.update(provisional=True, due_on=datetime.date(2027, 4, 1))

    assert not grows(owe, lambda: recomputing.recompute(on=ASKED_ON, at=morning(ASKED_ON)))
