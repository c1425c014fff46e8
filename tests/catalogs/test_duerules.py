"""Is a due rule stricter only when nobody would ever wait longer by it?"""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogs import duerules
from catalogs.duerules import Order
from core.workdays import rules
from core.workdays.calendar import WorkdayTable
from core.workdays.periods import PeriodKind, periods_between

Q, M, Y, H = "quarter", "month", "year", "half_year"
ORDERS: list[tuple[str, str, str, str, Order]] = [
    ("每季度首月10日前", Q, "每季度首月5日前", Q, Order.EARLIER),
    ("每季度首月10日前", Q, "每季度首月五日前", Q, Order.EARLIER),
    ("每季度首月10日前", Q, "每季度首月10日前", Q, Order.SAME),
    ("每季度首月10日前", Q, "每季度第一个月十日前", Q, Order.SAME),
    ("每季度首月10日前", Q, "每季度首月20日前", Q, Order.LATER),
    ("每季度首月10日前", Q, "每季度末月5日前", Q, Order.LATER),
    ("8月31日前", Y, "7月31日前", Y, Order.EARLIER),
    ("8月31日前", Y, "9月1日前", Y, Order.LATER),
    ("期后20个工作日内", Q, "期后15个工作日内", Q, Order.EARLIER),
    ("期后20个工作日内", Q, "期后15日内", Q, Order.EARLIER),
    ("期后15日内", Q, "期后10个工作日内", Q, Order.UNCLEAR),
    ("每季度结束后首月10日前", Q, "每月结束后5日内", M, Order.EARLIER),
    ("每季度结束后首月10日前", Q, "每月结束后20日内", M, Order.LATER),
    ("每季度首月10日前", Q, "每月10日前", M, Order.SAME),
    ("形成后20个工作日内", "", "形成后15个工作日内", "", Order.EARLIER),
    ("形成后２０个工作日内", "", "形成后15个工作日内", "", Order.EARLIER),
    ("形成后20个工作日内", "", "形成后20日内", "", Order.EARLIER),
    ("形成后20个工作日内", "", "会议后10个工作日内", "", Order.UNCLEAR),
    ("形成后20个工作日内", "", "形成后30个工作日内", "", Order.LATER),
    ("", "", "形成后30个工作日内", "", Order.EARLIER),
    ("领导批示后3日内办结", "", "领导批示后2日内办结", "", Order.EARLIER),
    ("领导批示后3日内办结", "", "领导批示后4日内办结", "", Order.LATER),
    ("领导批示后3日内办结", "", "立刻办结", "", Order.UNCLEAR),
    ("公示不少于7天", "", "公示不少于5天", "", Order.UNCLEAR),
    ("会前10日办结", "", "会前3日办结", "", Order.UNCLEAR),
]


@pytest.mark.parametrize(("former", "period", "wanted", "shorter", "order"), ORDERS)
def test_the_order_of_two_rules(former: str, period: str, wanted: str, shorter: str, order: Order) -> None:
    assert duerules.order(former, wanted, period, shorter) is order


TIMINGS: list[tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = [
    ((Q, "每季度首月10日前"), (Q, ""), (Q, "每季度首月10日前")),
    ((Q, "每季度首月10日前"), (M, ""), (Q, "每季度首月10日前")),
    ((Q, "每季度首月10日前"), (M, "每月10日前"), (M, "每月10日前")),
    ((Q, "每季度首月10日前"), (M, "每月20日前"), (Q, "每季度首月10日前")),
    ((Y, "期后20个工作日内"), (Q, ""), (Q, "期后20个工作日内")),
    ((Y, ""), (H, ""), (H, "")),
    ((Y, "形成后3日内"), (H, ""), (H, "形成后3日内")),
]


@pytest.mark.parametrize(("former", "wanted", "holding"), TIMINGS)
def test_a_shorter_period_holds_with_a_rule_that_it_can_keep(
    former: tuple[str, str], wanted: tuple[str, str], holding: tuple[str, str]
) -> None:
    assert duerules.timing(former, wanted) == holding


def test_a_rule_that_never_falls_due_says_why() -> None:
    problem = duerules.problem("2月30日前", Y)
    assert problem is not None
    assert problem.code == "due_rule.never_due"
    assert duerules.problem("领导批示后3日内办结并归档存查", Y) is None


RULES = st.one_of(
    st.integers(1, 31).map("每季度首月{}日前".format),
    st.integers(1, 31).map("每季度末月{}日前".format),
    st.integers(1, 31).map("每季度结束后首月{}日前".format),
    st.integers(1, 40).map("期后{}个工作日内".format),
    st.integers(1, 40).map("期后{}日内".format),
)
HOLIDAYS = WorkdayTable({})


@given(RULES, RULES)
def test_by_a_rule_that_holds_nobody_waits_longer(former: str, wanted: str) -> None:
    found = rules.parse(duerules.sharper(former, wanted, Q, Q))
    for period in periods_between(datetime.date(2026, 1, 1), datetime.date(2027, 12, 31), PeriodKind.QUARTER):
        before = rules.due(rules.parse(former), HOLIDAYS, period=period).due_on
        assert rules.due(found, HOLIDAYS, period=period).due_on <= before
