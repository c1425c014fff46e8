"""Do all speak who are asked, once each, and is a step decided only then? Who sees a text on which she is asked?"""

from __future__ import annotations

from typing import Any

import pytest

from accounts.actors import Actor
from core import errors
from core.notifications.models import Notification
from disclosures import inbox
from disclosures.flows import disclosure_flow
from disclosures.kinds import Stance, State
from disclosures.models import Disclosure
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker, appoint, newcomer, stand_in
from tests.disclosures.laying import lay, officers, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(walk: Walker, cast: Any) -> dict[str, Actor]:
    """A leader's step that takes the opinions of the leader in charge and of another unit; a reviewer may speak too."""
    asked = ["in_charge", "SQ1"]
    lay(cast.admin, step("secrecy"), step("leader", asks=asked, invites=["reviewer"]))
    return officers(walk.units.JG1) | {"there": newcomer("there", walk.units.SQ1, "leader")}


@pytest.fixture
def text(walk: Walker, people: dict[str, Actor]) -> Disclosure:
    return walk.to(State.SECRECY_CHECKED)


def code_of(walk: Walker, verb: str, text: Disclosure, by: Actor, **said: Any) -> str:
    with pytest.raises(errors.Refusal) as refused:
        walk.do(verb, text, by=by, **said)
    return refused.value.code


def test_the_step_waits_until_all_have_spoken(walk: Walker, text: Disclosure, people: dict[str, Actor]) -> None:
    leader = walk.cast.leader
    assert text.opinions_due == 2
    assert code_of(walk, "approve", text, leader) == "decision.opinions_due"
    text = walk.do("advise", text, by=people["there"], stance=Stance.AGREES)
    assert code_of(walk, "approve", text, leader) == "decision.opinions_due"
    text = walk.do("advise", text, by=people["in_charge"], stance=Stance.OBJECTS, reason="口径不一致")
    assert (text.state, text.opinions_due, text.asked) == (State.SECRECY_CHECKED, 0, ["reviewer"])
    assert walk.do("approve", text, by=leader).state == State.APPROVED
    found = list(text.opinions.values_list("party", "stance", "reason", "given_by_name"))
    assert [row[1:3] for row in found] == [("agrees", ""), ("objects", "口径不一致")]
    assert found[0][3] == "第一社区党支部 党组织负责人·there某"


def test_who_was_only_invited_delays_nobody(walk: Walker, text: Disclosure, people: dict[str, Actor]) -> None:
    text = walk.do("advise", text, by=people["second_reviewer"], stance=Stance.AGREES)
    assert text.opinions_due == 2


def test_the_decider_need_not_wait_to_return_it(walk: Walker, text: Disclosure) -> None:
    text = walk.do("return", text, by=walk.cast.leader, reason="缺附件")
    assert (text.state, text.asked, text.opinions_due, text.consulted) == (State.RETURNED, [], 0, [])


