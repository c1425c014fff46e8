"""Are several texts decided each on its own, and is it said of each what became of it?"""

from __future__ import annotations

from typing import Any

import pytest

from core import errors
from disclosures import deciding
from disclosures.kinds import Checkpoint, State
from tests.databases import AT
from tests.disclosures.conftest import Walker, newcomer

pytestmark = pytest.mark.django_db


def test_each_is_judged_by_itself(walk: Walker, cast: Any) -> None:
    both = newcomer("both", walk.units.JG1, "secrecy", "leader")
    good, again = walk.to(State.SECRECY_CHECKED), walk.to(State.SECRECY_CHECKED)
    own = walk.do("pass_secrecy", walk.to(State.SUBMITTED), by=both)
    stale, draft = walk.to(State.SECRECY_CHECKED), walk.draft()
    seen = [(text, text.revision) for text in (good, own, draft, again)]
    outcomes = deciding.decide_each(
        "approve", [*seen, (stale, stale.revision - 1)], data={"opinion": "同意"}, actor=both, at=AT
    )
    assert [outcome.refusal.code if outcome.refusal else "done" for outcome in outcomes] == [
        "done",
        "decision.adjacent",
        "state.wrong",
        "done",
        "revision.stale",
    ]
    for text in (good, again):
        decision = text.decisions.get(step="leader")
        assert (decision.reason, decision.content_hash) == ("同意", text.content_hash)
    assert own.decisions.count() == stale.decisions.count() == 1


def test_a_checklist_is_each_texts_own(walk: Walker, cast: Any) -> None:
    texts = [walk.to(State.SUBMITTED) for _ in range(2)]
    seen = [(text, text.revision) for text in texts]
    outcomes = deciding.decide_each("pass_secrecy", seen, data={"checklist": ["truth"]}, actor=cast.secrecy, at=AT)
    assert [outcome.done for outcome in outcomes] == [False, False]
    said = {"checklist": list(Checkpoint.values)}
    outcomes = deciding.decide_each("pass_secrecy", seen, data=said, actor=cast.secrecy, at=AT)
    assert [outcome.disclosure.state for outcome in outcomes] == [State.SECRECY_CHECKED] * 2


@pytest.mark.parametrize("verb", ["publish", "withdraw", "submit", "nothing"])
def test_only_decisions(walk: Walker, cast: Any, verb: str) -> None:
    with pytest.raises(errors.Missing):
        deciding.decide_each(verb, [(walk.to(State.APPROVED), None)], data={}, actor=cast.clerk, at=AT)


def test_what_one_does_not_see_is_missing(walk: Walker, cast: Any) -> None:
    (outcome,) = deciding.decide_each(
        "approve", [(walk.to(State.SECRECY_CHECKED), None)], data={}, actor=cast.neighbour, at=AT
    )
    assert isinstance(outcome.refusal, errors.Missing)
