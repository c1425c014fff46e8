"""Do the committed tables say what the policies answer, and do they hold for the real people of the cast?"""

from __future__ import annotations

from typing import Any

import pytest

from accounts import roles
from catalogs.kinds import Scope
from disclosures import policies
from disclosures.kinds import LISTED_SCOPES, OFFERED_SCOPES, State, Step
from disclosures.models import Disclosure
from tests import world
from tests.disclosures import decision_table as table
from tests.disclosures.conftest import Walker


def test_the_committed_tables_are_what_the_policies_answer() -> None:
    for path, content in table.tables().items():
        assert table.committed(path) == content, f"{path.name}: write it anew and read the difference"


def test_nobody_decides_on_their_own_text_in_any_row() -> None:
    deciding = [table.VERBS.index(label) for label in ("通过保密审查", "同意公开", "退回")]
    found = table.answers(table.DECISIONS, 4)
    own = [row for key, row in found.items() if key[2] in (table.AUTHOR, table.FOR_AUTHOR)]
    assert own
    assert all(row[column] != table.YES for row in own for column in deciding)
    repeated = [row for key, row in found.items() if key[2] == table.LAST]
    assert all(row[column] != table.YES for row in repeated for column in deciding)


@pytest.fixture
def situations(walk: Walker, cast: Any) -> dict[table.Situation, Disclosure]:
    """A real text in each situation of the table, read in the unit alone."""

    def at(situation: table.Situation) -> Disclosure:
        if not situation.above:
            return walk.to(situation.state, scope="unit")
        found = walk.do("approve", walk.to(State.SECRECY_CHECKED, item=walk.items.above, scope="unit"), by=cast.leader)
        return found if situation.step else walk.do("approve", found, by=cast.deputy)

    return {situation: at(situation) for situation in table.SITUATIONS}


PLACES = {"QW": table.ABOVE, "JG": table.ABOVE, "JG1": table.HERE}


def relation_of(username: str, situation: table.Situation) -> str:
    if username == "clerk":
        return table.AUTHOR
    last = {Step.LEADER: "secrecy", Step.SUPERIOR: "leader"}.get(Step(situation.step)) if situation.step else None
    return table.LAST if username == last else table.NONE


@pytest.mark.django_db
def test_the_table_holds_for_the_cast(situations: dict[table.Situation, Disclosure], cast: Any) -> None:
    found = table.answers(table.DECISIONS, 4)
    for username, _name, code, role in world.CAST:
        person, place = getattr(cast, username), PLACES.get(code, table.BESIDE)
        for situation, disclosure in situations.items():
            key = (roles.named(role).label(), place, relation_of(username, situation), situation.label)
            assert table.cells(person, disclosure) == found[key], (username, key)
    for situation, disclosure in situations.items():
        key = (table.NOBODY, "", table.NONE, situation.label)
        assert table.cells(cast.public, disclosure) == found[key]


@pytest.mark.django_db
def test_the_readers_hold_for_the_cast(walk: Walker, cast: Any) -> None:
    found = table.answers(table.READERS, 3)
    for scope in (scope for scope in OFFERED_SCOPES if scope not in LISTED_SCOPES):
        texts = [walk.to(state, scope=scope) for state in table.READER_STATES]
        for username, _name, code, role in world.CAST:
            key = (roles.named(role).label(), PLACES.get(code, table.BESIDE), str(scope.label))
            person = getattr(cast, username)
            actual = [table.SEEN if policies.view(person, text) else table.UNSEEN for text in texts]
            assert actual == found[key][: len(texts)], (username, key)


@pytest.mark.django_db
def test_who_reads_what_is_held_inside_holds_for_the_cast(walk: Walker, cast: Any) -> None:
    walk.items.open.inside_first = True
    walk.items.open.save()
    text, found = walk.to(State.PUBLISHED), table.answers(table.READERS, 3)
    for username, _name, code, role in world.CAST:
        key = (roles.named(role).label(), PLACES.get(code, table.BESIDE), str(Scope.SOCIETY.label))
        actual = table.SEEN if policies.view(getattr(cast, username), text) else table.UNSEEN
        assert actual == found[key][-1], (username, key)
    assert not policies.view(cast.public, text)
    assert found[table.NOBODY, "", str(Scope.SOCIETY.label)][-1] == table.UNSEEN
