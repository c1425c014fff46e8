"""Is the calendar read from its rows, once, and again when it has changed?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from core import errors, schemas
from core.workdays import coverage, official, tables, years
from core.workdays.calendar import Day
from core.workdays.coverage import CoverageState
from core.workdays.models import CalendarDay, CalendarYear

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def expected_2027() -> dict[date, Day]:
    """A year in which, beside weekends, 1 January is off."""
    first = date(2027, 1, 1)
    days = {day: Day(working=day.weekday() < 5) for day in (first + timedelta(days=n) for n in range(365))}
    return {**days, first: Day(working=False, name="元旦")}


def test_the_seeded_rows_are_the_announced_calendar() -> None:
    table = tables.load_table()
    assert len(table.days) == 366 + 365 + 365
    for day in table.days:
        assert table.is_working(day) is chinese_calendar.is_workday(day), day
    assert table.coverage() == (date(2024, 1, 1), date(2026, 12, 31))


def test_the_worked_examples_from_the_rows() -> None:
    assert tables.due(date(2026, 9, 17), 15).due_on == date(2026, 10, 14)
    assert tables.due(date(2026, 2, 12), 10).due_on == date(2026, 3, 4)
    assert tables.due(date(2026, 11, 20), 1, closures={date(2026, 11, 23): "机关搬迁"}).due_on == date(2026, 11, 24)


def test_public_reads_the_calendar_of_the_country_alone(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    schemas.leave()
    assert CalendarYear.objects.exists()
    with django_assert_num_queries(2):
        assert tables.load_table() is tables.load_public_table()


def test_the_calendar_stands_in_public_and_is_read_from_inside_a_tenant() -> None:
    assert schemas.current() != "public"
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname FROM pg_tables WHERE tablename = %s", [CalendarDay._meta.db_table])
        assert cursor.fetchall() == [("public",)]


def test_a_fresh_copy_costs_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    assert CalendarYear.objects.exists()  # the connection has chosen its schema
    with django_assert_num_queries(3):  # the country's revision and days, the tenant's own days
        tables.load_table()
    with django_assert_num_queries(0):
        tables.due(date(2026, 9, 17), 15)


def test_an_old_copy_asks_for_the_revision_only(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = tables.load_table()
    monkeypatch.setattr(tables, "FRESH_SECONDS", 0.0)
    with django_assert_num_queries(2):
        assert tables.load_table() is first
    years.load_year(2027, expected_2027(), source="试载", confirmed=True, at=AT)
    with django_assert_num_queries(3):
        assert tables.load_table() is not first


def test_a_task_may_ask_at_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    tables.load_table()
    with django_assert_num_queries(2):
        tables.load_table(fresh=True)


def test_loading_a_year_settles_what_was_provisional() -> None:
    before = tables.due(date(2026, 12, 31), 1)
    assert (before.due_on, before.provisional) == (date(2027, 1, 1), True)
    years.load_year(2027, expected_2027(), source="试载", confirmed=True, at=AT)
    tables.forget()
    after = tables.due(date(2026, 12, 31), 1)
    assert (after.due_on, after.provisional) == (date(2027, 1, 4), False)


def test_an_unconfirmed_year_is_used_and_stays_provisional() -> None:
    years.load_year(2027, expected_2027(), source="推算", confirmed=False, at=AT)
    deadline = tables.due(date(2026, 12, 31), 1)
    assert (deadline.due_on, deadline.provisional) == (date(2027, 1, 4), True)
    assert coverage.coverage() == (date(2024, 1, 1), date(2026, 12, 31))


def test_loading_a_year_again_replaces_it_and_raises_the_revision() -> None:
    days = official.days_of(2026)
    revision = tables.calendar_revision()
    changed = {**days, date(2026, 11, 23): Day(working=False, name="特别假日")}
    loaded = years.load_year(2026, changed, source="补充通知", confirmed=True, at=AT)
    assert loaded.days.count() == 365
    assert tables.calendar_revision() == revision + 1
    assert tables.due(date(2026, 11, 20), 1).due_on == date(2026, 11, 24)
    again = years.load_year(2026, days, source="更正", confirmed=True, at=AT)
    assert again.pk == loaded.pk
    assert again.source == "更正"


@pytest.mark.parametrize(
    "days",
    [
        pytest.param({day: known for day, known in expected_2027().items() if day.month != 5}, id="a month is missing"),
        pytest.param(official.days_of(2026), id="another year"),
        pytest.param({}, id="nothing"),
    ],
)
def test_a_broken_year_is_refused_and_nothing_is_written(days: dict[date, Day]) -> None:
    with pytest.raises(errors.Invalid) as refused:
        years.load_year(2027, days, source="试载", confirmed=True, at=AT)
    assert refused.value.code == "calendar_year.incomplete"
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_a_day_stands_once() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(day=date(2026, 1, 1), working=True, year=CalendarYear.objects.get(year=2026))


@pytest.mark.parametrize(
    ("on", "state", "left"),
    [
        (date(2026, 6, 1), CoverageState.GOOD, 213),
        (date(2026, 11, 1), CoverageState.GOOD, 60),
        (date(2026, 11, 21), CoverageState.ENDS_SOON, 40),
        (date(2026, 12, 31), CoverageState.ENDS_SOON, 0),
        (date(2027, 1, 1), CoverageState.PASSED, 0),
    ],
)
def test_how_far_the_calendar_reaches(on: date, state: CoverageState, left: int) -> None:
    report = coverage.coverage_report(on)
    assert (report.state, report.days_left, report.missing_year) == (state, left, 2027)


def test_an_empty_calendar_is_reported() -> None:
    CalendarYear.objects.all().delete()
    assert coverage.coverage_report(date(2026, 11, 21)).state is CoverageState.EMPTY
    assert tables.due(date(2026, 9, 17), 15).provisional
