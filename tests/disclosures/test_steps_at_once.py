"""Two at one step: does exactly one opinion of a party, one decision on each text, come of it?"""

from __future__ import annotations

from collections import Counter

import pytest

from accounts.actors import Actor
from disclosures.deciding import several
from disclosures.kinds import Stance, State
from disclosures.models import Decision, Disclosure, Opinion
from tests.databases import AT
from tests.disclosures.conftest import fresh_walker, newcomer
from tests.disclosures.laying import lay, step
from tests.disclosures.test_concurrency import at_once

pytestmark = pytest.mark.usefixtures("committed")


def test_a_party_speaks_once_and_the_step_waits_for_it() -> None:
    walk = fresh_walker()
    lay(walk.cast.admin, step("secrecy"), step("leader", asks=["in_charge"]))
    first, second = (newcomer(name, walk.units.JG1, "in_charge") for name in ("first", "second"))
    text = walk.to(State.SECRECY_CHECKED)
    ends = at_once(
        lambda: walk.do("advise", text, by=first, stance=Stance.AGREES),
        lambda: walk.do("advise", text, by=second, stance=Stance.AGREES),
    )
    assert ends == {"done": 1, "opinion.not_asked": 1}
    text.refresh_from_db()
    assert (text.asked, text.opinions_due, Opinion.objects.count()) == ([], 0, 1)


def test_a_decision_never_overtakes_the_opinion_that_it_waits_for() -> None:
    walk = fresh_walker()
    lay(walk.cast.admin, step("secrecy"), step("leader", asks=["in_charge"]))
    adviser = newcomer("adviser", walk.units.JG1, "in_charge")
    text = walk.to(State.SECRECY_CHECKED)
    ends = at_once(
        lambda: walk.do("advise", text, by=adviser, stance=Stance.AGREES),
        lambda: walk.do("approve", text, by=walk.cast.leader),
    )
    assert ends in (Counter(done=2), Counter({"done": 1, "decision.opinions_due": 1}))
    assert Opinion.objects.count() == 1


def test_two_who_decide_the_same_texts_together() -> None:
    walk = fresh_walker()
    other = newcomer("other", walk.units.JG1, "leader")
    texts = [walk.to(State.SECRECY_CHECKED) for _ in range(4)]
    outcomes: list[several.Outcome] = []

    def decide(actor: Actor, order: list[Disclosure]) -> None:
        sent = [{"id": str(text.public_id), "revision": text.revision} for text in order]
        outcomes.extend(several.decide_together(data={"verb": "approve", "texts": sent}, actor=actor, at=AT))

    at_once(lambda: decide(walk.cast.leader, texts), lambda: decide(other, texts[::-1]))
    assert Counter(outcome.public_id for outcome in outcomes if outcome.done) == {text.public_id: 1 for text in texts}
    assert {outcome.refusal.code for outcome in outcomes if outcome.refusal} == {"revision.stale"}
    assert Decision.objects.filter(step="leader").count() == len(texts)
