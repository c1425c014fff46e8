"""What is left when a process is killed while it publishes? Each text as before, or published whole and once.

Killed twenty times at seeded random points, ten around a statement and ten by the clock (which also meets commits and
what follows them); started again each time, it goes on where it was.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.db import connection

from accounts import actors
from catalogs.kinds import TimeMode
from core.audit.models import AuditEntry
from core.ledger.models import Entry
from core.notifications.models import Notification
from disclosures import searching
from disclosures.kinds import State
from disclosures.models import Disclosure
from disclosures.recording import agreement
from obligations.models import Fulfilment, Obligation
from tests.databases import ROOT
from tests.disclosures.conftest import TODAY, Walker, fresh_walker
from tests.disclosures.publishing import HOUR
from tests.tenants import worker

pytestmark = pytest.mark.usefixtures("committed")

KILLS, TEXTS, CHANGES = 20, 90, 10
MOST_STATEMENTS, MOST_SECONDS = 120, 0.1


def test_a_killed_process_publishes_each_text_whole_or_not_at_all_and_once() -> None:
    worker.make_broker()
    chance = random.Random(20)
    due = prepare(fresh_walker())
    left = [len(due)]
    with publisher() as process:
        for number in range(KILLS):
            if number % 2:
                order = f"{chance.choice(['before', 'after'])} {chance.randint(1, MOST_STATEMENTS)}"
                assert run(process, order) == -signal.SIGKILL, order
            else:
                assert run(process, "go", killed_after=chance.uniform(0, MOST_SECONDS)) == -signal.SIGKILL
            left.append(left_of(due))
        assert left == sorted(left, reverse=True), "what is published stays so"
        assert len(set(left)) > KILLS // 4, f"it was not killed on the way: {left}"
        assert run(process, "go") == 0
        assert left_of(due) == 0, "started again, it goes on to the end"
        entries = Entry.objects.count()
        assert run(process, "go") == 0
    assert Entry.objects.count() == entries, "there is nothing left to do"
    every_text_is_found_once(due)


def prepare(walk: Walker) -> dict[int, Obligation | None]:
    """Put a hundred texts on the clock: each is pledged to what it fulfils, or changes one that is public."""
    due: dict[int, Obligation | None] = {}
    for number in range(TEXTS):
        owed = owing(walk, number)
        text = walk.to(State.APPROVED, title=title_of(number), obligations=[str(owed.public_id)])
        due[on_the_clock(walk, text)] = owed
    for number in range(TEXTS, TEXTS + CHANGES):
        original = walk.to(State.PUBLISHED, title=title_of(number))
        change = walk.onward(walk.follow_up(original), State.APPROVED)
        due[on_the_clock(walk, change)] = None
    return due


def title_of(number: int) -> str:
    return f"第{number}号楼维修资金使用情况"


def on_the_clock(walk: Walker, text: Disclosure) -> int:
    return walk.do("schedule", text, publish_at=HOUR).pk


def owing(walk: Walker, number: int) -> Obligation:
    """Let the branch owe the item for one more period."""
    first = TODAY + timedelta(days=30 * number)
    return Obligation.objects.create(
        unit=walk.units.JG1,
        item=walk.items.open,
        lineage=walk.items.open.lineage,
        kind=TimeMode.PERIODIC,
        label=f"第{number}期",
        period_kind="month",
        period_start=first,
        period_end=first + timedelta(days=29),
        opened_on=TODAY,
        due_on=first + timedelta(days=29),
    )


@contextmanager
def publisher() -> Iterator[subprocess.Popen[str]]:
    """Run the process that publishes in children of its own."""
    command = [sys.executable, "-m", "tests.disclosures.publishing"]
    environment = worker.environment() | {"GONGKAI_LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def run(process: subprocess.Popen[str], order: str, *, killed_after: float | None = None) -> int:
    """Let it publish, kill it by the clock if that is wanted, and return how it ended, its connection being gone."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{order}\n")
    process.stdin.flush()
    child = int(process.stdout.readline())
    if killed_after is not None:
        time.sleep(killed_after)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    ended = int(process.stdout.readline())
    worker.eventually(is_alone)
    return ended


def is_alone() -> bool:
    """Whether the database has noticed that nobody else is connected: it undoes then what was not committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        found: tuple[int] = cursor.fetchone()
    return found == (0,)


def left_of(due: dict[int, Obligation | None]) -> int:
    """Return how many are as before, having seen that each is so in every trace of it, or wholly published."""
    texts = Disclosure.objects.select_related("refers_to").in_bulk(due)
    entries, notices, trail, fulfilled = traces(texts)
    for text in texts.values():
        done = text.state == State.PUBLISHED
        assert done or (text.state, text.published_at, text.index_no) == (State.SCHEDULED, None, None)
        assert (text.publish_at is None) is done
        assert entries[text.public_id, "published"] == done
        assert notices[f"disclosure.publish:{text.public_id}:{text.revision}"] == done
        assert trail["disclosure.publish", text.pk] == done
        owed = due[text.pk]
        assert fulfilled.get(text.pk, []) == ([owed.pk] if owed and done else [])
        if text.refers_to is not None:
            assert text.refers_to.state == (State.CHANGED if done else State.PUBLISHED)
            assert entries[text.refers_to.public_id, "changed"] == done
            assert trail["disclosure.supersede", text.refers_to.pk] == done
    numbers = list(Disclosure.objects.filter(index_no__isnull=False).values_list("index_no", flat=True))
    assert len(numbers) == len(set(numbers))
    assert sum(entries.values()) + 1 == Entry.objects.count(), "beside the opening there is no other entry"
    return sum(text.state == State.SCHEDULED for text in texts.values())


def traces(texts: dict[int, Disclosure]) -> tuple[Counter[object], Counter[str], Counter[object], dict[int, list[int]]]:
    """Return what ledger, notices, trail and obligations say: each entry and notice counted."""
    fulfilled: dict[int, list[int]] = {}
    for text, owed in Fulfilment.objects.values_list("disclosure_id", "obligation"):
        fulfilled.setdefault(text, []).append(owed)
    return (
        Counter(Entry.objects.filter(subject_kind="disclosure").values_list("subject_id", "kind")),
        Counter(Notification.objects.values_list("cause", flat=True)),
        Counter(AuditEntry.objects.filter(subject_kind="disclosures.disclosure").values_list("verb", "subject_id")),
        fulfilled,
    )


def every_text_is_found_once(due: dict[int, Obligation | None]) -> None:
    """See that readers find each text by its words and by its number, and that ledger and records agree."""
    public = Disclosure.objects.visible_to(actors.ANONYMOUS).published()
    for number, text in enumerate(Disclosure.objects.filter(pk__in=due).order_by("pk")):
        assert text.title == title_of(number)
        assert list(searching.find(public, str(text.index_no))) == [text]
    assert set(searching.find(public, "维修资金").values_list("pk", flat=True)) == set(due)
    assert Obligation.objects.fulfilled().count() == TEXTS
    assert agreement.check(at=HOUR).fault is None
