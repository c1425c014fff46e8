"""Does a piece of work take as many queries for many rows as for few?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

FEW, MANY = 2, 20
ALL = 1 + FEW + MANY
"""How many rows `grows` asks for in all."""
VARYING = re.compile(r"\d+(, \d+)*|'[^']*'")
"""What differs between rows: keys and texts."""
SHOWN = 300
"""How much of a statement is shown when the numbers differ."""


def grows(prepare: Callable[[int], object], work: Callable[[], object]) -> list[str]:
    """Return the statements that many rows take and few do not: none where the number is the same for 2 and for 20.

    `prepare` is asked for so many rows, each time for new ones; once before it counts, to fill what is kept between
    requests.
    """
    found: list[list[str]] = []
    for size in (1, FEW, MANY):
        prepare(size)
        with CaptureQueriesContext(connection) as spent:
            work()
        found.append([VARYING.sub("…", query["sql"])[:SHOWN] for query in spent.captured_queries])
    _warm, few, many = found
    more = Counter(many) - Counter(few)
    return [] if len(few) == len(many) else [f"{len(few)} → {len(many)}", *(f"{n} × {sql}" for sql, n in more.items())]
