"""Do due rules mean what offices mean by them, and is nothing guessed?"""

from __future__ import annotations

import contextlib
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import errors
from core.workdays import official, rules, wording
from core.workdays.calendar import DayKind, WorkdayTable
from core.workdays.periods import Period, PeriodKind, from_key, periods_between
from core.workdays.rules import Anchor, DueRule, MonthDay, Term, YearDay

ANNOUNCED = WorkdayTable({day: known for year in (2024, 2025, 2026) for day, known in official.days_of(year).items()})
MONTH, QUARTER, HALF_YEAR, YEAR = PeriodKind
WORKING, CALENDAR = DayKind


def refusal(text: str, kind: PeriodKind | None = None) -> str:
    """Return the code with which words are refused, as they are read or for items of this period."""
    with pytest.raises(errors.Invalid) as refused:
        rules.check(rules.parse(text), kind)
    assert list(refused.value.errors) == ["due_rule"]
    assert str(refused.value.reason)
    return refused.value.code


@pytest.mark.parametrize(
    ("text", "rule", "canonical"),
    [
        ("每季度首月10日前", MonthDay(1, 10, period=QUARTER), "每季度首月10日前"),
        ("每季首月十日以前公开", MonthDay(1, 10, period=QUARTER), "每季度首月10日前"),
        ("每季度第一个月１０号前", MonthDay(1, 10, period=QUARTER), "每季度首月10日前"),
        ("首月10日前", MonthDay(1, 10), "首月10日前"),
        ("每季度第二个月底前", MonthDay(2, -1, period=QUARTER), "每季度第2个月底前"),
        ("每季度末月20日前", MonthDay(-1, 20, period=QUARTER), "每季度末月20日前"),
        ("每月 5 日前。", MonthDay(1, 5, period=MONTH), "每月5日前"),
        ("次月10日前", MonthDay(1, 10, after=True, period=MONTH), "次月10日前"),
        ("下季度首月15日前", MonthDay(1, 15, after=True, period=QUARTER), "每季度结束后首月15日前"),
        ("期后首月10日前", MonthDay(1, 10, after=True), "期后首月10日前"),
        ("每季度最后一日前", MonthDay(-1, -1, period=QUARTER), "每季度末前"),
        ("年底前", MonthDay(-1, -1, period=YEAR), "每年末前"),
        ("月底前", MonthDay(1, -1, period=MONTH), "每月底前"),
        ("期末前", MonthDay(-1, -1), "期末前"),
        ("8月31日前", YearDay(8, 31), "8月31日前"),
        ("每年八月三十一日前", YearDay(8, 31, period=YEAR), "每年8月31日前"),
        ("2月底前", YearDay(2, -1), "2月底前"),
        ("次年3月31日前", YearDay(3, 31, next_year=True), "次年3月31日前"),
        ("期后10个工作日", Term(Anchor.PERIOD_END, 10), "期后10个工作日内"),
        ("每季度结束后15日内", Term(Anchor.PERIOD_END, 15, CALENDAR, QUARTER), "每季度结束后15日内"),
        ("季后十五个工作日内", Term(Anchor.PERIOD_END, 15, WORKING, QUARTER), "每季度结束后15个工作日内"),
        ("每月前5个工作日内", Term(Anchor.PERIOD_START, 5, WORKING, MONTH), "每月开始后5个工作日内"),
        ("期初10日内", Term(Anchor.PERIOD_START, 10, CALENDAR), "期初10日内"),
        ("5个工作日内", Term(Anchor.EVENT, 5), "自事项发生之日起5个工作日内"),
        ("公示结束后5日内公布", Term(Anchor.EVENT, 5, CALENDAR, event="公示结束"), "自公示结束之日起5日内"),
        ("决定作出后一周内", Term(Anchor.EVENT, 7, CALENDAR, event="决定作出"), "自决定作出之日起7日内"),
        (
            "自信息形成或者变更之日起二十个工作日内",
            Term(Anchor.EVENT, 20, event="信息形成或者变更"),
            "自信息形成或者变更之日起20个工作日内",
        ),
    ],
)
def test_words_and_what_they_mean(text: str, rule: DueRule, canonical: str) -> None:
    assert rules.parse(text) == rule
    assert rules.text_of(rule) == canonical
    assert rules.parse(canonical) == rule


