"""Does the register of what is withheld stay as it was when units are merged, and is nothing counted twice?"""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from archives import withheld
from catalogs.kinds import TimeMode
from core.notifications.models import Notification
from core.workdays.periods import Period, PeriodKind
from obligations import actions, opening, resuming, roll_up, sweeping
from obligations.flows import withholding_flow
from obligations.models import Obligation, Withholding
from obligations.roll_up import Rates
from tests.obligations.conftest import (  # noqa: F401  (the catalog of the tests of obligations)
    FIRST_QUARTER,
    NEW_YEAR,
    close_unit,
    items,
    morning,
    of,
    one,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
ASKED_ON = datetime.date(2027, 1, 5)
MERGED_ON = datetime.date(2027, 4, 20)
"""In the quarter after the one in which it was filed."""
UNTIL = datetime.date(2027, 7, 1)
NOT_NOW = {"kind": "not_now", "ground": "not_ready", "reason": "数据尚未核实", "until": UNTIL.isoformat()}
NOT_AT_ALL = {"kind": "not_at_all", "ground": "third_party", "reason": "涉及个人隐私"}
KINDS = pytest.mark.parametrize("data", [NOT_NOW, NOT_AT_ALL], ids=["not now", "not at all"])


@pytest.fixture
def dues(items: SimpleNamespace, units: Any) -> Obligation:  # noqa: F811  (a fixture)
    """What the first branch owes for the first quarter."""
    opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True)
    return one(items.dues, units.JG1)


def filed(owed: Obligation, cast: Any, data: dict[str, str], *, on: datetime.date = ASKED_ON) -> Withholding:
    """Walk a request to where it holds."""
    found = actions.ask_withholding(owed, data=data, actor=cast.clerk, at=morning(on))
    found = withholding_flow.perform("endorse", found, actor=cast.leader, at=morning(on), data={"opinion": ""})
    return withholding_flow.perform("grant", found, actor=cast.deputy, at=morning(on), data={"opinion": "同意"})


def merge(unit: Any, successor: Any, *, on: datetime.date = MERGED_ON) -> None:
    close_unit(unit, on=on, successor=successor)
    for _again in range(2):
        sweeping.settle(on=on, at=morning(on))
        resuming.tell(on=on, at=morning(on))


def register(actor: Any, unit: Any, period: Period, *, on: datetime.date) -> list[tuple[list[str], list[str]]]:
    """Return the lines of a unit's register with all below it, as a sheet and on paper."""
    unit.refresh_from_db()
    found = withheld.rows(actor.renewed(), unit, period.first, period.last, with_subtree=True)
    return [(line.cells(), line.on_paper()) for line in withheld.lines(found, on=on)]


def registers(cast: Any, units: Any, period: Period = FIRST_QUARTER, *, on: datetime.date = MERGED_ON) -> list[Any]:
    """Return those of the units that are merged, of the one above both, of another and of the root."""
    named = (units.JG1, units.JG2, units.JG, units.SQ1, units.JD, units.QW)
    return [register(cast.inspector, unit, period, on=on) for unit in named]


def figures(unit: Any, on: datetime.date) -> str:
    unit.refresh_from_db()
    return repr(roll_up.rates(unit, Period(PeriodKind.YEAR, 2027), on=on))


@KINDS
@pytest.mark.parametrize("owes_the_same", [True, False], ids=["its own stands for both", "taken over"])
@pytest.mark.parametrize("heir", ["JG2", "SQ1"])
def test_a_merger_changes_no_register_and_no_figure_of_before(
    dues: Obligation, units: Any, cast: Any, data: dict[str, str], heir: str, *, owes_the_same: bool
) -> None:
    successor = getattr(units, heir)
    if not owes_the_same:
        of(dues.item, successor).delete()
    filed(dues, cast, data)
    days = [ASKED_ON - DAY, ASKED_ON, MERGED_ON - DAY]
    lists = registers(cast, units)
    counts = [figures(unit, day) for unit in (units.JG1, successor, units.JG, units.QW) for day in days]
    assert [len(lines) for lines in lists] == [1, 0, 1, 0, 0, 1]
    merge(units.JG1, successor)
    assert registers(cast, units) == lists
    assert [figures(unit, day) for unit in (units.JG1, successor, units.JG, units.QW) for day in days] == counts


