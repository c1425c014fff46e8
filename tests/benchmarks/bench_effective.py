"""What do the effective catalogs of 10,000 units cost, against their rows read raw and against asking unit by unit?

Run with `python -m tests.benchmarks.bench_effective`. Prints seconds of this machine and ratios; only the ratios mean
something elsewhere. Unit by unit would take minutes, so a sample is timed and multiplied; the printout says so.
"""

from __future__ import annotations

import datetime
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from tests import environment  # isort: skip  (starts the database before Django reads its settings)

import django
from django.db import connection

from tests.benchmarks.bench_unit_import import AT, UNITS, empty_district, rows, stream

ITEMS = 60
SAMPLE = 200
ROUNDS = 3
TODAY = datetime.date(2026, 11, 21)
DEVIATIONS = 2_000
LOCAL = 500

JOIN = """
    CREATE TEMPORARY TABLE effective_rows AS
    SELECT unit.id AS unit_id, unit.name, unit.lft, item.id, item.title, item.scopes, item.channels, item.departments,
           item.time_mode, item.period, item.due_rule, item.notice_days, item.shows_process, item.obligation_level,
           category.title AS category, maker.id AS maker_id, maker.name AS maker
      FROM hierarchy_unit unit
      JOIN hierarchy_unit maker ON maker.lft <= unit.lft AND maker.rght >= unit.rght
      JOIN catalogs_catalog catalog ON catalog.unit_id = maker.id
      JOIN catalogs_catalogversion version ON version.catalog_id = catalog.id
       AND version.effective_on <= %(on)s AND (version.ends_on IS NULL OR version.ends_on > %(on)s)
      JOIN catalogs_item item ON item.version_id = version.id
       AND (item.unit_kinds = '{}' OR unit.kind = ANY (item.unit_kinds))
       AND (item.sectors = '{}' OR unit.sector = ANY (item.sectors))
       AND (item.obligation_level <> 'local' OR maker.id = unit.id)
      JOIN catalogs_category category ON category.id = item.category_id
     WHERE unit.closed_on IS NULL
     ORDER BY unit.lft, maker.lft, item.sort_no, item.id
"""
"""Every item of every unit, without what units made stricter, declined or are exempt from: less than is asked for."""


def main() -> None:
    """Measure and print."""
    django.setup()
    with empty_district():
        build(random.Random(1))
        expected, joined = once(read_joined)
        _count, raw = best(read_raw)
        found, folded = best(read_all)
        if found != expected:
            raise SystemExit(f"{found} items against {expected} rows")
        peak = peak_of(read_all)
        sampled = read_one_by_one(random.Random(2))
    each = UNITS * sampled
    write = sys.stdout.write
    write(f"{UNITS:,} units × {ITEMS} items and {LOCAL:,} local ones, {DEVIATIONS:,} deviations: {found:,} rows\n")
    write(f"the same rows, stored ready, read raw   {raw:9.2f} s\n")
    write(f"effective.for_all, every entry read     {folded:9.2f} s   {folded / raw:8.2f} × raw (aim ≤ 2)\n")
    write(f"the same rows joined by one statement   {joined:9.2f} s   {joined / folded:8.1f} × effective.for_all\n")
    write(f"effective.for_unit, one by one          {each:9.1f} s   {each / folded:8.0f} × effective.for_all\n")
    write(f"most Python memory held while folding   {peak / 2**20:9.1f} MB\n")
    write(
        f"\nRaw and for_all: the best of {ROUNDS} rounds, streamed in chunks. The statement, run once, leaves out what "
        f"units made stricter, declined\nor are exempt from. One by one is extrapolated, not run in full: {SAMPLE} "
        "units were timed and multiplied.\n"
    )