@pytest.mark.parametrize(
    ("text", "period", "due"),
    [
        ("每季度首月10日前", "2026-Q4", date(2026, 10, 10)),
        ("每季度首月31日前", "2026-Q2", date(2026, 4, 30)),  # April has no 31st
        ("每月底前", "2024-M02", date(2024, 2, 29)),
        ("次月10日前", "2026-M12", date(2027, 1, 10)),
        ("期后首月10日前", "2026-H2", date(2027, 1, 10)),
        ("期后第2个月底前", "2026-Q4", date(2027, 2, 28)),
        ("期末前", "2026-Q3", date(2026, 9, 30)),
        ("末月20日前", "2026-H1", date(2026, 6, 20)),
        ("8月31日前", "2026", date(2026, 8, 31)),
        ("2月底前", "2028", date(2028, 2, 29)),
        ("次年3月31日前", "2026", date(2027, 3, 31)),
        ("期后10个工作日内", "2026-Q3", date(2026, 10, 20)),  # after National Day, with its make-up Saturday
        ("期后10日内", "2026-Q3", date(2026, 10, 10)),
        ("期初5个工作日内", "2026-M10", date(2026, 10, 13)),
        ("期初1个工作日内", "2026-M06", date(2026, 6, 1)),
        ("期初1日内", "2026-M10", date(2026, 10, 1)),
    ],
)
def test_the_day_on_which_a_period_is_due(text: str, period: str, due: date) -> None:
    found = rules.due(rules.parse(text), ANNOUNCED, period=from_key(period))
    assert found.due_on == due == found.explanation[-1].day
    assert not found.provisional


def test_the_day_on_which_an_event_is_due() -> None:
    assert rules.due(rules.parse("5个工作日内"), ANNOUNCED, event_on=date(2026, 2, 13)).due_on == date(2026, 2, 27)
    assert rules.due(rules.parse("一周内"), ANNOUNCED, event_on=date(2026, 2, 13)).due_on == date(2026, 2, 20)
    with pytest.raises(ValueError, match="event"):
        rules.due(rules.parse("一周内"), ANNOUNCED)


def test_a_term_into_a_year_not_announced_is_provisional_and_a_named_day_is_not() -> None:
    last = from_key("2026-Q4")
    assert rules.due(rules.parse("期后10个工作日内"), ANNOUNCED, period=last).provisional
    assert not rules.due(rules.parse("期后首月10日前"), ANNOUNCED, period=last).provisional


def test_a_named_day_explains_itself() -> None:
    found = rules.due(rules.parse("每季度首月10日前"), ANNOUNCED, period=from_key("2026-Q3"))
    assert wording.explain(found) == [
        "2026年7月10日（星期五）：按“每季度首月10日前”，这一天到期。",
        "最后期限是2026年7月10日（星期五），从次日起算逾期。",
    ]


@pytest.mark.parametrize(
    "text",
    ["2月30日前", "2月29日前", "4月31日前", "13月1日前", "0月1日前", "每月32日前", "每月0日前", "每季度第4个月10日前"],
)
def test_a_rule_that_never_falls_due_is_refused(text: str) -> None:
    assert refusal(text) == "due_rule.never_due"


def test_a_month_that_the_items_period_lacks_is_refused_for_it() -> None:
    rules.check(rules.parse("第5个月10日前"), HALF_YEAR)
    assert refusal("第5个月10日前", QUARTER) == "due_rule.never_due"
    assert refusal("末月结束后10日前") == "due_rule.unknown_words"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("上年12月31日前", None),
        ("期前5个工作日内", None),
        ("每季度开始前5日内", None),
        ("8月31日前", MONTH),
        ("8月31日前", QUARTER),  # the fourth quarter begins on 1 October
        ("3月31日前", HALF_YEAR),
        ("每月前5个工作日内", None),
    ],
)
def test_a_rule_that_falls_due_before_its_period_is_refused(text: str, kind: PeriodKind | None) -> None:
    expected = "due_rule.needs_period" if text.startswith("每月") else "due_rule.before_period"
    assert refusal(text, kind) == expected


