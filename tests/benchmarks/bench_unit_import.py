"""How much faster is the import of 10,000 units than inserting them one by one?

Run with `python -m tests.benchmarks.bench_unit_import`. Prints seconds of this machine and ratios; only the ratios mean
something elsewhere. One by one would take many minutes, so it is measured on samples at growing sizes of the tree and
summed up from them; the printout says so.
"""

from __future__ import annotations

import datetime
import io
import random
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import pairwise

from tests import environment  # isort: skip  (starts the database before Django reads its settings)

import django
from django.db import connections

UNITS = 10_000
FAN_OUT = 99
SAMPLE = 30
SIZES = (100, 2_500, 5_000, 7_500, UNITS - SAMPLE)
AT = datetime.datetime(2026, 11, 21, 1, 0, tzinfo=datetime.UTC)


def rows() -> list[str]:
    """Return the lines of the file: a committee, general branches below it, branches below those."""
    lines = ["C0,示例区委,,党委,机关"]
    for number in range(1, UNITS):
        group = (number - 1) // (FAN_OUT + 1)
        first = (number - 1) % (FAN_OUT + 1) == 0
        if first:
            lines.append(f"G{group},第{group}街道党总支,C0,党总支,社区")
        else:
            lines.append(f"B{number},第{number}社区党支部,G{group},党支部,社区")
    return lines


def stream(lines: Sequence[str]) -> io.BytesIO:
    """Return the lines as a spreadsheet."""
    return io.BytesIO("\n".join(["单位编码,单位名称,上级单位,组织类型,领域", *lines]).encode())


@contextmanager
def empty_district() -> Iterator[None]:
    """Work in a tenant of a fresh database, dropped afterwards."""
    from core import schemas
    from tenants.models import Tenant
    from tests import databases

    name = "gk_bench_units"
    databases.clone(databases.ensure_base(), name)
    databases.use(name)
    schemas.enter(Tenant.objects.get(slug="district"))
    try:
        yield
    finally:
        connections.close_all()
        databases.drop(name)


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds the work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    """Measure and print."""
    django.setup()
    lines = rows()
    with empty_district():
        first, again = measure_import(lines)
    with empty_district():
        by_action, by_mptt = measure_one_by_one(lines)
    write = sys.stdout.write
    write(f"import of {UNITS:,} units               {first:9.2f} s\n")
    write(f"the same file again (no change)     {again:9.2f} s   {again / first:6.2f} × the first import\n")
    write(f"one by one, mptt alone              {by_mptt:9.1f} s   {by_mptt / first:6.0f} × the import\n")
    write(f"one by one, the verb create_unit    {by_action:9.1f} s   {by_action / first:6.0f} × the import\n")
    write(
        f"\nOne by one is extrapolated, not run in full: {SAMPLE} inserts were timed at each of the sizes "
        f"{', '.join(f'{size:,}' for size in SIZES)},\nand the seconds per insert summed up over {UNITS:,} inserts "
        "by straight lines between those sizes.\n"
    )


def measure_import(lines: Sequence[str]) -> tuple[float, float]:
    """Return the seconds of the first import, checked to be sound, and of the same file again."""
    from accounts.actors import SYSTEM
    from hierarchy import checker
    from hierarchy.imports import import_units
    from hierarchy.models import Unit

    first = timed(lambda: import_units(stream(lines), "units.csv", actor=SYSTEM, at=AT))
    if Unit.objects.count() != UNITS or checker.check():
        raise SystemExit("the import left something wrong behind")
    again = timed(lambda: import_units(stream(lines), "units.csv", actor=SYSTEM, at=AT))
    return first, again


def measure_one_by_one(lines: Sequence[str]) -> tuple[float, float]:
    """Return the seconds that all inserts would take: by the verb, and by mptt alone."""
    from accounts.actors import SYSTEM
    from hierarchy.imports import import_units
    from hierarchy.models import Unit

    chance = random.Random(1)
    points: list[tuple[int, float, float]] = []
    for size in SIZES:
        import_units(stream(lines[:size]), "units.csv", actor=SYSTEM, at=AT)
        parents = list(Unit.objects.filter(code__startswith="G").values_list("pk", flat=True))
        chosen = [chance.choice(parents) for _ in range(SAMPLE)]
        points.append((size, *_per_insert(chosen)))
    by_action = _summed([(size, action) for size, action, _mptt in points])
    by_mptt = _summed([(size, mptt) for size, _action, mptt in points])
    return by_action, by_mptt


def _per_insert(parents: Sequence[int]) -> tuple[float, float]:
    """Return the seconds per insert of either way.

    Each insert is a transaction of its own, as it would be; they take turns, so that both meet the same dead rows.
    """
    action = mptt = 0.0
    for parent in parents:
        action += timed(partial(_by_action, parent))
        mptt += timed(partial(_by_mptt, parent))
    return action / len(parents), mptt / len(parents)


def _by_action(parent_id: int) -> None:
    from accounts.actors import SYSTEM
    from hierarchy import actions
    from hierarchy.models import Unit

    actions.create_unit(
        parent=Unit.objects.get(pk=parent_id),
        code=uuid.uuid4().hex,
        name="新设党支部",
        kind="branch",
        sector="community",
        actor=SYSTEM,
        at=AT,
    )


def _by_mptt(parent_id: int) -> None:
    from hierarchy.models import Unit

    Unit(
        parent_id=parent_id,
        code=uuid.uuid4().hex,
        name="新设党支部",
        kind="branch",
        sector="community",
        opened_on=AT.date(),
    ).save()


def _summed(points: Sequence[tuple[int, float]]) -> float:
    """Return the seconds of all inserts, by straight lines between the measured sizes."""
    known = [(0, points[0][1]), *points, (UNITS, points[-1][1])]
    return sum((right - left) * (before + after) / 2 for (left, before), (right, after) in pairwise(known))


if __name__ == "__main__":
    try:
        main()
    finally:
        environment.pytest_unconfigure(None)
