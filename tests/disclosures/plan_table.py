"""Who may do what with a plan to disclose outside the catalog, as a table that a lawyer can read.

Computed from the flow and its policies on rows in memory: no database. Write it anew with
`python -m tests.disclosures.plan_table`, and read the difference before committing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from accounts import roles
from accounts.actors import ANONYMOUS, Actor
from disclosures.kinds import PlanState
from disclosures.models import OutsidePlan
from disclosures.plans import policies
from disclosures.plans.flows import outside_plan_flow
from tests.disclosures import decision_table as table

PLANS = Path(__file__).with_name("plans.csv")
MADE_ABOVE, MADE_HERE = "上级单位制定目录", "没有上级单位"
VERBS = tuple(str(row.label) for row in outside_plan_flow.transitions.values())
COLUMNS = ("角色", "任职单位", "与方案的关系", "目录", "状态", *VERBS)


def plan_in(state: PlanState, relation: str, made: str) -> OutsidePlan:
    """Return a plan of this unit as it stands to the person asked about."""
    author = table.ME if relation == table.AUTHOR else table.AUTHOR_ID
    maker = table.unit(table.ABOVE if made == MADE_ABOVE else table.HERE)
    return OutsidePlan(pk=1, unit=table.unit(table.HERE), maker=maker, state=state, editor_ids=[author])


def cells(actor: Actor, plan: OutsidePlan) -> list[str]:
    """Return what each verb answers this person on this plan, in the order of the flow."""
    if not policies.view(actor, plan):
        return [table.UNSEEN] * len(VERBS)
    found = []
    for row in outside_plan_flow.transitions.values():
        verdict = row.policy(actor, plan)
        refusal = table.YES if verdict else f"{verdict.reason}（{verdict.code}）"
        found.append(refusal if plan.state in row.sources else table.NOT_NOW)
    return found


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the whole table: role × unit × relation × who made the catalog × state."""
    for made in (MADE_ABOVE, MADE_HERE):
        for state in PlanState:
            first = plan_in(state, table.NONE, made)
            yield (table.NOBODY, "", table.NONE, made, str(state.label), *cells(ANONYMOUS, first))
            for role in roles.ALL:
                for place in (table.HERE, table.ABOVE, table.BELOW, table.BESIDE):
                    for relation in (table.NONE, table.AUTHOR, table.FOR_AUTHOR):
                        if relation == table.FOR_AUTHOR and not role.delegable:
                            continue
                        answers = cells(table.person(role, place, relation), plan_in(state, relation, made))
                        yield (role.label(), place, relation, made, str(state.label), *answers)


def text() -> str:
    """Return the table as it stands in its file."""
    return table.text(COLUMNS, rows())


if __name__ == "__main__":
    import django

    django.setup()
    PLANS.write_text(text(), encoding="utf-8-sig")
