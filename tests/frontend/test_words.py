"""Are dates, numbers and deadlines said as the visual standard asks, in both languages?"""

import datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from frontend import words

TODAY = datetime.date(2026, 11, 20)
UTC = datetime.UTC
HOLIDAYS = {datetime.date(2026, 11, 24)}


def count(after: datetime.date, until: datetime.date) -> int:
    """Count Monday to Friday but for one holiday."""
    days = (after + datetime.timedelta(days=step) for step in range(1, (until - after).days + 1))
    return sum(day.weekday() < 5 and day not in HOLIDAYS for day in days)


@pytest.mark.parametrize(
    ("day", "chinese", "english"),
    [
        (datetime.date(2026, 1, 5), "1月5日", "5 January"),
        (datetime.date(2025, 12, 31), "2025年12月31日", "31 December 2025"),
        (
            datetime.datetime(2026, 12, 31, 16, 30, tzinfo=UTC),
            "2027年1月1日",
            "1 January 2027",
        ),  # local midnight passed
    ],
)
def test_the_year_is_said_only_when_it_is_another(day: datetime.date, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert words.date(day, today=TODAY) == chinese
    with translation.override("en"):
        assert words.date(day, today=TODAY) == english


def test_a_full_date_a_month_and_a_weekday() -> None:
    with translation.override("zh-hans"):
        assert words.date(TODAY, full=True) == "2026年11月20日"
        assert words.month(TODAY) == "2026年11月"
        assert words.weekday(TODAY) == "星期五"
    with translation.override("en"):
        assert words.date(TODAY, full=True) == "20 November 2026"
        assert words.month(TODAY) == "November 2026"
        assert words.weekday(TODAY) == "Friday"


def test_times_are_local() -> None:
    assert words.time(datetime.datetime(2026, 11, 20, 1, 0, tzinfo=UTC)) == "09:00"
    assert words.moment(datetime.datetime(2026, 11, 20, 8, 20, tzinfo=UTC), today=TODAY) == "11月20日 16:20"


@pytest.mark.parametrize(
    ("due_on", "said", "tone"),
    [
        (datetime.date(2026, 11, 18), "已逾期2个工作日", "overdue"),
        (datetime.date(2026, 11, 20), "今天到期", "soon"),
        (datetime.date(2026, 11, 22), "今天是最后一个工作日", "soon"),  # a Sunday
        (datetime.date(2026, 11, 23), "还有1个工作日", "soon"),
        (datetime.date(2026, 11, 26), "还有3个工作日", "soon"),  # the holiday on the 24th does not count
        (datetime.date(2026, 11, 27), "还有4个工作日", ""),
    ],
)
def test_deadlines_count_working_days(due_on: datetime.date, said: str, tone: str) -> None:
    assert words.due(due_on, TODAY, count) == words.Due(said, words.DueTone(tone))
    assert words.due_words(due_on, TODAY, count) == said


def test_overdue_before_the_first_working_day_passed() -> None:
    saturday, sunday = datetime.date(2026, 11, 21), datetime.date(2026, 11, 22)
    assert words.due(saturday, sunday, count) == words.Due("已逾期", words.DueTone.OVERDUE)


@pytest.mark.django_db
def test_templates_count_with_the_shared_calendar() -> None:
    shown = Template("{% load gk %}{{ day|due_words:today }}").render(Context({"day": TODAY, "today": TODAY}))
    assert shown == "今天到期"
    shown = Template("{% load gk %}{% due day today %}").render(
        Context({"day": datetime.date(2026, 11, 24), "today": TODAY})
    )
    assert "还有2个工作日" in shown
    assert "gk-due-soon" in shown
    assert "11月24日到期" in shown


@pytest.mark.parametrize(("value", "said"), [(12486, "12,486"), (0, "0"), (None, ""), (1000000, "1,000,000")])
def test_thousands_are_set_apart(value: int | None, said: str) -> None:
    assert words.number(value) == said


@pytest.mark.parametrize(
    ("size", "said"), [(17, "17 字节"), (46 * 1024, "46 KB"), (655_360, "640 KB"), (1_887_437, "1.8 MB")]
)
def test_sizes_of_files(size: int, said: str) -> None:
    assert words.file_size(size) == said


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(187, 214, "87%"), (999, 1000, "99%"), (1, 1000, "1%"), (0, 9, "0%"), (9, 9, "100%"), (0, 0, "不适用")],
)
def test_shares_never_hide_what_is_missing(part: int, whole: int, said: str) -> None:
    assert words.percent(part, whole) == said


@pytest.mark.parametrize("name", ["zh_date", "zh_full_date", "zh_month", "zh_time", "zh_moment", "zh_number"])
def test_nothing_is_said_of_nothing(name: str) -> None:
    for context in ({}, {"value": None}):
        assert Template(f"{{% load gk %}}{{{{ value|{name} }}}}").render(Context(context)) == ""
