"""Whatever people try in whatever order, do the rules hold of what is on record?"""

from __future__ import annotations

import contextlib
import datetime
import itertools
import random

import pytest

from accounts import actors
from accounts.actors import Actor
from accounts.models import User
from core import errors
from disclosures import actions, content, inputs, policies
from disclosures.deciding import routes
from disclosures.flows import disclosure_flow
from disclosures.kinds import ISSUED_STATES, State, Step
from disclosures.models import Decision, Disclosure
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker, appoint, newcomer, stand_in

pytestmark = pytest.mark.django_db

STEPS = 500
ONWARD = ("submit", "pass_secrecy", "approve", "schedule", "publish", "withdraw")
BACKWARD = ("recall", "return", "reopen", "edit", "unschedule", "terminate", "take_down")
ENDED = (State.WITHDRAWN, State.TERMINATED, State.IN_ERROR)
ORDER = [Step.SECRECY, Step.LEADER, Step.SUPERIOR]


def people(walk: Walker) -> list[Actor]:
    """Return a unit with few officers, where nearly everybody holds several posts or stands in for somebody."""
    newcomer("both", walk.units.JG1, "secrecy", "leader")
    appoint("both", walk.units.JG1, "clerk")
    appoint("leader", walk.units.JG, "superior")
    appoint("second_clerk", walk.units.JG1, "secrecy")
    stand_in("clerk", "deputy")
    stand_in("member", "secrecy")
    names = ("both", "leader", "second_clerk", "clerk", "member", "secrecy", "deputy", "neighbour")
    return [actors.of(User.objects.get(username=name), on=TODAY) for name in names]


def try_something(chance: random.Random, text: Disclosure, everybody: list[Actor]) -> None:
    """Let somebody try a step: half the time anybody, half the time somebody who may."""
    verb = chance.choice(ONWARD if chance.random() < 0.8 else BACKWARD)
    policy = policies.edit if verb == "edit" else disclosure_flow.transitions[verb].policy
    able = [person for person in everybody if policy(person, text)]
    who = chance.choice(able if able and chance.random() < 0.5 else everybody)
    if verb == "edit":
        data = {**inputs.values_of(text), "title": f"第{chance.randrange(100)}稿"}
        actions.edit_draft(text, data=data, revision=text.revision, actor=who, at=AT)
    else:
        points = list(routes.step_of(text, text.step or Step.SECRECY).checklist)
        data = {"reason": "理由", "checklist": points, "publish_at": AT + datetime.timedelta(days=1)}
        disclosure_flow.perform(verb, text, actor=who, at=AT, data=data)


def hands(decision: Decision) -> set[int]:
    return {pk for pk in (decision.decided_by_id, decision.on_behalf_of_id) if pk is not None}


def require_rules(text: Disclosure) -> None:
    for _round, found in itertools.groupby(text.decisions.all(), key=lambda decision: decision.round_no):
        decisions = list(found)
        in_chain = [ORDER.index(Step(one.step)) for one in decisions if one.step != Step.RELEASE]
        assert in_chain == list(range(len(in_chain))), "each step once, in the legal order"
        for before, after in itertools.pairwise(decisions):
            assert before.outcome == "passed", "nothing is decided after a return"
            if after.step != Step.RELEASE:
                assert after.joined == bool(hands(before) & hands(after))
                assert not (before.joined and after.joined), "never three"
    if text.state in (State.APPROVED, State.SCHEDULED, *ISSUED_STATES):
        last = list(text.decisions.filter(round_no=text.round_no))
        assert [one.step for one in last] == text.chain
        assert {one.content_hash for one in last} == {text.approved_hash}
        assert content.content_hash(text, content.attachments_of(text)) == text.approved_hash
    assert (text.index_no is not None) == (text.state in ISSUED_STATES)


@pytest.mark.parametrize("may_join", [False, True])
@pytest.mark.parametrize("seed", range(2))
def test_the_rules_hold_of_any_course_of_events(walk: Walker, seed: int, may_join: bool) -> None:
    actions.set_joining(walk.units.JG1, allowed=may_join, reason="干部少", actor=walk.cast.admin, at=AT)
    chance, everybody = random.Random(seed), people(walk)
    done: dict[str, int] = {}
    texts = [walk.draft(item=walk.items.above), walk.draft(), walk.draft(by=everybody[0])]
    for _ in range(STEPS):
        at = chance.randrange(len(texts))
        text = texts[at] = Disclosure.objects.select_related("unit", "item").get(pk=texts[at].pk)
        decided = {one.pk for one in text.decisions.all()}
        with contextlib.suppress(errors.Refusal):
            try_something(chance, text, everybody)
        text.refresh_from_db()
        for decision in text.decisions.exclude(pk__in=decided):
            assert not hands(decision) & set(text.editor_ids), "nobody decides on their own text"
        require_rules(text)
        done[text.state] = done.get(text.state, 0) + 1
        if text.state in ENDED:
            texts[at] = walk.draft(item=walk.items.above)
    assert {State.APPROVED, State.PUBLISHED, State.WITHDRAWN} <= set(done), done
    assert Decision.objects.filter(on_behalf_of__isnull=False).exists()
    assert Decision.objects.filter(joined=True).exists() == may_join
