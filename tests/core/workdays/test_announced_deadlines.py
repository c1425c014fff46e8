"""Are deadlines those of an independent table, for every working day of 2025 and 2026?

The holidays and make-up days below are copied from the State Council's notices by hand, and counted with three lines
of code that share nothing with the product. `deadlines_2025_2026.csv` holds what they give; a `?` marks dates beyond
what was announced when the table was made. Running this file as a script writes the table anew.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

EXPECTED = Path(__file__).with_name("deadlines_2025_2026.csv")
TERMS = (5, 10, 15, 20)
HOLIDAYS = (
    # 国务院办公厅关于2024年部分节假日安排的通知（国办发明电〔2023〕7号）
    *(("2024-01-01", "2024-01-01"), ("2024-02-10", "2024-02-17"), ("2024-04-04", "2024-04-06")),
    *(("2024-05-01", "2024-05-05"), ("2024-06-08", "2024-06-10"), ("2024-09-15", "2024-09-17")),
    ("2024-10-01", "2024-10-07"),
    # 国务院办公厅关于2025年部分节假日安排的通知（国办发明电〔2024〕12号）
    *(("2025-01-01", "2025-01-01"), ("2025-01-28", "2025-02-04"), ("2025-04-04", "2025-04-06")),
    *(("2025-05-01", "2025-05-05"), ("2025-05-31", "2025-06-02"), ("2025-10-01", "2025-10-08")),
    # 国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）
    *(("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"), ("2026-04-04", "2026-04-06")),
    *(("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-21"), ("2026-09-25", "2026-09-27")),
    ("2026-10-01", "2026-10-07"),
)
MAKE_UP = (
    *("2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12"),
    *("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
    *("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
)
HORIZON = "2026-12-31"


def _works(day: str) -> bool:
    if day in MAKE_UP:
        return True
    return date.fromisoformat(day).isoweekday() < 6 and not any(first <= day <= last for first, last in HOLIDAYS)


def _every_day(first: str, last: str) -> list[str]:
    start = date.fromisoformat(first).toordinal()
    return [date.fromordinal(n).isoformat() for n in range(start, date.fromisoformat(last).toordinal() + 1)]


def generate() -> Iterator[list[str]]:
    """Yield the table: the working day on which an event happens, and the due day for each term."""
    yield ["day", *map(str, TERMS)]
    working = [day for day in _every_day("2025-01-01", "2027-03-31") if _works(day)]
    for place, day in enumerate(working):
        if day <= HORIZON:
            due = [working[place + term] for term in TERMS]
            yield [day, *(one if one <= HORIZON else f"{one}?" for one in due)]


def _committed() -> list[list[str]]:
    with EXPECTED.open(encoding="ascii", newline="") as stream:
        return list(csv.reader(stream))


def test_the_committed_table_is_the_generated_one() -> None:
    assert _committed() == list(generate())
    assert len(_committed()) == 1 + 248 + 248  # working days of 2025 and of 2026


@pytest.mark.parametrize(("column", "term"), list(enumerate(TERMS, start=1)))
def test_every_deadline_of_two_years_is_that_of_the_table(column: int, term: int) -> None:
    from core.workdays import official
    from core.workdays.calendar import WorkdayTable, add_working_days

    table = WorkdayTable({day: known for year in (2025, 2026) for day, known in official.days_of(year).items()})
    wrong = []
    for row in _committed()[1:]:
        found = add_working_days(date.fromisoformat(row[0]), term, table)
        if f"{found.due_on}{'?' if found.provisional else ''}" != row[column]:
            wrong.append((row[0], found.due_on, row[column]))
    assert not wrong


@pytest.mark.django_db
def test_the_rows_of_the_database_give_the_same_deadlines() -> None:
    from core.workdays import tables

    for row in _committed()[1:]:
        found = tables.due(date.fromisoformat(row[0]), 15)
        assert f"{found.due_on}{'?' if found.provisional else ''}" == row[3], row[0]


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_the_seed_is_that_of_the_notices(year: int) -> None:
    from core.workdays import official

    for day, known in official.days_of(year).items():
        assert known.working is _works(day.isoformat()), day


@pytest.mark.parametrize(
    ("day", "term", "due"),
    [  # counted by hand on a printed calendar, over the four years
        ("2024-01-31", 5, "2024-02-06"),
        ("2024-09-29", 5, "2024-10-11"),
        ("2025-01-24", 5, "2025-02-07"),
        ("2025-09-26", 10, "2025-10-16"),
        ("2026-09-17", 15, "2026-10-14"),
        ("2026-02-12", 10, "2026-03-04"),
        ("2027-03-01", 5, "2027-03-08"),  # unknown year: Monday to Friday
    ],
)
def test_deadlines_counted_by_hand(day: str, term: int, due: str) -> None:
    from core.workdays import official
    from core.workdays.calendar import WorkdayTable, add_working_days

    announced = {one: known for year in (2024, 2025, 2026) for one, known in official.days_of(year).items()}
    found = add_working_days(date.fromisoformat(day), term, WorkdayTable(announced))
    assert found.due_on.isoformat() == due
    assert found.provisional is (found.due_on.year == 2027)
    assert found.due_on - date.fromisoformat(day) >= timedelta(days=term)


if __name__ == "__main__":
    with EXPECTED.open("w", encoding="ascii", newline="") as target:
        csv.writer(target, lineterminator="\n").writerows(generate())
