"""Does nobody decide on a text of their own, nor twice running on the same text?"""

from __future__ import annotations

from typing import Any

import pytest

from accounts import actors
from accounts.actors import Actor
from accounts.models import User
from core import errors
from core.audit.models import AuditEntry
from disclosures import actions
from disclosures.flows import disclosure_flow
from disclosures.kinds import State, Step
from disclosures.models import Disclosure
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker, appoint, newcomer, stand_in

pytestmark = pytest.mark.django_db


def refusal(walk: Walker, verb: str, disclosure: Disclosure, by: Actor, **data: Any) -> errors.Denied:
    with pytest.raises(errors.Denied) as refused:
        walk.do(verb, disclosure, by=by, **data)
    return refused.value


def as_everything(walk: Walker, username: str) -> Actor:
    """Give a person every post there is at the unit and above."""
    for role in ("clerk", "leader", "secrecy"):
        if not User.objects.get(username=username).posts.filter(role=role).exists():
            appoint(username, walk.units.JG1, role)
    return appoint(username, walk.units.JG, "superior")


@pytest.mark.parametrize(
    ("verb", "state", "item"),
    [("pass_secrecy", State.SUBMITTED, "open"), ("approve", State.SECRECY_CHECKED, "open")],
)
def test_the_drafter_decides_nothing(walk: Walker, verb: str, state: str, item: str) -> None:
    disclosure = walk.to(state, item=getattr(walk.items, item))
    drafter = as_everything(walk, "clerk")
    refused = refusal(walk, verb, disclosure, drafter)
    assert refused.code == "decision.own_draft"
    assert "起草人" in str(refused.reason)
    assert refusal(walk, "return", disclosure, drafter, reason="不同意").code == "decision.own_draft"
    assert not disclosure.decisions.filter(decided_by=drafter.user_id).exists()


def test_the_drafter_does_not_decide_as_the_superior(walk: Walker, cast: Any) -> None:
    disclosure = walk.do("approve", walk.to(State.SECRECY_CHECKED, item=walk.items.above), by=cast.leader)
    assert refusal(walk, "approve", disclosure, as_everything(walk, "clerk")).code == "decision.own_draft"


def test_a_drafter_without_the_post_hears_why_but_sees_no_button(walk: Walker, cast: Any) -> None:
    disclosure = walk.to(State.SECRECY_CHECKED)
    refused = refusal(walk, "approve", disclosure, cast.clerk)
    assert str(refused.reason) == "您是起草人或修改人，须由本单位负责人审批。"
    assert disclosure_flow.offers(disclosure, actor=cast.clerk) == []


@pytest.mark.parametrize("touch", ["edit", "attach"])
def test_whoever_edited_it_decides_nothing(walk: Walker, touch: str, png: Any) -> None:
    disclosure = walk.draft()
    editor = as_everything(walk, "second_clerk")
    if touch == "edit":
        data = {"title": "改过", "body": "<p>改过</p>", "scope": "unit", "item": str(walk.items.open.public_id)}
        disclosure = actions.edit_draft(disclosure, data=data, revision=disclosure.revision, actor=editor, at=AT)
    else:
        actions.attach(disclosure, stream=png(), name="照片.png", actor=editor, at=AT)
    disclosure = walk.do("submit", disclosure)
    assert refusal(walk, "pass_secrecy", disclosure, editor).code == "decision.own_draft"


def test_who_edited_an_earlier_round_still_wrote_part_of_it(walk: Walker, cast: Any) -> None:
    disclosure = walk.draft(by=cast.second_clerk)
    disclosure = walk.do("submit", disclosure)
    disclosure = walk.do("return", disclosure, by=cast.secrecy, reason="请改")
    data = {"title": "改过", "body": "<p>改过</p>", "scope": "unit", "item": str(walk.items.open.public_id)}
    disclosure = actions.edit_draft(disclosure, data=data, revision=disclosure.revision, actor=cast.clerk, at=AT)
    disclosure = walk.do("submit", disclosure)
    assert refusal(walk, "pass_secrecy", disclosure, as_everything(walk, "second_clerk")).code == "decision.own_draft"


class TestAdjacentDecisions:
    def test_are_not_taken_by_one_person(self, walk: Walker) -> None:
        both = newcomer("both", walk.units.JG1, "secrecy", "leader")
        disclosure = walk.do("pass_secrecy", walk.to(State.SUBMITTED), by=both)
        assert refusal(walk, "approve", disclosure, both).code == "decision.adjacent"
        assert refusal(walk, "return", disclosure, both, reason="再想想").code == "decision.adjacent"
        assert walk.do("approve", disclosure, by=walk.cast.leader).state == State.APPROVED

    def test_apart_from_one_another_they_may_be(self, walk: Walker, cast: Any) -> None:
        both = newcomer("both", walk.units.JG, "secrecy", "superior")
        disclosure = walk.to(State.SUBMITTED, item=walk.items.above)
        for verb, who in (("pass_secrecy", both), ("approve", cast.leader), ("approve", both)):
            disclosure = walk.do(verb, disclosure, by=who)
        assert disclosure.state == State.APPROVED
        assert not disclosure.decisions.filter(joined=True).exists()