@KINDS
def test_the_successor_carries_it_from_the_day_of_the_merger(
    dues: Obligation, units: Any, cast: Any, data: dict[str, str]
) -> None:
    of(dues.item, units.JG2).delete()
    found = filed(dues, cast, data)
    merge(units.JG1, units.JG2)
    found.refresh_from_db()
    heir = one(dues.item, units.JG2)
    assert (found.obligation, found.unit, found.former_units) == (heir, units.JG2, [units.JG1])
    year, rows = Period(PeriodKind.YEAR, 2027), Obligation.objects.of_lineage(dues.lineage)
    expected = Rates(not_now=1) if data is NOT_NOW else Rates(not_at_all=1)
    rates = {each.unit_id: each for each in roll_up.rates(units.JG, year, on=MERGED_ON, of=rows)}
    assert units.JG1.pk not in rates
    assert rates[units.JG2.pk].own == expected
    assert rates[units.JG.pk].total.withheld == 1, "once above both"
    before = {each.unit_id: each for each in roll_up.rates(units.JG, year, on=MERGED_ON - DAY, of=rows)}
    assert (before[units.JG1.pk].own, before[units.JG2.pk].own) == (expected, Rates())
    assert not Obligation.objects.overdue(MERGED_ON).filter(pk__in=[dues.pk, heir.pk]).exists()
    shown = Obligation.objects.standing_or_withheld(MERGED_ON).with_withheld(MERGED_ON).of_lineage(dues.lineage)
    assert list(shown.exclude(withheld=None).values_list("pk", flat=True)) == [heir.pk]


@KINDS
def test_a_second_merger_changes_nothing_either(dues: Obligation, units: Any, cast: Any, data: dict[str, str]) -> None:
    of(dues.item, units.JG2).delete()
    of(dues.item, units.SQ1).delete()
    filed(dues, cast, data)
    lists = registers(cast, units)
    merge(units.JG1, units.JG2)
    between = [figures(unit, MERGED_ON + DAY) for unit in (units.JG2, units.JG, units.QW)]
    merge(units.JG2, units.SQ1, on=MERGED_ON + 5 * DAY)
    assert [figures(unit, MERGED_ON + DAY) for unit in (units.JG2, units.JG, units.QW)] == between
    assert registers(cast, units) == lists
    assert Withholding.objects.get().unit == units.SQ1


def test_in_the_register_of_the_quarter_of_the_merger_it_stands_once(dues: Obligation, units: Any, cast: Any) -> None:
    of(dues.item, units.SQ1).delete()
    filed(dues, cast, NOT_NOW, on=MERGED_ON - DAY)
    second = Period(PeriodKind.QUARTER, 2027, 2)
    before = registers(cast, units, second)
    merge(units.JG1, units.SQ1)
    assert registers(cast, units, second) == before
    assert [len(lines) for lines in before] == [1, 0, 1, 0, 0, 1]


def test_an_abolition_changes_no_register_of_before(dues: Obligation, units: Any, cast: Any) -> None:
    filed(dues, cast, NOT_NOW)
    lists = registers(cast, units)
    merge(units.JG1, None)
    assert registers(cast, units) == lists
    found = Withholding.objects.get()
    assert (found.state, found.end_cause, found.ended_on) == ("granted", "unit_closed", MERGED_ON)
    assert not found.holds(MERGED_ON)


def test_what_becomes_of_it_at_the_successor_stands_in_the_register_of_the_time(
    dues: Obligation, units: Any, cast: Any
) -> None:
    """As whatever becomes of a filing: the register says how it stands now."""
    of(dues.item, units.JG2).delete()
    found = filed(dues, cast, NOT_NOW)
    merge(units.JG1, units.JG2)
    order = {"reason": "群众反映集中，应当公开", "due_on": (MERGED_ON + 20 * DAY).isoformat()}
    withholding_flow.perform("order", found, actor=cast.deputy, at=morning(MERGED_ON + DAY), data=order)
    [(cells, _paper)] = register(cast.inspector, units.JG1, FIRST_QUARTER, on=MERGED_ON + DAY)
    assert (cells[3], cells[17]) == ("机关第一党支部", "责令公开")
    assert Obligation.objects.open(MERGED_ON + DAY).filter(unit=units.JG2, lineage=dues.lineage).exists()


def test_a_successor_is_not_told_to_do_what_is_not_disclosed_at_all(dues: Obligation, units: Any, cast: Any) -> None:
    Obligation.objects.of_unit(units.JG1).exclude(pk=dues.pk).delete()
    of(dues.item, units.JG2).delete()
    filed(dues, cast, NOT_AT_ALL)
    close_unit(units.JG1, on=MERGED_ON, successor=units.JG2)
    settled = sweeping.settle(on=MERGED_ON, at=morning(MERGED_ON))
    assert len(settled.taken_over_ids) == 1
    told = cast.neighbour.user_id
    assert not Notification.objects.filter(kind="obligation.taken_over", recipient=told).exists()
