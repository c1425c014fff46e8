"""What does publishing one disclosure cost, against Wagtail's publishing of a page's revision of the same length?

Run with `make bench-wagtail` or `python -m tests.benchmarks.bench_wagtail_publish`. Both on the same PostgreSQL, each
text published for the first time, by a person who may; with what either does after the commit. Statements are
everything sent to the database but its BEGIN and COMMIT. Processor time is that of the process, and beside it that of
the database's backend; the sides take turns.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks import beside_wagtail
from tests.benchmarks.beside_wagtail import Answering, processor_seconds

ROUNDS, EACH, WARM_UP = 8, 15, 15
AIM = 0.4


@dataclass
class Spent:
    """What one side spent: statements of each publication, milliseconds of the process and of the database."""

    statements: set[int] = field(default_factory=set)
    process: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    with beside_wagtail.sides() as both, tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.json"
        wanted.write_text(json.dumps(beside_wagtail.texts(1, WARM_UP + ROUNDS * EACH)))
        answering = [Answering(side) for side in both]
        spent = [Spent(), Spent()]
        for each in answering:
            each.ask(f"plant {wanted}")
            each.ask(f"publish {WARM_UP}")
        for _round in range(ROUNDS):
            for each, found in zip(answering, spent, strict=True):
                publish(each, found)
        for each in answering:
            each.end()
    report(*spent)


def publish(answering: Answering, spent: Spent) -> None:
    """Let one side publish some texts and note what it took."""
    backend = answering.ask("publish 1")["backend"]
    before = processor_seconds(backend)
    found = answering.ask(f"publish {EACH - 1}")
    if not found["done"]:
        raise SystemExit("what was published is not public")
    spent.database.append((processor_seconds(backend) - before) * 1000 / (EACH - 1))
    spent.process += found["spent"]
    spent.statements.add(found["statements"])


def report(ours: Spent, theirs: Spent) -> None:
    """Print both sides and the ratios."""
    lines = (
        ("statements", max(ours.statements), min(theirs.statements)),
        ("processor time of the process, ms", statistics.median(ours.process), statistics.median(theirs.process)),
        ("processor time of the database, ms", statistics.median(ours.database), statistics.median(theirs.database)),
    )
    write = sys.stdout.write
    write(f"publishing one text of {_letters():,} letters\n")
    for label, mine, other in lines:
        aim = f" (aim ≤ {AIM})" if "database" not in label else ""
        write(f"{label:36} the product {mine:8.2f}   Wagtail {other:8.2f}   {mine / other:5.2f} ×{aim}\n")
    write(f"\nMedians of {ROUNDS} rounds of {EACH} that take turns.\n")


def _letters() -> int:
    return beside_wagtail.PARAGRAPHS * sum(map(len, beside_wagtail.SENTENCES))


if __name__ == "__main__":
    main()
