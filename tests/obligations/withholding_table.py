"""Who may do what with a request not to disclose, as a table that a lawyer can read: role × unit × part × state.

Computed from the flow on rows in memory: no database. Write it anew with
`manage.py shell -c "from tests.obligations import withholding_table as t; t.write()"`, and read the difference before
committing it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from accounts import roles
from accounts.actors import ANONYMOUS, Actor, Seat
from obligations import policies
from obligations.flows import withholding_flow
from obligations.kinds import WithholdingState
from obligations.models import Obligation, Withholding
from tests.obligations.decision_table import ABOVE, BELOW, BESIDE, HERE, NOBODY, ROOT, UNSEEN, YES, unit

FILE = Path(__file__).with_name("withholding_decisions.csv")
NONE, ASKER, FOR_ASKER, SIGNER = "没有经手", "申请人", "代申请人行使职务", "签批人"
NOT_IN_STATE = "—"
ME, ASKER_ID, SIGNER_ID = 1, 2, 3
ASKER_NAME = "陈某"
STATES = (
    WithholdingState.ASKED,
    WithholdingState.ENDORSED,
    WithholdingState.RETURNED,
    WithholdingState.FILED,
    WithholdingState.GRANTED,
)
"""States in which something can be done; with what is noted the same is done as with what is granted."""
COLUMNS = (
    "角色",
    "任职单位",
    "与申请的关系",
    "申请现在",
    "查看",
    "申请",
    *(str(row.label) for row in withholding_flow.transitions.values()),
)


def asked(state: WithholdingState, relation: str, *, root: bool) -> Withholding:
    """Return a request of this unit in a state, with the person's part in it."""
    asker = ME if relation == ASKER else ASKER_ID
    signed = state not in (WithholdingState.ASKED, WithholdingState.RETURNED)
    signer = [ME if relation == SIGNER else SIGNER_ID] if signed else []
    return Withholding(
        obligation=Obligation(unit=unit(HERE, root=root)),
        state=state,
        asker_ids=[asker],
        party_ids=sorted({asker, *signer}),
        asked_by_name=ASKER_NAME,
    )


def person(role: type[roles.Role], place: str, relation: str) -> Actor:
    """Return somebody with one post, held or exercised for the one who asked."""
    where = unit(HERE if place == ROOT else place)
    holder: tuple[Any, ...] = (ASKER_NAME, ASKER_ID) if relation == FOR_ASKER else ("", None)
    return Actor(ME, "某", (Seat(1, role, where.pk, where.name, where.lft, where.rght, *holder),))


def cells(actor: Actor, found: Withholding) -> list[str]:
    """Return what each step is answered; who does not see it is asked nothing else."""
    if not policies.view_withholding(actor, found):
        return [UNSEEN] * (len(COLUMNS) - 4)
    answers = [policies.view_withholding(actor, found), policies.ask_withholding(actor, found.obligation)]
    said = [YES if verdict else f"{verdict.reason}（{verdict.code}）" for verdict in answers]
    for row in withholding_flow.transitions.values():
        if found.state not in row.sources:
            said.append(NOT_IN_STATE)
            continue
        verdict = row.policy(actor, found)
        said.append(YES if verdict else f"{verdict.reason}（{verdict.code}）")
    return said


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the whole table; who sees nothing in any part and state stands there once."""
    for state in STATES:
        yield (NOBODY, "", NONE, str(state.label), *cells(ANONYMOUS, asked(state, NONE, root=False)))
    for role in roles.ALL:
        for place in (ABOVE, HERE, BELOW, BESIDE, ROOT):
            for relation in (NONE, ASKER, FOR_ASKER, SIGNER):
                if relation == FOR_ASKER and not role.delegable:
                    continue
                for state in STATES:
                    found = asked(state, relation, root=place == ROOT)
                    yield (
                        role.label(),
                        place,
                        relation,
                        str(state.label),
                        *cells(person(role, place, relation), found),
                    )


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