def test_a_date_late_enough_for_each_period_is_accepted() -> None:
    rules.check(rules.parse("8月31日前"), HALF_YEAR)
    rules.check(rules.parse("8月31日前"), YEAR)
    rules.check(rules.parse("12月31日前"), MONTH)
    rules.check(rules.parse("次年1月31日前"), QUARTER)


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("每季度首月10日前", MONTH, "due_rule.other_period"),
        ("每年8月31日前", HALF_YEAR, "due_rule.other_period"),
        ("每月结束后5日内", QUARTER, "due_rule.other_period"),
        ("首月10日前", None, "due_rule.needs_period"),
        ("期后5日内", None, "due_rule.needs_period"),
        ("5个工作日内", QUARTER, "due_rule.needs_event"),
        ("0个工作日内", None, "due_rule.term_length"),
        ("400日内", None, "due_rule.term_length"),
        ("", None, "due_rule.missing"),
        ("  。", None, "due_rule.missing"),
    ],
)
def test_a_rule_that_does_not_fit_is_refused(text: str, kind: PeriodKind | None, code: str) -> None:
    assert refusal(text, kind) == code


@pytest.mark.parametrize(
    "text",
    [
        *(
            "适时",
            "及时公开",
            "每季度10日前",
            "10日前",
            "每周五前",
            "一个月内",
            "尽快",
            "每季度首月",
            "八月前",
            "每季度末月",
        ),
        *(
            "每季度首月10日前及每年底前",
            "10个工作日后",
            "周期后后",
            "=1+1",
            "<b>8月31日前</b>",
            "八" * 100,
            "每期后5周期内",
        ),
    ],
)
def test_words_that_name_no_day_with_certainty_are_refused(text: str) -> None:
    assert refusal(text) == "due_rule.unknown_words"


@pytest.mark.parametrize(
    "value",
    [
        *(None, [], "8月31日前", {}, {"rule": "weekly"}, {"rule": "month_day", "month": 1}),
        {"rule": "month_day", "month": "1", "day": 10, "after": False, "period": None},
        {"rule": "month_day", "month": True, "day": 10, "after": False, "period": None},
        {"rule": "year_day", "month": 8, "day": 31, "next_year": False, "period": "decade"},
        {"rule": "term", "anchor": "birth", "days": 5, "kind": "working", "event": "", "period": None},
    ],
)
def test_json_that_is_no_rule_is_refused(value: Any) -> None:
    with pytest.raises(errors.Invalid) as refused:
        rules.from_json(value)
    assert refused.value.code == "due_rule.unknown_value"


periods = st.sampled_from([None, *PeriodKind])
some_days = st.integers(1, 31) | st.just(-1)
month_days = st.builds(
    lambda day, after, period, month: MonthDay(
        1 if after and month == -1 else month if month == -1 else min(month, period.months if period else 12),
        day,
        after=after,
        period=period,
    ),
    some_days,
    st.booleans(),
    periods,
    st.integers(1, 12) | st.just(-1),
)
year_days = st.builds(YearDay, st.integers(1, 12), st.integers(1, 28) | st.just(-1), st.booleans(), periods)
all_terms = st.builds(
    Term,
    st.sampled_from(Anchor),
    st.integers(1, 366),
    st.sampled_from(DayKind),
    periods,
    st.sampled_from(["", "决定作出", "会议召开", "信息形成或者变更"]),
)
all_rules = month_days | year_days | all_terms


@settings(deadline=None)
@given(all_rules)
def test_text_and_json_lead_back_to_the_same_rule(rule: DueRule) -> None:
    assert rules.parse(rules.text_of(rule)) == rule
    assert rules.from_json(json.loads(json.dumps(rules.as_json(rule)))) == rule


@settings(deadline=None)
@given(all_rules, st.sampled_from(PeriodKind))
def test_what_was_accepted_falls_due_in_every_period_and_never_before_it(rule: DueRule, kind: PeriodKind) -> None:
    try:
        rules.check(rule, kind)
    except errors.Invalid:
        return
    dues = []
    for period in periods_between(date(2024, 1, 1), date(2027, 12, 31), kind):
        found = rules.due(rule, ANNOUNCED, period=period)
        assert found.due_on >= period.first
        dues.append(found.due_on)
    assert dues == sorted(dues)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but a refusal may come of it, and what is read has a canonical text."""
    with contextlib.suppress(errors.Invalid):
        rule = rules.parse(text)
        assert rules.parse(rules.text_of(rule)) == rule


def test_every_due_rule_of_a_quarter_lies_where_its_words_say() -> None:
    found = [
        rules.due(rules.parse("每季度首月10日前"), ANNOUNCED, period=Period(QUARTER, 2026, index)).due_on
        for index in (1, 2, 3, 4)
    ]
    assert found == [date(2026, 1, 10), date(2026, 4, 10), date(2026, 7, 10), date(2026, 10, 10)]
