"""Who may do what with a disclosure, and who reads it, as tables that a lawyer can read.

`decisions.csv` has the steps (role × unit × relation × state), `readers.csv` the readers (role × unit × scope × state).
Computed from the flow and its policies on rows in memory: no database. Write them anew with
`python -m tests.disclosures.decision_table`, and read the difference before committing it.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from accounts import roles
from accounts.actors import ANONYMOUS, Actor, Seat
from catalogs.kinds import Scope
from disclosures import policies
from disclosures.flows import disclosure_flow
from disclosures.kinds import LISTED_SCOPES, OFFERED_SCOPES, State, Step
from disclosures.models import Disclosure, Reader
from hierarchy.models import Unit

DECISIONS = Path(__file__).with_name("decisions.csv")
READERS = Path(__file__).with_name("readers.csv")
YES, SEEN, UNSEEN, NOT_NOW = "可以", "看得见", "看不见", "—"
NOBODY = "无职务（群众）"
NONE, AUTHOR, FOR_AUTHOR, LAST, LAST_JOINABLE = (
    "没有经手",
    "起草人",
    "代起草人行使职务",
    "上一环节办理人",
    "上一环节办理人，本单位准许合并",
)
HERE, ABOVE, BELOW, BESIDE = "本单位", "上级单位", "下级单位", "其他单位"
ME, AUTHOR_ID, OTHER = 1, 2, 3
"""Ids of the person asked about, of an author who is somebody else, and of anybody."""
AUTHOR_NAME = "陈某"

_PLACES = {ABOVE: (10, 1, 20), HERE: (11, 2, 9), BELOW: (12, 3, 4), BESIDE: (13, 10, 11)}


@dataclass(frozen=True)
class Situation:
    """Where a text is: its state, which decision it waits for, and whether its item is one for the superior."""

    state: State
    step: str = ""
    above: bool = False

    @property
    def label(self) -> str:
        """Return the state in words, with what the state leaves open."""
        if self.state is State.SECRECY_CHECKED:
            return f"{self.state.label}（{Step(self.step).label}）"
        return f"{self.state.label}（须经上级审批的事项）" if self.above else str(self.state.label)


SITUATIONS = (
    Situation(State.DRAFT),
    Situation(State.RETURNED),
    Situation(State.SUBMITTED, Step.SECRECY),
    Situation(State.SECRECY_CHECKED, Step.LEADER),
    Situation(State.SECRECY_CHECKED, Step.SUPERIOR, above=True),
    Situation(State.APPROVED),
    Situation(State.APPROVED, above=True),
    Situation(State.SCHEDULED),
    Situation(State.PUBLISHED),
    Situation(State.WITHDRAWN),
    Situation(State.CHANGED),
    Situation(State.TERMINATED),
    Situation(State.MERGED),
    Situation(State.IN_ERROR),
)
READER_STATES = (
    State.DRAFT,
    State.APPROVED,
    State.SCHEDULED,
    State.PUBLISHED,
    State.WITHDRAWN,
    State.CHANGED,
    State.TERMINATED,
    State.MERGED,
    State.IN_ERROR,
)
HELD = "已公开，先党内后党外"
READER_COLUMNS = ("角色", "任职单位", "公开范围", *(str(state.label) for state in READER_STATES), HELD)
VERBS = tuple(str(row.label) for row in disclosure_flow.transitions.values())
COLUMNS = ("角色", "任职单位", "与这件信息的关系", "状态", *VERBS)


def unit(place: str) -> Unit:
    """Return a unit of a small tree: one above, this one, one below it, one beside it."""
    pk, lft, rght = _PLACES[place]
    return Unit(pk=pk, name=place, lft=lft, rght=rght, parent_id=None if place == ABOVE else 10, tree_id=1, level=0)


def disclosure_in(situation: Situation, relation: str) -> Disclosure:
    """Return a text of this unit, read in the unit alone, as it stands to the person asked about."""
    return Disclosure(
        pk=1,
        unit=unit(HERE),
        scope=Scope.UNIT,
        state=situation.state,
        step=situation.step,
        chain=[Step.SECRECY, Step.LEADER, *([Step.SUPERIOR] if situation.above else [])],
        drafted_by_id=ME if relation == AUTHOR else AUTHOR_ID,
        drafted_by_name=AUTHOR_NAME,
        editor_ids=[ME if relation == AUTHOR else AUTHOR_ID],
        last_decider_ids=[ME if relation in (LAST, LAST_JOINABLE) else OTHER],
        may_join=relation == LAST_JOINABLE,
    )


def person(role: type[roles.Role], place: str, relation: str) -> Actor:
    """Return somebody with one post, held or exercised for the author."""
    where = unit(place)
    absent = relation == FOR_AUTHOR
    seat = Seat(
        1,
        role,
        where.pk,
        where.name,
        where.lft,
        where.rght,
        AUTHOR_NAME if absent else "",
        AUTHOR_ID if absent else None,
    )
    return Actor(user_id=ME, name="某", seats=(seat,))


def cells(actor: Actor, disclosure: Disclosure) -> list[str]:
    """Return what each verb answers this person on this text, in the order of the flow."""
    if not policies.view(actor, disclosure):
        return [UNSEEN] * len(disclosure_flow.transitions)
    found = []
    for row in disclosure_flow.transitions.values():
        if disclosure.state not in row.sources:
            found.append(NOT_NOW)
            continue
        verdict = row.policy(actor, disclosure)
        found.append(YES if verdict else f"{verdict.reason}（{verdict.code}）")
    return found


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the whole table: role × unit × relation × state."""
    for situation in SITUATIONS:
        yield (NOBODY, "", NONE, situation.label, *cells(ANONYMOUS, disclosure_in(situation, NONE)))
    for role in roles.ALL:
        for place in _PLACES:
            for relation in (NONE, AUTHOR, FOR_AUTHOR, LAST, LAST_JOINABLE):
                if relation == FOR_AUTHOR and not role.delegable:
                    continue
                for situation in SITUATIONS:
                    if relation in (LAST, LAST_JOINABLE) and situation.state is not State.SECRECY_CHECKED:
                        continue
                    answers = cells(person(role, place, relation), disclosure_in(situation, relation))
                    yield (role.label(), place, relation, situation.label, *answers)


