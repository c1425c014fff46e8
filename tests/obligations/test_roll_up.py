"""Do rates come from rows, fold up the tree as it was, and never exceed 100 %?"""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogs.kinds import TimeMode
from core.workdays.periods import Period, PeriodKind
from hierarchy import actions as hierarchy_actions
from hierarchy.models import Unit
from obligations import actions, closing, opening, roll_up
from obligations.models import Fulfilment, Obligation
from obligations.roll_up import Rates
from tests.obligations.conftest import FIRST_QUARTER, NEW_YEAR, close_unit, create_unit, leave_out, morning, of

pytestmark = pytest.mark.django_db
DUE = datetime.date(2027, 1, 10)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def opened(items: SimpleNamespace, units: Any) -> SimpleNamespace:
    """The first quarter, with January."""
    opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True)
    return items


def publish(item: Any, unit: Any, *, on: datetime.date, text: int) -> None:
    actions.fulfil(text, unit_id=unit.pk, lineage=item.lineage, at=morning(on))


def test_each_row_counts_once_and_folds_up(opened: SimpleNamespace, units: Any) -> None:
    publish(opened.dues, units.JG1, on=DUE, text=1)
    publish(opened.dues, units.JG2, on=DUE + DAY, text=2)
    publish(opened.dues, units.JG2, on=DUE + DAY, text=3)
    found = {rates.name: rates for rates in roll_up.rates(units.QW, FIRST_QUARTER, on=DUE + 2 * DAY)}
    assert found["机关第一党支部"].own == Rates(done=1)
    assert found["机关第二党支部"].own == Rates(late=1)
    assert found["区直机关党总支"].own == Rates(overdue=1)
    assert found["区直机关党总支"].total == Rates(done=1, late=1, overdue=1)
    assert found["示例区委"].total == Rates(done=1, late=1, overdue=5)
    assert found["示例区委"].by_category == {"党费和经费": Rates(done=1, late=1, overdue=5)}
    assert list(found)[:3] == ["示例区委", "区直机关党总支", "机关第一党支部"]
    assert found["示例区委"].total.share_published == pytest.approx(2 / 7)
    assert found["示例区委"].total.share_in_time == pytest.approx(1 / 7)


def test_not_yet_due_is_neither_done_nor_overdue(opened: SimpleNamespace, units: Any) -> None:
    [whole] = roll_up.rates(units.JG1, FIRST_QUARTER, on=DUE)
    assert whole.total == Rates(pending=1)
    assert (whole.total.share_published, whole.total.share_in_time) == (0, None)


def test_what_was_withdrawn_counts_as_it_stood_on_the_day(opened: SimpleNamespace, units: Any) -> None:
    publish(opened.dues, units.JG1, on=DUE - DAY, text=1)
    actions.reopen(1, on=DUE + 5 * DAY)
    assert roll_up.rates(units.JG1, FIRST_QUARTER, on=DUE + 4 * DAY)[0].own == Rates(done=1)
    assert roll_up.rates(units.JG1, FIRST_QUARTER, on=DUE + 5 * DAY)[0].own == Rates(overdue=1)


def test_a_reorganisation_changes_nothing_of_the_past(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    publish(opened.dues, units.JG1, on=DUE, text=1)
    asked = DUE + 10 * DAY
    before = roll_up.rates(units.QW, FIRST_QUARTER, on=asked)
    later = asked + 5 * DAY
    hierarchy_actions.rename_unit(units.JG1, name="机关联合党支部", reason="更名", actor=cast.system, at=morning(later))
    close_unit(units.JG2, on=later, successor=units.JG1)
    hierarchy_actions.move_unit(
        Unit.objects.get(code="SQ1"),
        parent=Unit.objects.get(code="JG"),
        reason="调整",
        actor=cast.system,
        at=morning(later),
    )
    create_unit("JG9", units.JG, on=later)
    closing.settle(on=later)
    assert repr(roll_up.rates(units.QW, FIRST_QUARTER, on=asked)) == repr(before)
    after = {rates.name: rates for rates in roll_up.rates(units.QW, FIRST_QUARTER, on=later)}
    assert "机关第二党支部" not in after
    assert after["区直机关党总支"].total == Rates(done=1, overdue=2)


def test_what_is_owed_no_longer_counts_no_longer(opened: SimpleNamespace, units: Any) -> None:
    later = DUE + 30 * DAY
    leave_out(opened, "budget", on=later)
    closing.settle(on=later)
    second = Period(PeriodKind.QUARTER, 2027, 2)
    assert roll_up.rates(units.JG, second, on=later - DAY)[0].total == Rates(pending=3)
    assert roll_up.rates(units.JG, second, on=later)[0].total == Rates()


def test_only_what_is_asked_for(opened: SimpleNamespace, units: Any) -> None:
    rows = Obligation.objects.of_lineage(opened.budget.lineage)
    year = Period(PeriodKind.YEAR, 2027)
    assert roll_up.rates(units.QW, year, on=DUE)[0].total == Rates(pending=14)
    assert roll_up.rates(units.QW, year, on=DUE, of=rows)[0].total == Rates(pending=7)


def test_two_queries_whatever_the_size(opened: SimpleNamespace, units: Any, django_assert_num_queries: Any) -> None:
    for unit in (units.JG1, units.QW):
        with django_assert_num_queries(2):
            roll_up.rates(unit, FIRST_QUARTER, on=DUE)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(
        st.tuples(st.sampled_from(["JG", "JG1", "SQ1"]), st.integers(-9, 20), st.none() | st.integers(0, 9)), max_size=9
    ),
    asked=st.integers(-9, 25),
)
def test_no_rate_exceeds_the_whole(
    opened: SimpleNamespace, units: Any, texts: list[tuple[str, int, int | None]], asked: int
) -> None:
    Fulfilment.objects.all().delete()
    for number, (code, published, withdrawn) in enumerate(texts, start=1):
        publish(opened.dues, getattr(units, code), on=DUE + published * DAY, text=number)
        if withdrawn is not None:
            actions.reopen(number, on=DUE + (published + withdrawn) * DAY)
    found = roll_up.rates(units.QW, FIRST_QUARTER, on=DUE + asked * DAY)
    owed = of(opened.dues).count()
    assert found[0].total.total == owed
    for rates in found:
        for counts in (rates.own, rates.total):
            assert 0 <= (counts.share_published or 0) <= 1
            assert 0 <= (counts.share_in_time or 0) <= 1
