"""Does the inbox show what is most pressing first, under the right heading?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from core import inbox
from core.inbox import InboxTask, StateTone, TaskGroupName, TaskKind

FRIDAY = date(2026, 11, 20)
MORNING = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """An actor, as far as the inbox asks."""

    user_id: int | None = 1
    label: str = "信息员 陈某"


def task(number: int, due_on: date | None, *, since: datetime = MORNING) -> InboxTask:
    return InboxTask(
        kind=TaskKind.DRAFT,
        title=f"第{number}件",
        path=f"/work/disclosures/{number}/",
        unit_name="机关第一党支部",
        state_label="草稿",
        tone=StateTone.DRAFT,
        due_on=due_on,
        since=since,
        verb_label="继续写",
        subject_id=UUID(int=number),
    )


def drafts(actor: Person, *, on: date) -> Iterator[InboxTask]:
    yield task(1, None)
    yield task(2, on + timedelta(days=3), since=MORNING + timedelta(hours=1))


def reviews(actor: Person, *, on: date) -> list[InboxTask]:
    return [task(3, on + timedelta(days=3)), task(4, on - timedelta(days=2))]


def test_sources_are_merged_by_due_date_then_age(settings: Settings) -> None:
    settings.INBOX_SOURCES = [f"{__name__}.drafts", f"{__name__}.reviews"]
    assert [found.title for found in inbox.tasks_for(Person(), on=FRIDAY)] == ["第4件", "第3件", "第2件", "第1件"]
    settings.INBOX_SOURCES = [f"{__name__}.reviews"]
    assert [found.title for found in inbox.tasks_for(Person(), on=FRIDAY)] == ["第4件", "第3件"]


def test_nobody_has_no_tasks(settings: Settings) -> None:
    settings.INBOX_SOURCES = [f"{__name__}.drafts"]
    assert inbox.tasks_for(Person(user_id=None), on=FRIDAY) == []


@pytest.mark.parametrize(
    ("due_on", "group"),
    [
        (date(2026, 11, 19), TaskGroupName.OVERDUE),
        (date(2026, 11, 20), TaskGroupName.SOON),  # due today is not overdue
        (date(2026, 11, 29), TaskGroupName.SOON),  # Sunday of next week
        (date(2026, 11, 30), TaskGroupName.LATER),
        (None, TaskGroupName.UNDATED),
    ],
)
def test_the_group_of_a_due_date(due_on: date | None, group: TaskGroupName) -> None:
    assert [found.name for found in inbox.grouped([task(1, due_on)], FRIDAY)] == [group]


@pytest.mark.parametrize("today", [date(2026, 11, 16), date(2026, 11, 22)])  # Monday and Sunday of one week
def test_next_week_ends_on_its_sunday(today: date) -> None:
    groups = inbox.grouped([task(1, date(2026, 11, 29)), task(2, date(2026, 11, 30))], today)
    assert [(found.name, len(found.tasks)) for found in groups] == [(TaskGroupName.SOON, 1), (TaskGroupName.LATER, 1)]


def test_groups_keep_every_task_and_leave_out_empty_headings() -> None:
    tasks = [task(1, None), task(2, FRIDAY - timedelta(days=1)), task(3, FRIDAY - timedelta(days=9))]
    groups = inbox.grouped(tasks, FRIDAY)
    assert [(str(found.name.label), [t.title for t in found.tasks]) for found in groups] == [
        ("已逾期", ["第2件", "第3件"]),
        ("没有期限", ["第1件"]),
    ]
    assert inbox.grouped([], FRIDAY) == []
