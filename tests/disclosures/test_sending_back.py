"""Does a text go back to the step that was named, with a reason, and is it decided anew from there?"""

from __future__ import annotations

from typing import Any

import pytest

from core import errors
from core.notifications.models import Notification
from disclosures.kinds import State, Step
from tests.disclosures.conftest import Walker, newcomer
from tests.disclosures.laying import lay, officers, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(walk: Walker, cast: Any) -> dict[str, Any]:
    lay(
        cast.admin,
        step("secrecy", checklist=["数字已核对"]),
        step("truth", decider="in_charge"),
        step("in_charge"),
        step("leader"),
    )
    return officers(walk.units.JG1)


@pytest.fixture
def at_leader(walk: Walker, people: dict[str, Any], cast: Any) -> Any:
    text = walk.to(State.SUBMITTED)
    for verb, by in (
        ("pass_secrecy", cast.secrecy),
        ("pass_review", people["in_charge"]),
        ("approve", people["second_in_charge"]),
    ):
        text = walk.do(verb, text, by=by)
    assert text.step == Step.LEADER
    return text


def test_the_round_goes_on_from_there(walk: Walker, at_leader: Any, people: dict[str, Any], cast: Any) -> None:
    text = walk.do("return", at_leader, by=cast.leader, to="truth", reason="请再核对金额")
    assert (text.state, text.step, text.round_no, text.turn_no) == (State.SUBMITTED, Step.TRUTH, 1, 1)
    for verb, by in (
        ("pass_review", people["in_charge"]),
        ("approve", people["second_in_charge"]),
        ("approve", cast.leader),
    ):
        text = walk.do(verb, text, by=by)
    assert text.state == State.APPROVED
    found = list(text.decisions.values_list("turn_no", "step", "outcome", "sent_back_to"))
    assert found[3] == (0, "leader", "returned", "truth")
    assert [(turn, code) for turn, code, outcome, _to in found if outcome == "passed"] == [
        (0, "secrecy"),
        (0, "truth"),
        (0, "in_charge"),
        (1, "truth"),
        (1, "in_charge"),
        (1, "leader"),
    ]


def test_who_decides_anew_is_told(walk: Walker, at_leader: Any, people: dict[str, Any], cast: Any) -> None:
    walk.do("return", at_leader, by=cast.leader, to="truth", reason="请再核对金额")
    told = set(Notification.objects.filter(kind="disclosure.return").values_list("recipient_id", flat=True))
    assert told == {people["in_charge"].user_id, people["second_in_charge"].user_id}


def test_to_the_first_step_everything_is_decided_anew(walk: Walker, at_leader: Any, cast: Any) -> None:
    text = walk.do("return", at_leader, by=cast.leader, to="secrecy", reason="涉密要素没有看")
    assert (text.step, text.last_decider_ids) == (Step.SECRECY, [cast.leader.user_id])
    with pytest.raises(errors.Invalid):  # its checklist too
        walk.do("pass_secrecy", text, by=cast.secrecy, checklist=[])


@pytest.mark.parametrize("to", ["leader", "superior", "release", "nowhere"])
def test_only_a_step_that_was_passed(walk: Walker, at_leader: Any, cast: Any, to: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        walk.do("return", at_leader, by=cast.leader, to=to, reason="请改")
    assert set(refused.value.errors) == {"to"}


def test_neighbours_stay_apart_after_it(walk: Walker, at_leader: Any, people: dict[str, Any], cast: Any) -> None:
    both = newcomer("both", walk.units.JG1, "leader", "in_charge")
    text = walk.do("return", at_leader, by=both, to="in_charge", reason="请再看")
    for by in (both, people["in_charge"]):  # who sent it back, and who passed the step before
        with pytest.raises(errors.Denied) as refused:
            walk.do("approve", text, by=by)
        assert refused.value.code == "decision.adjacent"
    assert walk.do("approve", text, by=people["second_in_charge"]).step == Step.LEADER


def test_an_approved_text_loses_its_approval(walk: Walker, at_leader: Any, people: dict[str, Any], cast: Any) -> None:
    text = walk.do("approve", at_leader, by=cast.leader)
    text = walk.do("return", text, by=cast.leader, to="in_charge", reason="公开前发现口径变了")
    assert (text.state, text.approved_hash, text.approved_at) == (State.SECRECY_CHECKED, "", None)
    assert text.decisions.filter(step=Step.RELEASE, sent_back_to="in_charge").exists()
    with pytest.raises(errors.WrongState):
        walk.do("publish", text)


def test_to_the_drafter_all_of_it_is_void(walk: Walker, at_leader: Any, cast: Any) -> None:
    text = walk.do("return", at_leader, by=cast.leader, reason="请补附件")
    assert (text.state, text.step, text.returned_reason) == (State.RETURNED, "", "请补附件")
    assert walk.do("submit", text).turn_no == 0