class TestJoining:
    @pytest.fixture
    def both(self, walk: Walker, cast: Any) -> Actor:
        actions.set_joining(walk.units.JG1, allowed=True, reason="全支部只有3名干部", actor=cast.admin, at=AT)
        newcomer("both", walk.units.JG1, "secrecy", "leader")
        return appoint("both", walk.units.JG, "superior")

    def test_is_said_in_the_trail_and_on_the_decision(self, walk: Walker, both: Actor) -> None:
        disclosure = walk.do("pass_secrecy", walk.to(State.SUBMITTED), by=both)
        disclosure = walk.do("approve", disclosure, by=both)
        assert disclosure.state == State.APPROVED
        assert list(disclosure.decisions.values_list("step", "joined")) == [("secrecy", False), ("leader", True)]
        entry = AuditEntry.objects.about(disclosure).get(verb="disclosure.approve")
        assert (entry.before["joined"], entry.after["joined"]) == (False, True)

    def test_never_three(self, walk: Walker, both: Actor) -> None:
        disclosure = walk.to(State.SUBMITTED, item=walk.items.above)
        for verb in ("pass_secrecy", "approve"):
            disclosure = walk.do(verb, disclosure, by=both)
        assert disclosure.step == Step.SUPERIOR
        assert refusal(walk, "approve", disclosure, both).code == "decision.adjacent"

    def test_never_drafter_and_decider(self, walk: Walker, both: Actor) -> None:
        drafter = appoint("both", walk.units.JG1, "clerk")
        disclosure = walk.do("submit", walk.draft(by=drafter), by=drafter)
        assert refusal(walk, "pass_secrecy", disclosure, drafter).code == "decision.own_draft"

    def test_holds_for_the_round_that_began_under_it(self, walk: Walker, both: Actor, cast: Any) -> None:
        disclosure = walk.do("pass_secrecy", walk.to(State.SUBMITTED), by=both)
        actions.set_joining(walk.units.JG1, allowed=False, reason="已配齐", actor=cast.admin, at=AT)
        assert walk.do("approve", disclosure, by=both).joined
        later = walk.do("pass_secrecy", walk.to(State.SUBMITTED), by=both)
        assert refusal(walk, "approve", later, both).code == "decision.adjacent"

    def test_is_not_for_the_unit_itself_to_say(self, walk: Walker, cast: Any) -> None:
        with pytest.raises(errors.Denied):
            actions.set_joining(walk.units.JG1, allowed=True, reason="方便", actor=cast.leader, at=AT)
        with pytest.raises(errors.Invalid):
            actions.set_joining(walk.units.JG1, allowed=True, reason=" ", actor=cast.admin, at=AT)


class TestDelegates:
    def test_sign_with_the_name_of_the_absent(self, walk: Walker) -> None:
        delegate = stand_in("member", "leader")
        disclosure = walk.do("approve", walk.to(State.SECRECY_CHECKED), by=delegate)
        decision = disclosure.decisions.get(step=Step.LEADER)
        assert decision.decided_by_name == "机关第一党支部 党组织负责人·朱某（代杨某）"
        assert decision.on_behalf_of is not None
        assert decision.on_behalf_of.username == "leader"
        entry = AuditEntry.objects.about(disclosure).get(verb="disclosure.approve")
        assert "代杨某" in entry.after["signature"]

    def test_do_not_decide_on_their_own_draft(self, walk: Walker) -> None:
        disclosure = walk.to(State.SECRECY_CHECKED)
        delegate = stand_in("clerk", "leader")
        assert refusal(walk, "approve", disclosure, delegate).code == "decision.own_draft"

    def test_do_not_decide_for_the_drafter(self, walk: Walker) -> None:
        drafter = newcomer("writing", walk.units.JG1, "clerk", "leader")
        disclosure = walk.do(
            "pass_secrecy", walk.do("submit", walk.draft(by=drafter), by=drafter), by=walk.cast.secrecy
        )
        post = User.objects.get(username="writing").posts.get(role="leader")
        member = User.objects.get(username="member")
        post.delegations.create(delegate=member, from_on=TODAY, to_on=TODAY, reason="出差")
        refused = refusal(walk, "approve", disclosure, actors.of(member, on=TODAY))
        assert refused.code == "decision.own_draft"
        assert "代行" in str(refused.reason)

    def test_drafting_for_somebody_binds_both(self, walk: Walker) -> None:
        delegate = stand_in("member", "clerk")
        disclosure = walk.draft(by=delegate)
        ids = User.objects.filter(username__in=["member", "clerk"]).values_list("pk", flat=True)
        assert disclosure.editor_ids == sorted(ids)
        disclosure = walk.do("submit", disclosure)
        assert refusal(walk, "pass_secrecy", disclosure, as_everything(walk, "clerk")).code == "decision.own_draft"

    def test_bind_the_absent_to_the_step_before(self, walk: Walker) -> None:
        both = newcomer("both", walk.units.JG1, "secrecy", "leader")
        member = User.objects.get(username="member")
        post = User.objects.get(username="both").posts.get(role="secrecy")
        post.delegations.create(delegate=member, from_on=TODAY, to_on=TODAY, reason="出差")
        disclosure = walk.do("pass_secrecy", walk.to(State.SUBMITTED), by=actors.of(member, on=TODAY))
        assert refusal(walk, "approve", disclosure, both).code == "decision.adjacent"


@pytest.mark.parametrize("who", ["system", "public", "admin", "inspector", "member", "neighbour", "villager"])
@pytest.mark.parametrize(
    ("verb", "state"),
    [("pass_secrecy", State.SUBMITTED), ("approve", State.SECRECY_CHECKED), ("publish", State.APPROVED)],
)
def test_others_take_no_step(walk: Walker, cast: Any, who: str, verb: str, state: str) -> None:
    disclosure = walk.to(state)
    sees = who in {"system", "admin", "inspector"}
    with pytest.raises(errors.Denied if sees else errors.Missing):
        walk.do(verb, disclosure, by=getattr(cast, who))
    disclosure.refresh_from_db()
    assert disclosure.state == state