def build(chance: random.Random) -> None:
    """Plant a tree of 10,000 units, one catalog at its root, local items and deviations below."""
    from accounts.actors import SYSTEM
    from hierarchy.imports import import_units
    from hierarchy.models import Unit

    import_units(stream(rows()), "units.csv", actor=SYSTEM, at=AT)
    units = list(Unit.objects.order_by("lft"))
    items = _edition(units[0], ITEMS, "mandatory")
    for unit in chance.sample(units[1:], k=LOCAL):
        _edition(unit, 1, "local")
    _deviations(chance, units[1:], items)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _edition(unit: Any, count: int, level: str) -> list[Any]:
    from catalogs.models import Catalog, CatalogVersion, Category, Item

    catalog = Catalog.objects.create(unit=unit, name="公开目录", created_at=AT)
    version = CatalogVersion.objects.create(
        catalog=catalog, number=1, state="published", effective_on=TODAY, published_at=AT, created_at=AT
    )
    category = Category.objects.create(version=version, title="党的组织建设情况")
    return Item.objects.bulk_create(
        Item(
            version=version,
            category=category,
            title=f"公开事项{number}",
            sort_no=number,
            scopes=["unit"],
            channels=["文件", "会议"],
            departments=["组织部"],
            time_mode="periodic",
            period="quarter",
            obligation_level=level,
            unit_kinds=[] if number % 10 else ["branch"],
        )
        for number in range(count)
    )


def _deviations(chance: random.Random, units: list[Any], items: list[Any]) -> None:
    from accounts.models import User
    from catalogs.models import Exemption, Override

    asker, decider = (User.objects.create(username=name, name=name) for name in ("asker", "decider"))
    pairs = [(unit, chance.choice(items)) for unit in chance.sample(units, k=DEVIATIONS)]
    common = {"asked_by": asker, "asker_ids": [asker.pk], "asked_at": AT, "reason": "因", "state": "granted"}
    about = [
        {"unit": unit, "lineage": item.lineage, "item_title": item.title, "from_on": TODAY, **common}
        for unit, item in pairs
    ]
    half = DEVIATIONS // 2
    Override.objects.bulk_create(Override(kind="tighten", period="month", **each) for each in about[:half])
    Exemption.objects.bulk_create(
        Exemption(ends_on=TODAY + datetime.timedelta(days=90), decided_by=decider, decided_at=AT, **each)
        for each in about[half:]
    )


def read_joined() -> int:
    """Lay the rows together in the database and store them."""
    with connection.cursor() as cursor:
        cursor.execute(JOIN, {"on": TODAY})
        return int(cursor.rowcount)


def read_raw() -> int:
    """Read every stored row, streamed as `for_all` streams, and touch each."""
    count = letters = 0
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT * FROM effective_rows")
        while batch := cursor.fetchmany(2000):
            for row in batch:
                count += 1
                letters += len(row[4]) + len(row[9])
    return count


def read_all() -> int:
    """Fold every unit's catalog and touch each entry."""
    from catalogs import effective

    count = letters = 0
    for catalog in effective.for_all(on=TODAY):
        for entry in catalog.items:
            count += 1
            letters += len(entry.item.title) + len(entry.item.period)
    return count


def read_one_by_one(chance: random.Random) -> float:
    """Return the seconds that one unit takes on its own, over a sample."""
    from catalogs import effective
    from hierarchy.models import Unit

    units = chance.sample(list(Unit.objects.all()), k=SAMPLE)
    begin = time.perf_counter()
    for unit in units:
        effective.for_unit(unit, on=TODAY)
    return (time.perf_counter() - begin) / SAMPLE


def once(work: Callable[[], int]) -> tuple[int, float]:
    """Return what the work answers, and its seconds."""
    begin = time.perf_counter()
    answer = work()
    return answer, time.perf_counter() - begin


def peak_of(work: Callable[[], int]) -> int:
    """Return the most memory that Python holds while it works, in bytes; a round of its own, since watching is slow."""
    tracemalloc.start()
    work()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def best(work: Callable[[], int]) -> tuple[int, float]:
    """Return what the work answers, and the seconds of the fastest of some rounds."""
    rounds = [once(work) for _round in range(ROUNDS)]
    return rounds[0][0], min(seconds for _answer, seconds in rounds)


if __name__ == "__main__":
    try:
        main()
    finally:
        environment.pytest_unconfigure(None)
