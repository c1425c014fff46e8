"""Are several texts decided each on its own, and is it said of each what became of it?"""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from accounts.actors import Actor
from core import errors
from disclosures.deciding import several
from disclosures.kinds import Checkpoint, State
from disclosures.models import Disclosure
from tests.databases import AT
from tests.disclosures.conftest import Walker, newcomer

pytestmark = pytest.mark.django_db


def together(verb: str, *texts: Disclosure, actor: Actor, **said: Any) -> list[str]:
    """Decide these texts as they were seen, and return how each ended."""
    data = {"verb": verb, "texts": [{"id": str(text.public_id), "revision": text.revision} for text in texts], **said}
    outcomes = several.decide_together(data=data, actor=actor, at=AT)
    return [outcome.refusal.code if outcome.refusal else "done" for outcome in outcomes]


def test_each_is_judged_by_itself(walk: Walker, cast: Any) -> None:
    both = newcomer("both", walk.units.JG1, "secrecy", "leader")
    good, again = walk.to(State.SECRECY_CHECKED), walk.to(State.SECRECY_CHECKED)
    own = walk.do("pass_secrecy", walk.to(State.SUBMITTED), by=both)
    stale, draft = walk.to(State.SECRECY_CHECKED), walk.draft()
    stale.revision -= 1
    assert together("approve", good, own, draft, stale, again, actor=both, opinion="同意") == [
        "done",
        "decision.adjacent",
        "state.wrong",
        "revision.stale",
        "done",
    ]
    for text in (good, again):
        decision = text.decisions.get(step="leader")
        assert (decision.reason, decision.content_hash) == ("同意", text.content_hash)
    assert own.decisions.count() == stale.decisions.count() == 1


def test_a_checklist_is_each_texts_own(walk: Walker, cast: Any) -> None:
    texts = [walk.to(State.SUBMITTED) for _ in range(2)]
    assert together("pass_secrecy", *texts, actor=cast.secrecy, checklist=["truth"]) == ["checklist.unanswered"] * 2
    assert together("pass_secrecy", *texts, actor=cast.secrecy, checklist=list(Checkpoint.values)) == ["done"] * 2


def test_several_are_returned_with_one_reason(walk: Walker, cast: Any) -> None:
    texts = [walk.to(State.SECRECY_CHECKED) for _ in range(2)]
    assert together("return", *texts, actor=cast.leader) == ["input.invalid"] * 2
    assert together("return", *texts, actor=cast.leader, reason="请合并成一件") == ["done"] * 2


def test_what_one_does_not_see_is_missing(walk: Walker, cast: Any) -> None:
    assert together("approve", walk.to(State.SECRECY_CHECKED), actor=cast.neighbour) == ["object.missing"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"verb": "publish"}, "verb.invalid_choice"),
        ({"verb": "approve", "texts": []}, "texts.required"),
        ({"verb": "approve", "texts": ["x:1"]}, "texts.invalid"),
        ({"verb": "approve", "texts": [f"{uuid.uuid4()}:-1"]}, "texts.invalid"),
        ({"verb": "approve", "texts": [f"{uuid.uuid4()}:0" for _ in range(101)]}, "texts.too_many"),
    ],
)
def test_what_is_not_asked_rightly_is_refused(cast: Any, said: dict[str, Any], code: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        several.decide_together(data={"texts": [f"{uuid.uuid4()}:0"], **said}, actor=cast.leader, at=AT)
    assert [error.code for found in refused.value.errors.values() for error in found] == [code]
