"""Can a clerk follow how a deadline was found?"""

from __future__ import annotations

from datetime import date

from django.utils import translation

from core.workdays import official, wording
from core.workdays.calendar import WorkdayTable, add_working_days

ANNOUNCED = WorkdayTable(official.days_of(2026))


def test_each_day_has_a_sentence() -> None:
    sentences = wording.explain(add_working_days(date(2026, 2, 12), 10, ANNOUNCED))
    assert sentences[:4] == [
        "2026年2月12日（星期四）：当天不计，从次日起算。",
        "2月13日（星期五）：第1个工作日。",
        "2月14日（星期六）：春节调休上班，第2个工作日。",
        "2月15日（星期日）：春节，放假，不计。",
    ]
    assert "3月1日（星期日）：周末，不计。" in sentences
    assert sentences[-2:] == [
        "3月4日（星期三）：第10个工作日。",
        "最后期限是2026年3月4日（星期三），从次日起算逾期。",
    ]


def test_english_names_the_day_and_the_holiday() -> None:
    with translation.override("en"):
        sentences = wording.explain(add_working_days(date(2026, 2, 12), 10, ANNOUNCED))
    assert sentences[0] == "Thursday 12 February 2026: the day itself is not counted; counting starts the next day."
    assert sentences[2] == "Saturday 14 February: make-up day for Spring Festival, working day 2."
    assert set(official.OCCASIONS.values()) - set(wording.FESTIVALS) == {official.OCCASIONS["Anti-Fascist 70th Day"]}


def test_a_provisional_deadline_says_what_is_missing() -> None:
    sentences = wording.explain(add_working_days(date(2026, 12, 31), 1, ANNOUNCED))
    assert "2027年1月1日（星期五）：第1个工作日。" in sentences
    assert sentences[-1].startswith("2027年的放假安排尚未载入")


def test_a_closure_is_named() -> None:
    closed = ANNOUNCED.with_closures({date(2026, 11, 23): "机关搬迁"})
    sentences = wording.explain(add_working_days(date(2026, 11, 20), 1, closed))
    assert "11月23日（星期一）：机关搬迁，本单位不办公，不计。" in sentences