class TestNobody:
    def test_speaks_twice(self, walk: Walker, text: Disclosure, people: dict[str, Actor]) -> None:
        both = newcomer("both", walk.units.JG1, "in_charge", "secrecy")
        text = walk.do("advise", text, by=both, stance=Stance.AGREES)
        assert code_of(walk, "advise", text, both, stance=Stance.AGREES) == "opinion.given"
        assert code_of(walk, "advise", text, people["in_charge"], stance=Stance.AGREES) == "opinion.not_asked"
        assert text.opinions.count() == 1

    def test_speaks_on_their_own_text(self, walk: Walker, people: dict[str, Actor]) -> None:
        drafter = newcomer("drafter", walk.units.JG1, "clerk", "in_charge")
        text = walk.do("submit", walk.draft(by=drafter), by=drafter)
        text = walk.do("pass_secrecy", text, by=walk.cast.secrecy)
        assert code_of(walk, "advise", text, drafter, stance=Stance.AGREES) == "decision.own_draft"

    def test_speaks_beside_their_own_decision(self, walk: Walker, people: dict[str, Actor]) -> None:
        both = newcomer("both", walk.units.JG1, "secrecy", "in_charge")
        text = walk.do("pass_secrecy", walk.to(State.SUBMITTED), by=both)
        assert code_of(walk, "advise", text, both, stance=Stance.AGREES) == "decision.adjacent"

    def test_speaks_and_decides(self, walk: Walker, text: Disclosure, people: dict[str, Actor]) -> None:
        both = newcomer("both", walk.units.JG1, "in_charge", "leader")
        text = walk.do("advise", text, by=both, stance=Stance.AGREES)
        text = walk.do("advise", text, by=people["there"], stance=Stance.AGREES)
        assert code_of(walk, "approve", text, both) == "decision.advised"

    def test_objects_without_a_reason(self, walk: Walker, text: Disclosure, people: dict[str, Actor]) -> None:
        assert code_of(walk, "advise", text, people["there"], stance=Stance.OBJECTS) == "input.invalid"

    @pytest.mark.parametrize("who", ["clerk", "secrecy", "leader", "superior", "admin"])
    def test_speaks_unasked(self, walk: Walker, text: Disclosure, cast: Any, who: str) -> None:
        code = code_of(walk, "advise", text, getattr(cast, who), stance=Stance.AGREES)
        assert code in {"opinion.not_asked", "decision.own_draft", "decision.adjacent"}


def test_a_stand_in_binds_both(walk: Walker, text: Disclosure, people: dict[str, Actor]) -> None:
    appoint("member", walk.units.JG2, "member")
    delegate = stand_in("neighbour", "there")
    text = walk.do("advise", text, by=delegate, stance=Stance.AGREES)
    assert set(text.advised_ids) == {delegate.user_id, people["there"].user_id}
    assert text.opinions.get().given_by_name.endswith("秦某（代there某）")


class TestWhoIsAskedFromElsewhere:
    def test_sees_the_text_while_it_is_decided(self, walk: Walker, text: Disclosure, people: dict[str, Actor]) -> None:
        there = people["there"]
        assert Disclosure.objects.visible_to(there).filter(pk=text.pk).exists()
        assert not Disclosure.objects.visible_to(walk.cast.villager).filter(pk=text.pk).exists()
        for who in ("there", "in_charge"):
            text = walk.do("advise", text, by=people[who], stance=Stance.AGREES)
        assert Disclosure.objects.visible_to(there).filter(pk=text.pk).exists()
        walk.do("approve", text, by=walk.cast.leader)
        assert not Disclosure.objects.visible_to(there).filter(pk=text.pk).exists()

    def test_finds_it_in_the_inbox_and_is_told(self, walk: Walker, text: Disclosure, people: dict[str, Actor]) -> None:
        (task,) = inbox.tasks(people["there"], on=TODAY)
        assert (task.subject_id, str(task.verb_label)) == (text.public_id, "提意见")
        told = Notification.objects.filter(title__startswith="请您提出意见").values_list(
            "recipient__username", flat=True
        )
        assert {"there", "in_charge"} <= set(told)
        assert walk.cast.leader.user_id not in set(
            Notification.objects.filter(kind="disclosure.pass_secrecy").values_list("recipient_id", flat=True)
        )

    def test_the_decider_is_told_when_all_have_spoken(
        self, walk: Walker, text: Disclosure, people: dict[str, Actor]
    ) -> None:
        for who in ("there", "in_charge", "second_reviewer"):
            text = walk.do("advise", text, by=people[who], stance=Stance.AGREES)
        told = Notification.objects.filter(kind="disclosure.advise")
        assert [row.recipient_id for row in told] == [walk.cast.leader.user_id]


def test_no_query_to_offer_an_opinion(
    walk: Walker, text: Disclosure, people: dict[str, Actor], django_assert_num_queries: Any
) -> None:
    found = Disclosure.objects.for_detail().get(pk=text.pk)
    with django_assert_num_queries(0):
        offers = disclosure_flow.offers(found, actor=people["there"])
    assert [offer.verb for offer in offers if offer.verdict] == ["advise"]
    assert AT
