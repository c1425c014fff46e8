"""Does a text go from its drafter through review and approval to its readers, and is each step on record?"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

import disclosures
from accounts import actors
from accounts.models import User
from accounts.roles import PERMISSIONS
from core import clock, errors
from core.audit.models import AuditEntry
from core.notifications.models import Notification
from core.workflow import Flow, diagrams, registry
from disclosures import actions
from disclosures.deciding import officers
from disclosures.flows import disclosure_flow
from disclosures.kinds import State, Step
from disclosures.models import Decision, Disclosure, IndexSerial, Submission
from hierarchy import actions as hierarchy_actions
from tests.databases import AT
from tests.disclosures.conftest import Walker, newcomer, stand_in

pytestmark = pytest.mark.django_db


def test_from_draft_to_reader(walk: Walker, cast: Any) -> None:
    disclosure = walk.to(State.PUBLISHED)
    assert disclosure.index_no == "JG1-2026-0001"
    assert disclosure.unit_name == "机关第一党支部"
    assert disclosure.approved_hash == disclosure.content_hash
    assert [(d.step, d.outcome, d.decided_by_name) for d in disclosure.decisions.all()] == [
        ("secrecy", "passed", "示例区委 保密审查员·褚某"),
        ("leader", "passed", "机关第一党支部 党组织负责人·杨某"),
    ]
    assert {d.content_hash for d in disclosure.decisions.all()} == {disclosure.approved_hash}
    assert Disclosure.objects.published().visible_to(cast.public).get() == disclosure


def test_every_step_is_in_the_trail(walk: Walker) -> None:
    disclosure = walk.to(State.WITHDRAWN)
    verbs = list(AuditEntry.objects.about(disclosure).values_list("verb", flat=True))
    assert verbs == [
        f"disclosure.{verb}" for verb in ("drafted", *("submit", "pass_secrecy", "approve"), *("publish", "withdraw"))
    ]
    approved = AuditEntry.objects.about(disclosure).get(verb="disclosure.approve")
    assert approved.after["state"] == State.APPROVED
    assert approved.after["signature"] == "机关第一党支部 党组织负责人·杨某"
    assert approved.unit_id == disclosure.unit_id


def test_superior_decides_last_where_the_item_says_so(walk: Walker, cast: Any) -> None:
    disclosure = walk.to(State.SECRECY_CHECKED, item=walk.items.above)
    assert disclosure.chain == [Step.SECRECY, Step.LEADER, Step.SUPERIOR]
    disclosure = walk.do("approve", disclosure, by=cast.leader)
    assert (disclosure.state, disclosure.step, disclosure.approved_hash) == (State.SECRECY_CHECKED, Step.SUPERIOR, "")
    with pytest.raises(errors.Denied) as refused:
        walk.do("approve", disclosure, by=cast.leader)
    assert "上级审批人" in str(refused.value.reason)
    disclosure = walk.do("approve", disclosure, by=cast.deputy, opinion="同意")
    assert disclosure.state == State.APPROVED
    assert walk.do("publish", disclosure).state == State.PUBLISHED


def test_superior_of_the_own_unit_is_no_superior(walk: Walker, units: Any) -> None:
    own = newcomer("own", units.JG1, "superior")
    disclosure = walk.do("approve", walk.to(State.SECRECY_CHECKED, item=walk.items.above), by=walk.cast.leader)
    with pytest.raises(errors.Denied):
        walk.do("approve", disclosure, by=own)


def test_the_root_has_no_superior(walk: Walker, units: Any) -> None:
    clerk = newcomer("rootclerk", units.QW, "clerk")
    disclosure = walk.draft(by=clerk, unit=units.QW, item=walk.items.above)
    assert walk.do("submit", disclosure, by=clerk).chain == [Step.SECRECY, Step.LEADER]


def test_numbers_count_by_unit_and_local_year(walk: Walker, units: Any) -> None:
    assert [walk.to(State.PUBLISHED).index_no for _ in range(2)] == ["JG1-2026-0001", "JG1-2026-0002"]
    assert IndexSerial.objects.take(units.JG2, 2026) == 1
    late = datetime.datetime(2026, 12, 31, 16, 30, tzinfo=datetime.UTC)  # in Shanghai already 2027
    disclosure = disclosure_flow.perform("publish", walk.to(State.APPROVED), actor=walk.cast.clerk, at=late)
    assert disclosure.index_no == "JG1-2027-0001"


def test_a_refused_publication_takes_no_number(walk: Walker) -> None:
    disclosure = walk.to(State.APPROVED)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE disclosures_disclosure SET title = '别的标题' WHERE id = %s", [disclosure.pk])
    with pytest.raises(errors.Conflict):
        walk.do("publish", disclosure)
    assert not IndexSerial.objects.exists()


def test_old_name_stays_on_old_disclosures(walk: Walker, units: Any) -> None:
    disclosure = walk.to(State.PUBLISHED)
    hierarchy_actions.rename_unit(
        units.JG1, name="机关联合党支部", actor=actors.SYSTEM, at=AT, reason="更名", effective_on=clock.local_date(AT)
    )
    disclosure = Disclosure.objects.for_detail().get(pk=disclosure.pk)
    assert disclosure.unit.name == "机关联合党支部"
    assert disclosure.shown_unit_name == "机关第一党支部"


class TestReturning:
    @pytest.mark.parametrize(
        ("state", "who", "step"),
        [
            (State.SUBMITTED, "secrecy", Step.SECRECY),
            (State.SECRECY_CHECKED, "leader", Step.LEADER),
            (State.APPROVED, "leader", Step.RELEASE),
        ],
    )
    def test_goes_back_with_a_reason(self, walk: Walker, cast: Any, state: str, who: str, step: str) -> None:
        disclosure = walk.do("return", walk.to(state), by=getattr(cast, who), reason="请补充金额")
        assert (disclosure.state, disclosure.returned_reason) == (State.RETURNED, "请补充金额")
        assert (disclosure.approved_hash, disclosure.step, disclosure.last_decider_ids) == ("", "", [])
        last = disclosure.decisions.last()
        assert last is not None
        assert (last.step, last.outcome, last.reason) == (step, "returned", "请补充金额")

    @pytest.mark.parametrize("reason", [None, "", "  "])
    def test_needs_a_reason(self, walk: Walker, cast: Any, reason: str | None) -> None:
        disclosure = walk.to(State.SUBMITTED)
        with pytest.raises(errors.Invalid) as refused:
            walk.do("return", disclosure, by=cast.secrecy, reason=reason)
        assert [found.code for found in refused.value.errors["reason"]] == ["reason.required"]
        assert not Decision.objects.exists()

    def test_begins_a_new_round(self, walk: Walker, cast: Any) -> None:
        disclosure = walk.to(State.RETURNED)
        disclosure = walk.do("submit", disclosure)
        assert (disclosure.round_no, disclosure.returned_reason) == (2, "")
        walk.do("pass_secrecy", disclosure, by=cast.secrecy)
        assert list(disclosure.decisions.values_list("round_no", "step", "outcome")) == [
            (1, "secrecy", "returned"),
            (2, "secrecy", "passed"),
        ]
        assert disclosure.submissions.count() == 2


class TestTakingBack:
    def test_recall_before_anybody_decided(self, walk: Walker) -> None:
        assert walk.do("recall", walk.to(State.SUBMITTED)).state == State.DRAFT

    def test_another_clerk_does_not_recall(self, walk: Walker, cast: Any) -> None:
        with pytest.raises(errors.Denied) as refused:
            walk.do("recall", walk.to(State.SUBMITTED), by=cast.second_clerk)
        assert refused.value.code == "disclosure.not_own_draft"
        assert "陈某" in str(refused.value.reason)

    def test_not_after_a_decision(self, walk: Walker) -> None:
        with pytest.raises(errors.WrongState):
            walk.do("recall", walk.to(State.SECRECY_CHECKED))

    def test_withdrawing_keeps_the_text_readable(self, walk: Walker, cast: Any) -> None:
        disclosure = walk.to(State.WITHDRAWN)
        assert disclosure.withdrawn_reason == "数字有误"
        assert Disclosure.objects.visible_to(cast.public).get() == disclosure
        assert not Disclosure.objects.published().exists()


class TestRecords:
    @pytest.mark.parametrize("model", [Decision, Submission])
    def test_stand_as_they_were_written(self, walk: Walker, model: Any) -> None:
        walk.to(State.APPROVED)
        row = model.objects.first()
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()

    @pytest.mark.parametrize("table", ["disclosures_decision", "disclosures_submission", "disclosures_opinion"])
    def test_not_even_by_sql(self, walk: Walker, table: str) -> None:
        walk.to(State.APPROVED)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT has_table_privilege(%s, 'UPDATE'), has_table_privilege(%s, 'DELETE')", [table, table]
            )
            assert cursor.fetchone() == (False, False)


class TestNotices:
    def told(self, verb: str) -> list[str]:
        found = Notification.objects.filter(kind=f"disclosure.{verb}")
        return sorted(found.values_list("recipient__username", flat=True))

    def test_the_next_in_line_and_the_drafter(self, walk: Walker, cast: Any) -> None:
        disclosure = walk.draft(item=walk.items.above)
        walk.do("submit", disclosure)
        assert self.told("submit") == ["secrecy"]
        walk.do("pass_secrecy", disclosure, by=cast.secrecy)
        assert self.told("pass_secrecy") == ["leader"]
        walk.do("approve", disclosure, by=cast.leader)
        assert self.told("approve") == ["deputy"]
        walk.do("approve", disclosure, by=cast.deputy)
        assert self.told("approve") == ["clerk", "deputy", "second_clerk"]
        walk.do("publish", disclosure, by=cast.second_clerk)
        assert self.told("publish") == ["clerk"]

    def test_the_reason_of_a_return(self, walk: Walker) -> None:
        walk.to(State.RETURNED)
        notice = Notification.objects.get(kind="disclosure.return")
        assert notice.recipient.username == "clerk"
        assert "请补充金额" in notice.body
        assert "褚某" in notice.body

    def test_the_nearest_reviewer(self, walk: Walker, units: Any) -> None:
        newcomer("near", units.JG, "secrecy")
        walk.to(State.SUBMITTED)
        assert self.told("submit") == ["near"]


def test_the_flow_is_declared_and_sound() -> None:
    assert registry()["disclosure"] is disclosure_flow
    assert isinstance(disclosure_flow, Flow)
    assert set(disclosure_flow.states()) == set(State.values)


def test_editing_what_was_approved_starts_the_chain_again(walk: Walker) -> None:
    disclosure = walk.to(State.APPROVED)
    changed = actions.edit_draft(
        disclosure,
        data={"title": "改过的标题", "body": "<p>改过</p>", "scope": "unit", "item": str(walk.items.open.public_id)},
        revision=disclosure.revision,
        actor=walk.cast.clerk,
        at=AT,
    )
    assert (changed.state, changed.approved_hash, changed.approved_at) == (State.DRAFT, "", None)
    with pytest.raises(errors.WrongState):
        walk.do("publish", changed)
    assert AuditEntry.objects.about(disclosure).filter(verb="disclosure.reopen").exists()


def test_the_diagram_in_the_readme_is_current() -> None:
    readme = Path(disclosures.__file__).with_name("README.md").read_text(encoding="utf-8")
    assert diagrams.embedded(disclosure_flow, readme) == readme
    assert "stateDiagram-v2" in readme


def test_a_unit_that_is_gone_begins_nothing(walk: Walker, units: Any) -> None:
    type(units.JG1).objects.filter(pk=units.JG1.pk).update(closed_on=clock.local_date(AT))
    units.JG1.refresh_from_db()
    with pytest.raises(errors.Conflict) as refused:
        walk.draft()
    assert refused.value.code == "disclosure.unit_closed"


class TestOfficers:
    def test_those_who_stand_in_are_told_too(self, walk: Walker) -> None:
        delegate = stand_in("villager", "secrecy")
        walk.to(State.SUBMITTED)
        told = Notification.objects.filter(kind="disclosure.submit").values_list("recipient_id", flat=True)
        assert set(told) == {delegate.user_id, walk.cast.secrecy.user_id}

    def test_the_drafter_is_not_asked_to_decide(self, walk: Walker, units: Any) -> None:
        """The only reviewer of the unit wrote the text herself, so the next above is asked."""
        both = newcomer("both", units.JG1, "clerk", "secrecy")
        walk.do("submit", walk.draft(by=both), by=both)
        told = Notification.objects.filter(kind="disclosure.submit").values_list("recipient__username", flat=True)
        assert list(told) == ["secrecy"]

    def test_nor_is_who_stands_in_for_the_drafter(self, walk: Walker, units: Any) -> None:
        both = newcomer("both", units.JG1, "clerk", "secrecy")
        post = User.objects.get(username="both").posts.get(role="secrecy")
        member, on = User.objects.get(username="member"), clock.local_date(AT)
        post.delegations.create(delegate=member, from_on=on, to_on=on, reason="出差")
        disclosure = walk.do("submit", walk.draft(by=both), by=both)
        assert officers.next_in_line(disclosure, on=on) == (walk.cast.secrecy.user_id,)

    @pytest.mark.parametrize(
        ("state", "names"),
        [(State.DRAFT, ()), (State.SUBMITTED, ("褚某",)), (State.SECRECY_CHECKED, ("杨某",)), (State.APPROVED, ())],
    )
    def test_waiting_for_whom(self, walk: Walker, state: str, names: tuple[str, ...]) -> None:
        assert officers.waiting_for(walk.to(state), on=clock.local_date(AT)) == names

    def test_nobody_there_is_no_mistake(self, walk: Walker, units: Any) -> None:
        clerk = newcomer("far", units.SQ2, "clerk")
        disclosure = walk.do("submit", walk.draft(by=clerk, unit=units.SQ2), by=clerk)
        disclosure = walk.do("pass_secrecy", disclosure, by=walk.cast.secrecy)
        assert not Notification.objects.filter(kind="disclosure.pass_secrecy").exists()
        assert disclosure.step == Step.LEADER

    @pytest.mark.parametrize("permission", sorted(PERMISSIONS))
    def test_holders_are_whom_the_permission_lets(self, walk: Walker, cast: Any, units: Any, permission: str) -> None:
        stand_in("villager", "leader")
        people = [actors.of(user, on=clock.local_date(AT)) for user in User.objects.all()]
        for unit in vars(units).values():
            expected = {person.user_id for person in people if person.may(permission, unit)}
            assert set(officers.at_unit(permission, unit, on=clock.local_date(AT))) == expected