def lists() -> list[tuple[str, Scope, list[Reader]]]:
    """Return the scopes, those that list their readers with some lists, in words, and the readers."""
    here, beside = unit(HERE), unit(BESIDE)
    member = Reader(kind="post", unit=here, role=roles.MEMBER.code, with_subtree=True)
    return [
        (f"{Scope.PERSON.label}（本人）", Scope.PERSON, [Reader(kind="person", user_id=ME)]),
        (f"{Scope.PERSON.label}（另有其人）", Scope.PERSON, [Reader(kind="person", user_id=OTHER)]),
        (f"{Scope.AUDIENCE.label}（其他单位）", Scope.AUDIENCE, [Reader(kind="unit", unit=beside)]),
        (f"{Scope.AUDIENCE.label}（本单位及下级单位的党员）", Scope.AUDIENCE, [member]),
        *((str(scope.label), scope, []) for scope in OFFERED_SCOPES if scope not in LISTED_SCOPES),
    ]


def reader_rows() -> Iterator[tuple[str, ...]]:
    """Yield who reads: role × unit × scope, for what is not public yet, public, and withdrawn."""
    people = [(NOBODY, "", ANONYMOUS)]
    people += [(role.label(), place, person(role, place, NONE)) for role in roles.ALL for place in _PLACES]
    for role, place, actor in people:
        for label, scope, readers in lists():
            found = []
            for state in READER_STATES:
                disclosure = disclosure_in(Situation(state), NONE)
                disclosure.scope = scope
                setattr(disclosure, "_prefetched_objects_cache", {"readers": readers})
                found.append(SEEN if policies.view(actor, disclosure) else UNSEEN)
            yield (role, place, label, *found, _held(actor, scope))


def _held(actor: Actor, scope: Scope) -> str:
    """Return who reads what society is going to read later; what is for fewer people is never held."""
    if scope is not Scope.SOCIETY:
        return NOT_NOW
    disclosure = disclosure_in(Situation(State.PUBLISHED), NONE)
    disclosure.scope, disclosure.outside_from = scope, datetime.datetime.max.replace(tzinfo=datetime.UTC)
    return SEEN if policies.view(actor, disclosure) else UNSEEN


def text(columns: tuple[str, ...], body: Iterator[tuple[str, ...]]) -> str:
    """Return a table as it stands in its file."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(body)
    return written.getvalue()


def tables() -> dict[Path, str]:
    """Return what should stand in each file."""
    return {DECISIONS: text(COLUMNS, rows()), READERS: text(READER_COLUMNS, reader_rows())}


def committed(path: Path) -> str:
    """Return what stands in a file."""
    return path.read_text(encoding="utf-8-sig")


def answers(path: Path, keys: int) -> dict[tuple[str, ...], list[str]]:
    """Return the committed answers by their first columns."""
    _heading, *found = csv.reader(io.StringIO(committed(path)))
    return {tuple(row[:keys]): row[keys:] for row in found}


def main() -> None:
    """Write the tables; with the mark by which office programs know UTF-8."""
    for path, content in tables().items():
        path.write_text(content, encoding="utf-8-sig")


if __name__ == "__main__":
    import django

    django.setup()
    main()
