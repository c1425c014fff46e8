"""Who may do what with a notice and with an objection, as a table that a lawyer can read (`notices.csv`).

Computed from both flows and their policies on rows in memory: no database. Write it anew with
`python -m tests.disclosures.notice_table`, and read the difference before committing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from accounts import roles
from accounts.actors import ANONYMOUS, SYSTEM, Actor
from disclosures.kinds import State
from disclosures.models import Objection, PublicNotice
from disclosures.noticing.flows import notice_flow, objection_flow
from disclosures.noticing.kinds import NoticeState, ObjectionState
from tests.disclosures import decision_table as table

NOTICES = Path(__file__).with_name("notices.csv")
OBJECTOR = "异议提出人"
CLOCK = "系统（到期）"
FLOWS = ((notice_flow, "公示"), (objection_flow, "异议"))
COLUMNS = (
    "角色",
    "任职单位",
    "与它的关系",
    "什么",
    "状态",
    *(str(row.label) for flow, _what in FLOWS for row in flow.transitions.values()),
)


def subjects(relation: str) -> Iterator[tuple[Any, str, Any]]:
    """Yield a notice and an objection in each state, each with its flow and what it is called."""
    text = table.disclosure_in(table.Situation(State.PUBLISHED), table.NONE)
    for notice_state in NoticeState:
        yield notice_flow, "公示", PublicNotice(disclosure=text, kind="public", state=notice_state)
    running = PublicNotice(disclosure=text, kind="public", state=NoticeState.RUNNING)
    for objection_state in ObjectionState:
        member = table.ME if relation == OBJECTOR else None
        yield objection_flow, "异议", Objection(notice=running, text="一", state=objection_state, member_id=member)


def cells(actor: Actor, flow: Any, subject: Any) -> list[str]:
    """Return what each verb of both flows answers this person on this subject."""
    found = []
    for each, _what in FLOWS:
        for row in each.transitions.values():
            if each is not flow or subject.state not in row.sources:
                found.append(table.NOT_NOW)
            elif not flow.view(actor, subject):
                found.append(table.UNSEEN)
            else:
                verdict = row.policy(actor, subject)
                found.append(table.YES if verdict else f"{verdict.reason}（{verdict.code}）")
    return found


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the whole table: role × unit × relation × state."""
    people = [(table.NOBODY, "", table.NONE, ANONYMOUS), (CLOCK, "", table.NONE, SYSTEM)]
    people += [
        (str(role.label()), place, relation, table.person(role, place, table.NONE))
        for role in roles.ALL
        for place in (table.HERE, table.ABOVE, table.BELOW, table.BESIDE)
        for relation in (table.NONE, OBJECTOR)
    ]
    for name, place, relation, actor in people:
        for flow, what, subject in subjects(relation):
            if relation == OBJECTOR and what != "异议":
                continue
            yield (name, place, relation, what, str(subject.get_state_display()), *cells(actor, flow, subject))


def main() -> None:
    """Write the table; with the mark by which office programs know UTF-8."""
    NOTICES.write_text(table.text(COLUMNS, rows()), encoding="utf-8-sig")


if __name__ == "__main__":
    import django

    django.setup()
    main()
