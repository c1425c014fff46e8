"""Does the committed table of steps say what the policies answer, and does it hold for the real people of the cast?"""

from __future__ import annotations

from typing import Any

import pytest

from accounts import roles
from disclosures.kinds import Decider, Step
from disclosures.models import Disclosure
from tests import world
from tests.disclosures import decision_table as table
from tests.disclosures import step_table as steps
from tests.disclosures.conftest import Walker
from tests.disclosures.laying import LONG, lay, officers

PLACES = {"QW": steps.MAKER, "JG": steps.PARENT, "JG1": steps.HERE}
CHECKED: dict[str, Any] = {"checklist": ["secrets"], "remarks": {"没有敏感数据": "已隐去身份证号"}}


def test_the_committed_table_is_what_the_policies_answer() -> None:
    assert table.committed(steps.STEPS) == steps.content(), "write it anew and read the difference"


def test_no_author_and_no_neighbour_decides_or_speaks() -> None:
    found = table.answers(steps.STEPS, 4)
    for key, row in found.items():
        if key[2] in (table.AUTHOR, table.FOR_AUTHOR, table.LAST):
            assert table.YES not in row, key
        if key[2] == steps.SPOKE:
            assert table.YES not in row[:2], key
    assert sum(table.YES in row for row in found.values()) > 30


def test_nothing_is_passed_before_the_opinions_are_there() -> None:
    found = table.answers(steps.STEPS, 4)
    waiting = [row for key, row in found.items() if key[3] == steps.WAITING[-1].label]
    assert waiting
    assert all(row[0] != table.YES for row in waiting)
    assert any(row[1] == table.YES for row in waiting)


@pytest.mark.django_db
def test_the_table_holds_for_the_cast(walk: Walker, cast: Any) -> None:
    people = officers(walk.units.JG1)
    lay(cast.admin, *({**step, "asks": []} for step in LONG))
    disclosure = walk.do("submit", walk.draft(item=walk.items.above, scope="unit"))
    way: list[tuple[str, Any, dict[str, Any]]] = [
        ("pass_secrecy", cast.secrecy, CHECKED),
        ("pass_review", people["in_charge"], {}),
        ("pass_review", people["second_reviewer"], {}),
        ("approve", people["second_in_charge"], {}),
        ("approve", cast.leader, {}),
        ("approve", cast.deputy, {}),
        ("approve", cast.superior, {}),
    ]
    found = table.answers(steps.STEPS, 4)
    for verb, by, said in way:
        for username, _name, code, role in world.CAST:
            relation = relation_of(getattr(cast, username).user_id, disclosure)
            label = steps.Waiting(*steps_of(disclosure)).label
            key = (roles.named(role).label(), PLACES.get(code, steps.BESIDE), relation, label)
            assert steps.cells(getattr(cast, username), disclosure) == found[key], (username, key)
        disclosure = walk.do(verb, disclosure, by=by, **said)
    assert disclosure.state == "approved"


def steps_of(disclosure: Disclosure) -> tuple[Step, Decider]:
    """Return the step that the text waits for, and who decides it."""
    return Step(disclosure.step), Decider(disclosure.decider)


def relation_of(user_id: int, disclosure: Disclosure) -> str:
    """Return how a person stands to the text."""
    if user_id in disclosure.editor_ids:
        return table.AUTHOR
    return table.LAST if user_id in disclosure.last_decider_ids else table.NONE
