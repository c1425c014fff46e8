"""What must this person do, by when?

Tasks are not rows: each domain app derives them from its own rows on the day they are asked for, so that they cannot
disagree with the work itself. `settings.INBOX_SOURCES` names the callables `(actor, *, on) -> Tasks`. How many there
are stands on every page, so they are counted without being read.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from core import errors, verdicts

SUNDAY = 6


class TaskKind(models.TextChoices):
    """What sort of work it is."""

    DRAFT = "draft", _("起草")
    REVIEW = "review", _("审查")
    APPROVE = "approve", _("审批")
    PUBLISH = "publish", _("发布")
    ANSWER = "answer", _("答复")
    RECTIFY = "rectify", _("整改")
    FILL_IN = "fill_in", _("填报")


class StateTone(StrEnum):
    """How the state of the thing is shown; the words are those of the visual standard."""

    DRAFT = "draft"
    AWAITING = "awaiting"
    RETURNED = "returned"
    SOON = "soon"
    OVERDUE = "overdue"
    DONE = "done"


class TaskGroupName(models.TextChoices):
    """The parts of the inbox, in the order in which they are read."""

    OVERDUE = "overdue", _("已逾期")
    SOON = "soon", _("本周和下周")
    LATER = "later", _("以后")
    UNDATED = "undated", _("没有期限")


@dataclass(frozen=True, kw_only=True, slots=True)
class InboxTask:
    """One thing to do: what it is, where it stands, by when, and the verb that takes the person there."""

    kind: TaskKind
    title: str
    path: str
    unit_name: str
    state_label: errors.Text
    tone: StateTone
    due_on: datetime.date | None
    since: datetime.datetime
    """When the work came to this person: among tasks due on one day the oldest comes first."""
    verb_label: errors.Text
    subject_id: UUID
    """The `public_id` of what the task is about."""

    def is_overdue(self, on: datetime.date) -> bool:
        """Overdue starts on the day after the due day."""
        return self.due_on is not None and self.due_on < on


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """One part of the inbox; never empty."""

    name: TaskGroupName
    tasks: tuple[InboxTask, ...]


@dataclass(frozen=True)
class Stack:
    """The rows of one table that wait for somebody, one task each."""

    rows: models.QuerySet[Any]
    task: Callable[[Any], InboxTask]
    """Tells what there is to do about a row."""


class Tasks(Iterable[InboxTask]):
    """What waits for somebody in one app: one query for each stack, asked when the tasks are wanted."""

    def __init__(self, *stacks: Stack) -> None:
        """Pile them up."""
        self.stacks = stacks

    def __iter__(self) -> Iterator[InboxTask]:
        """Give the tasks, stack by stack."""
        return (stack.task(row) for stack in self.stacks for row in stack.rows)


Source = Callable[..., Tasks]
"""`(actor, *, on) -> Tasks`."""


def tasks_for(actor: verdicts.Actor, *, on: datetime.date) -> list[InboxTask]:
    """Return everything that waits for this person: by due date, what has none last, the oldest first within a day."""
    if actor.user_id is None:
        return []
    found = [task for source in _sources(tuple(settings.INBOX_SOURCES)) for task in source(actor, on=on)]
    return sorted(found, key=_urgency)


def count_for(actor: verdicts.Actor, *, on: datetime.date) -> int:
    """Return how many tasks `tasks_for` would return: one query, and no row is read."""
    if actor.user_id is None:
        return 0
    stacks = [stack for source in _sources(tuple(settings.INBOX_SOURCES)) for stack in source(actor, on=on).stacks]
    keys = [stack.rows.order_by().values("pk") for stack in stacks]
    return keys[0].union(*keys[1:], all=True).count() if keys else 0


def grouped(tasks: Iterable[InboxTask], on: datetime.date) -> list[TaskGroup]:
    """Return the tasks as 已逾期, 本周和下周, 以后, 没有期限, in the order given; a group without tasks is left out."""
    by_name: dict[TaskGroupName, list[InboxTask]] = {name: [] for name in TaskGroupName}
    for task in tasks:
        by_name[_group_of(task, on)].append(task)
    return [TaskGroup(name, tuple(members)) for name, members in by_name.items() if members]


def _group_of(task: InboxTask, on: datetime.date) -> TaskGroupName:
    if task.due_on is None:
        return TaskGroupName.UNDATED
    if task.is_overdue(on):
        return TaskGroupName.OVERDUE
    return TaskGroupName.SOON if task.due_on <= _end_of_next_week(on) else TaskGroupName.LATER


def _end_of_next_week(on: datetime.date) -> datetime.date:
    """Return the Sunday of next week; weeks begin on Monday."""
    return on + datetime.timedelta(days=SUNDAY - on.weekday() + 7)


def _urgency(task: InboxTask) -> tuple[datetime.date, datetime.datetime, str]:
    return (
        task.due_on or datetime.date.max,
        task.since,
        str(task.subject_id),
    )


@functools.cache
def _sources(names: tuple[str, ...]) -> tuple[Source, ...]:
    return tuple(import_string(name) for name in names)
