"""Who may do what about what units owe, as a table that a lawyer can read: role × unit × relation → verdicts.

Computed from the policies on rows in memory: no database. Write it anew with
`manage.py shell -c "from tests.obligations import decision_table as t; t.write()"`, and read the difference before
committing it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from accounts import roles
from accounts.actors import ANONYMOUS, Actor, Seat
from core.verdicts import Verdict
from hierarchy.models import Unit
from obligations import policies
from obligations.kinds import ExtensionState
from obligations.models import Extension, Obligation

FILE = Path(__file__).with_name("decisions.csv")
YES, UNSEEN = "可以", "看不见"
NOBODY = "无职务（群众）"
HERE, ABOVE, BELOW, BESIDE, ROOT = "本单位", "上级单位", "下级单位", "其他单位", "最上级单位（它自己的任务）"
NONE, ASKER, FOR_ASKER = "没有经手", "延期申请人", "代申请人行使职务"
ME, ASKER_ID = 1, 2
ASKER_NAME = "陈某"
_PLACES = {ABOVE: (10, 1, 20), HERE: (11, 2, 9), BELOW: (12, 3, 4), BESIDE: (13, 10, 11)}

QUESTIONS: tuple[tuple[str, Callable[[Actor, Extension], Verdict]], ...] = (
    ("查看任务", lambda actor, asked: policies.view(actor, asked.obligation)),
    ("登记事由和分期事项", lambda actor, asked: policies.register(actor, asked.unit)),
    ("安排承办人", lambda actor, asked: policies.assign(actor, asked.obligation)),
    ("申请延期", lambda actor, asked: policies.ask_extension(actor, asked.obligation)),
    ("收回延期申请", policies.recall_extension),
    ("审批延期", policies.decide_extension),
    ("催办逾期任务", lambda actor, asked: policies.remind_late(actor, asked.unit)),
    ("订阅单位日历", lambda actor, asked: policies.subscribe(actor, asked.unit)),
)
COLUMNS = ("角色", "任职单位", "与延期申请的关系", *(label for label, _policy in QUESTIONS))


def unit(place: str, *, root: bool = False) -> Unit:
    """Return a unit of a small tree: one above, this one, one below it, one beside it; or this one as the root."""
    pk, lft, rght = _PLACES[place]
    parent_id = None if root or place == ABOVE else 10
    return Unit(pk=pk, name=place, lft=lft, rght=rght, parent_id=parent_id, tree_id=1, level=0)


def asked_by(user_id: int, *, root: bool = False) -> Extension:
    """Return a request of this unit that nobody has decided."""
    return Extension(
        obligation=Obligation(unit=unit(HERE, root=root)),
        state=ExtensionState.ASKED,
        asker_ids=[user_id],
        asked_by_name=ASKER_NAME,
    )


def person(role: type[roles.Role], place: str, relation: str) -> Actor:
    """Return somebody with one post, held or exercised for the one who asked."""
    where = unit(HERE if place == ROOT else place)
    absent = relation == FOR_ASKER
    holder: tuple[Any, ...] = (ASKER_NAME, ASKER_ID) if absent else ("", None)
    return Actor(ME, "某", (Seat(1, role, where.pk, where.name, where.lft, where.rght, *holder),))


def cells(actor: Actor, asked: Extension) -> list[str]:
    """Return what each question is answered; who does not see it is asked nothing else."""
    if not policies.view(actor, asked.obligation):
        return [UNSEEN] * len(QUESTIONS)
    verdicts = [policy(actor, asked) for _label, policy in QUESTIONS]
    return [YES if verdict else f"{verdict.reason}（{verdict.code}）" for verdict in verdicts]


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the whole table."""
    yield (NOBODY, "", NONE, *cells(ANONYMOUS, asked_by(ASKER_ID)))
    for role in roles.ALL:
        for place in (*_PLACES, ROOT):
            for relation in (NONE, ASKER, FOR_ASKER):
                if relation == FOR_ASKER and not role.delegable:
                    continue
                asked = asked_by(ME if relation == ASKER else ASKER_ID, root=place == ROOT)
                yield (role.label(), place, relation, *cells(person(role, place, relation), asked))


def text() -> str:
    """Return the table as it stands in its file."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows())
    return written.getvalue()


def committed() -> str:
    """Return what stands in the file."""
    return FILE.read_text(encoding="utf-8-sig")


def write() -> None:
    """Write the table, with the mark by which office programs know UTF-8."""
    FILE.write_text(text(), encoding="utf-8-sig")
