"""Who may take which step, read as a table: `decisions.csv`, one row for each verb, one column for each person.

`yes` may, a code is why not, `-` is told nothing because the row is invisible. After a change that is meant, write
it anew with WRITE_DECISIONS=1 and read the difference.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

from rollouts.flows import rollout_flow, rollout_unit_flow
from rollouts.models import Rollout
from tests.rollouts.conftest import row_of, step

TABLE = Path(__file__).with_name("decisions.csv")
PEOPLE = (
    "admin",
    "superior",
    "inspector",
    "secrecy",
    "supervisor",
    "deputy",
    "clerk",
    "leader",
    "member",
    "neighbour",
    "public",
    "system",
)


def test_the_table_is_what_the_policies_say(rollout: Rollout, units: Any, cast: Any) -> None:
    step("adopt", units.JG1, cast.second_clerk)
    row = row_of(units.JG1)
    found = [["verb", *PEOPLE]]
    for flow, subject in ((rollout_flow, rollout), (rollout_unit_flow, row)):
        for transition in flow.transitions.values():
            answers = [_answer(flow, transition, subject, getattr(cast, who)) for who in PEOPLE]
            found.append([f"{flow.name}.{transition.verb}", *answers])
    if os.environ.get("WRITE_DECISIONS"):
        with TABLE.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(found)
    with TABLE.open(encoding="utf-8") as file:
        assert list(csv.reader(file)) == found


def _answer(flow: Any, transition: Any, subject: Any, actor: Any) -> str:
    if not flow.view(actor, subject):
        return "-"
    verdict = transition.policy(actor, subject)
    return "yes" if verdict else str(verdict.code)
