"""Does everybody find in the inbox exactly the texts on which it is their turn?"""

from __future__ import annotations

from typing import Any

import pytest

from core import inbox as core_inbox
from core.inbox import StateTone, TaskKind
from disclosures import actions, inbox, policies
from disclosures.flows import disclosure_flow
from disclosures.kinds import State
from disclosures.models import Disclosure
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker, appoint, newcomer, stand_in

pytestmark = pytest.mark.django_db

TURN = {
    State.DRAFT: "submit",
    State.RETURNED: "submit",
    State.SUBMITTED: "pass_secrecy",
    State.SECRECY_CHECKED: "approve",
    State.APPROVED: "publish",
}


@pytest.fixture
def work(walk: Walker) -> list[Disclosure]:
    """Texts in every state, some drafted by somebody with more posts, some for the superior."""
    found = [walk.to(state) for state in State.values]
    found += [walk.to(state, by=walk.cast.second_clerk) for state in (State.DRAFT, State.SUBMITTED)]
    waiting = walk.do("approve", walk.to(State.SECRECY_CHECKED, item=walk.items.above), by=walk.cast.leader)
    both = newcomer("both", walk.units.JG1, "secrecy", "leader")
    passed = walk.do("pass_secrecy", walk.to(State.SUBMITTED), by=both)
    actions.set_joining(walk.units.JG1, allowed=True, reason="干部少", actor=walk.cast.admin, at=AT)
    joinable = walk.do("pass_secrecy", walk.to(State.SUBMITTED), by=both)
    drafted = walk.do("submit", walk.draft(by=appoint("both", walk.units.JG1, "clerk")))
    return [*found, waiting, passed, joinable, drafted]


def test_a_task_is_there_exactly_when_the_step_is_allowed(work: list[Disclosure], cast: Any, walk: Walker) -> None:
    people = {
        **vars(cast),
        "both": appoint("both", walk.units.JG, "superior"),
        "delegate": stand_in("clerk", "leader"),
        "second_delegate": stand_in("villager", "deputy"),
    }
    rows = list(Disclosure.objects.select_related("unit", "item"))
    for name, person in people.items():
        expected = set()
        for row in rows:
            verb = TURN.get(State(row.state))
            if verb is None or not disclosure_flow.transitions[verb].policy(person, row):
                continue
            if row.is_editable and person.user_id not in row.editor_ids:
                continue  # another clerk may finish it, but it is not her task
            if verb == "publish" and not person.may(policies.PUBLISH, row.unit):
                continue  # the leader may publish, but it is the clerk's task
            expected.add(row.public_id)
        assert {task.subject_id for task in inbox.tasks(person, on=TODAY)} == expected, name


def test_what_was_returned_comes_first_with_its_reason(walk: Walker, cast: Any) -> None:
    walk.draft()
    returned = walk.to(State.RETURNED)
    first = next(iter(inbox.tasks(cast.clerk, on=TODAY)))
    assert first.subject_id == returned.public_id
    assert first.state_label == "已退回：请补充金额"
    assert (first.kind, first.tone) == (TaskKind.DRAFT, StateTone.RETURNED)
    assert first.path == f"/work/disclosures/{returned.public_id}/"


@pytest.mark.parametrize(
    ("person", "state", "kind"),
    [
        ("secrecy", State.SUBMITTED, TaskKind.REVIEW),
        ("leader", State.SECRECY_CHECKED, TaskKind.APPROVE),
        ("second_clerk", State.APPROVED, TaskKind.PUBLISH),
    ],
)
def test_each_kind_of_work(walk: Walker, cast: Any, person: str, state: str, kind: str) -> None:
    disclosure = walk.to(state)
    (task,) = inbox.tasks(getattr(cast, person), on=TODAY)
    assert (task.kind, task.subject_id, task.unit_name) == (kind, disclosure.public_id, "机关第一党支部")


def test_two_queries_whatever_the_amount(work: list[Disclosure], cast: Any, django_assert_max_num_queries: Any) -> None:
    for person in vars(cast).values():
        with django_assert_max_num_queries(2):
            list(inbox.tasks(person, on=TODAY))


def test_the_settings_name_it(walk: Walker, cast: Any) -> None:
    walk.draft()
    assert [task.title for task in core_inbox.tasks_for(cast.clerk, on=TODAY)] == ["第三季度党费收缴情况"]
