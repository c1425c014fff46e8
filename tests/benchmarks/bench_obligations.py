"""What does opening a quarter of 60 items for 10,000 units cost, against a hand-written statement for the same rows?

Run with `python -m tests.benchmarks.bench_obligations`. Prints seconds of this machine and ratios; only the ratios mean
something elsewhere. Each measurement starts on a fresh copy of one database, and the two ways take turns, so that
neither meets what the other left behind. The statement is given the due days; opening finds them itself, and also
looks for what units made stricter, declined or are exempt from.
"""

from __future__ import annotations

import datetime
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests import environment  # isort: skip  (starts the database before Django reads its settings)

import django
from django.db import connection, connections

from tests.benchmarks.bench_unit_import import AT, UNITS, rows, stream

ITEMS = 60
ROUNDS = 3
RULES = ("每季度首月10日前", "期后10个工作日内", "", "期后15日内")
FIRST_DAY = datetime.date(2027, 1, 1)
PLANTED, COPY = "gk_bench_obligations", "gk_bench_obligations_copy"

STATEMENT = """
    INSERT INTO obligations_obligation (
        public_id, unit_id, item_id, lineage, kind, label, period_kind, period_start, period_end, is_summary,
        opened_on, due_on, provisional, rule_text, calendar_revision, responsible, closed_reason, closed_note
    )
    SELECT gen_random_uuid(), unit.id, item.id, item.lineage, 'periodic', '2027年第一季度', 'quarter', '2027-01-01',
           '2027-03-31', false, '2027-01-01', due.due_on, due.provisional, due.rule_text, %(revision)s,
           item.departments, '', ''
      FROM hierarchy_unit AS unit
      CROSS JOIN catalogs_item AS item
      JOIN (VALUES ('每季度首月10日前', date '2027-01-10', false, '每季度首月10日前'),
                   ('期后10个工作日内', date '2027-04-14', true, '期后10个工作日内'),
                   ('', date '2027-04-14', true, '期后10个工作日内'),
                   ('期后15日内', date '2027-04-15', false, '期后15日内')
           ) AS due (written, due_on, provisional, rule_text) ON due.written = item.due_rule
     WHERE unit.closed_on IS NULL
     ORDER BY unit.lft, item.id
"""

CHECKSUM = """
    SELECT count(*), md5(string_agg(line, '' ORDER BY line))
      FROM (SELECT md5(concat_ws('|', unit_id, item_id, lineage, kind, label, period_kind, period_start, period_end,
                                 opened_on, due_on, provisional, rule_text, calendar_revision, responsible)) AS line
              FROM obligations_obligation) AS lines
"""


def main() -> None:
    """Measure and print."""
    django.setup()
    from tests import databases

    databases.clone(databases.ensure_base(), PLANTED)
    try:
        with _in(PLANTED):
            plant()
        report()
    finally:
        connections.close_all()
        databases.drop(PLANTED, COPY)


def report() -> None:
    """Time the two ways by turns, compare what they wrote, and print."""
    written: dict[str, tuple[object, ...]] = {}
    opened, by_hand, again = [], [], []
    for _round in range(ROUNDS):
        with _fresh_copy():
            by_hand.append(timed(insert_by_hand))
            written["hand"] = checksum()
        with _fresh_copy():
            opened.append(timed(open_quarter))
            written["opening"] = checksum()
            again.append(timed(sweep_quarter))
    if written["hand"] != written["opening"]:
        raise SystemExit(f"not the same rows: {written}")
    with _fresh_copy():
        peak = peak_of(open_quarter)
    least, ours, repeated = min(by_hand), min(opened), min(again)
    write = sys.stdout.write
    write(f"{UNITS:,} units × {ITEMS} items: {written['hand'][0]:,} obligations, the same by either way\n")
    write(f"one INSERT … SELECT written by hand     {least:9.2f} s\n")
    write(f"opening.open_period                     {ours:9.2f} s   {ours / least:6.2f} × by hand (aim ≤ 1.3)\n")
    write(f"the sweep of the next day (nothing new) {repeated:9.2f} s   {repeated / least:6.2f} × by hand\n")
    write(f"most Python memory held while opening   {peak / 2**20:9.1f} MB\n")
    write(f"\nThe best of {ROUNDS} rounds each, by turns, each on a fresh copy of the database.\n")


def plant() -> None:
    """Plant a tree of 10,000 units and a catalog of 60 quarterly items at its root."""
    from accounts.actors import SYSTEM
    from catalogs.models import Catalog, CatalogVersion, Category, Item
    from hierarchy.imports import import_units
    from hierarchy.models import Unit

    import_units(stream(rows()), "units.csv", actor=SYSTEM, at=AT)
    catalog = Catalog.objects.create(unit=Unit.objects.get(parent=None), name="公开目录", created_at=AT)
    version = CatalogVersion.objects.create(
        catalog=catalog, number=1, state="published", effective_on=AT.date(), published_at=AT, created_at=AT
    )
    heading = Category.objects.create(version=version, title="党费和经费")
    Item.objects.bulk_create(
        Item(
            version=version,
            category=heading,
            title=f"第{number}项",
            sort_no=number,
            scopes=["society"],
            time_mode="periodic",
            period="quarter",
            due_rule=RULES[number % len(RULES)],
            departments=["组织部", "办公室"],
        )
        for number in range(ITEMS)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def open_quarter() -> None:
    """Open the quarter as it begins."""
    _open(begins=True)


def sweep_quarter() -> None:
    """Look what the quarter lacks."""
    _open(begins=False)


def insert_by_hand() -> None:
    """Insert the same rows by the statement."""
    from core.workdays import tables

    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"revision": tables.calendar_revision()})


def checksum() -> tuple[object, ...]:
    """Return how many rows there are, and what they say."""
    with connection.cursor() as cursor:
        cursor.execute(CHECKSUM)
        return tuple(cursor.fetchone() or ())


def timed(work: Callable[[], None]) -> float:
    """Return how many seconds the work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def peak_of(work: Callable[[], None]) -> int:
    """Return the most bytes that Python held while it worked, beyond what it held before."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _open(*, begins: bool) -> None:
    from catalogs.kinds import TimeMode
    from core.workdays.periods import Period, PeriodKind
    from obligations import opening

    opening.open_period(TimeMode.PERIODIC, Period(PeriodKind.QUARTER, 2027, 1), on=FIRST_DAY, begins=begins)


@contextmanager
def _fresh_copy() -> Iterator[None]:
    from tests import databases

    connections.close_all()
    databases.clone(PLANTED, COPY)
    with _in(COPY):
        yield


@contextmanager
def _in(name: str) -> Iterator[None]:
    from core import schemas
    from core.workdays import tables
    from tenants.models import Tenant
    from tests import databases

    databases.use(name)
    schemas.enter(Tenant.objects.get(slug="district"))
    tables.load_table(fresh=True)
    yield
    connections.close_all()


if __name__ == "__main__":
    try:
        main()
    finally:
        environment.pytest_unconfigure(None)
