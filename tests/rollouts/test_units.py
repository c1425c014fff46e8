"""What moves a unit, who may move it, and what do the numbers say?"""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts import actions as accounts_actions
from accounts import actors
from accounts.models import User
from catalogs.kinds import VersionState
from catalogs.models import Catalog, CatalogVersion, Category, Item, Override
from core import errors
from core.audit.models import AuditEntry
from core.inbox import StateTone
from core.notifications.models import Notification
from rollouts import actions, deriving, differing, exports, inbox, progress
from rollouts.flows import rollout_flow, rollout_unit_flow
from rollouts.kinds import UnitState
from rollouts.models import Rollout, RolloutUnit
from tests.databases import AT
from tests.rollouts.conftest import LATER, TODAY, publish, refused, row_of, step

DUE = datetime.date(2026, 12, 11)


def own_version(unit: Any, at: datetime.datetime = LATER, **values: Any) -> CatalogVersion:
    catalog = Catalog.objects.create(unit=unit, name="本级目录", created_at=at)
    return CatalogVersion.objects.create(catalog=catalog, created_at=at, **values)


def own_item(unit: Any, title: str) -> Item:
    catalog, _new = Catalog.objects.get_or_create(unit=unit, name="本级目录", defaults={"created_at": AT})
    version, _new = CatalogVersion.objects.get_or_create(
        catalog=catalog,
        number=1,
        defaults={"state": "published", "effective_on": TODAY, "published_at": AT, "created_at": AT},
    )
    heading, _new = Category.objects.get_or_create(version=version, title="本级事项")
    return Item.objects.create(version=version, category=heading, title=title, scopes=["unit"], time_mode="prompt")


def own_override(unit: Any, item: Item, kind: str, state: str = "granted") -> Override:
    who = User.objects.get(username="admin")
    signed = {"decided_by": User.objects.get(username="superior"), "decided_at": AT} if state == "granted" else {}
    return Override.objects.create(
        unit=unit,
        lineage=item.lineage,
        item_title=item.title,
        kind=kind,
        state=state,
        consent="approval",
        reason="情况",
        from_on=TODAY,
        asked_by=who,
        asked_by_name=who.name,
        asker_ids=[who.pk],
        asked_at=AT,
        **signed,
    )


class TestOwnSteps:
    def test_the_clerk_adopts_and_the_administrator_accepts(self, rollout: Rollout, units: Any, cast: Any) -> None:
        row = step("adopt", units.JG1, cast.clerk)
        assert (row.state, row.adopted_by_name) == (UnitState.ADOPTED, "机关第一党支部 信息员·陈某")
        row = step("accept", units.JG1, cast.admin)
        assert (row.state, row.decided_by_name[-2:]) == (UnitState.ACCEPTED, "周某")
        verbs = AuditEntry.objects.filter(subject_kind="rollouts.rolloutunit").values_list("verb", flat=True)
        assert set(verbs) == {"rollout_unit.adopt", "rollout_unit.accept"}

    @pytest.mark.parametrize("who", ["admin", "superior", "inspector", "deputy"])
    def test_nobody_adopts_for_another_unit(self, who: str, rollout: Rollout, units: Any, cast: Any) -> None:
        with refused(errors.Denied, "rollout_unit.not_yours"):
            step("adopt", units.JG1, getattr(cast, who))

    @pytest.mark.parametrize("who", ["neighbour", "member", "villager", "public"])
    def test_whoever_may_not_see_it_is_told_nothing(self, who: str, rollout: Rollout, units: Any, cast: Any) -> None:
        with pytest.raises(errors.Missing):
            step("adopt", units.JG1, getattr(cast, who))

    @pytest.mark.parametrize("who", ["clerk", "leader", "superior", "deputy", "inspector"])
    def test_only_who_rolls_out_accepts(self, who: str, rollout: Rollout, units: Any, cast: Any) -> None:
        step("adopt", units.JG1, cast.clerk)
        with refused(errors.Denied, "rollout.not_yours"):
            step("accept", units.JG1, getattr(cast, who))

    def test_nobody_accepts_what_they_adopted(self, rollout: Rollout, units: Any, cast: Any) -> None:
        admin = User.objects.get(username="admin")
        admin.posts.create(unit=units.JG1, role="leader", from_on=TODAY)
        both = actors.of(admin, on=TODAY)
        step("adopt", units.JG1, both)
        with refused(errors.Denied, "rollout_unit.own_adoption"):
            step("accept", units.JG1, both)

    def test_nor_through_a_delegate(self, rollout: Rollout, units: Any, cast: Any) -> None:
        step("adopt", units.JG1, cast.clerk)
        post = User.objects.get(username="admin").posts.get()
        clerk = User.objects.get(username="clerk")
        accounts_actions.delegate(post, to=clerk, from_on=TODAY, to_on=TODAY, reason="出差", actor=cast.admin, at=AT)
        with refused(errors.Denied, "rollout_unit.own_adoption"):
            step("accept", units.JG1, actors.of(clerk, on=TODAY))

    def test_a_return_needs_a_reason_and_is_told(self, rollout: Rollout, units: Any, cast: Any) -> None:
        step("adopt", units.JG1, cast.clerk)
        with pytest.raises(errors.Invalid):
            step("return", units.JG1, cast.admin)
        row = step("return", units.JG1, cast.admin, reason="没有开会研究")
        assert (row.state, row.returned_reason) == (UnitState.RETURNED, "没有开会研究")
        told = Notification.objects.filter(kind="rollout.return")
        assert set(told.values_list("recipient__username", flat=True)) == {"clerk", "second_clerk", "leader"}
        assert told.first() is not None
        assert step("adopt", units.JG1, cast.leader).state == UnitState.ADOPTED

    def test_what_is_not_adopted_is_not_accepted(self, rollout: Rollout, units: Any, cast: Any) -> None:
        with pytest.raises(errors.WrongState):
            step("accept", units.JG1, cast.admin)

    def test_nobody_takes_the_steps_that_follow_from_catalogs(self, rollout: Rollout, units: Any, cast: Any) -> None:
        for verb in ("await_approval", "settle"):
            with refused(errors.Denied, "rollout_unit.derived"):
                step(verb, units.JG1, cast.clerk)

    @pytest.mark.parametrize(("verb", "code"), [("pause", "rollout.paused"), ("finish", "rollout.finished")])
    def test_nothing_moves_while_it_does_not_run(
        self, verb: str, code: str, rollout: Rollout, units: Any, cast: Any
    ) -> None:
        step("adopt", units.JG2, cast.neighbour)
        rollout_flow.perform(verb, rollout, actor=cast.admin, at=AT)
        with refused(errors.Denied, code):
            step("adopt", units.JG1, cast.clerk)
        with refused(errors.Denied, code):
            step("accept", units.JG2, cast.admin)
        own_version(units.JG1)
        assert deriving.derive(at=LATER) == 0

    @pytest.mark.parametrize("who", ["inspector", "superior"])
    def test_who_only_follows_it_does_not_steer(self, who: str, rollout: Rollout, cast: Any) -> None:
        for verb in ("pause", "finish"):
            with refused(errors.Denied, "rollout.not_yours"):
                rollout_flow.perform(verb, rollout, actor=getattr(cast, who), at=AT)


class TestDerived:
    def state(self, unit: Any) -> str:
        deriving.derive(at=LATER)
        return row_of(unit).state

    def test_a_draft_a_submission_a_return_and_a_publication(self, rollout: Rollout, units: Any) -> None:
        draft = own_version(units.JG1)
        assert self.state(units.JG1) == UnitState.LOCALISING
        rows = CatalogVersion.objects.filter(pk=draft.pk)
        rows.update(state=VersionState.SUBMITTED, wanted_on=DUE, submitted_at=LATER)
        assert self.state(units.JG1) == UnitState.AWAITING_APPROVAL
        rows.update(state=VersionState.DRAFT)
        assert self.state(units.JG1) == UnitState.LOCALISING
        rows.update(state=VersionState.PUBLISHED, number=1, effective_on=TODAY, published_at=LATER)
        assert self.state(units.JG1) == UnitState.ADOPTED
        assert row_of(units.JG2).state == UnitState.NOT_STARTED

    def test_a_stricter_rule_is_a_beginning(self, rollout: Rollout, units: Any, cast: Any) -> None:
        Override.objects.create(
            unit=units.JG1,
            kind="decline",
            lineage=rollout.public_id,
            item_title="事项",
            reason="因",
            from_on=TODAY,
            asked_by_id=cast.leader.user_id,
            asker_ids=[cast.leader.user_id],
            asked_at=LATER,
        )
        assert self.state(units.JG1) == UnitState.LOCALISING

    def test_what_was_there_before_does_not_count(self, version: Any, rollout: Rollout, units: Any) -> None:
        own_version(units.JG1, at=AT - datetime.timedelta(days=30))
        publish(units.JG2, "旧目录", at=AT - datetime.timedelta(days=30))
        deriving.derive(at=LATER)
        assert {row_of(unit).state for unit in (units.JG1, units.JG2)} == {UnitState.NOT_STARTED}

    def test_after_a_return_only_what_comes_later_counts(self, rollout: Rollout, units: Any, cast: Any) -> None:
        publish(units.JG1, "本级目录", at=LATER)
        assert self.state(units.JG1) == UnitState.ADOPTED
        step("return", units.JG1, cast.admin, at=LATER + datetime.timedelta(hours=1), reason="漏了事项")
        assert self.state(units.JG1) == UnitState.RETURNED
        publish(units.JG1, "补充目录", at=LATER + datetime.timedelta(hours=2))
        assert self.state(units.JG1) == UnitState.ADOPTED

    def test_repeating_it_does_nothing(self, rollout: Rollout, units: Any) -> None:
        own_version(units.JG1)
        assert [deriving.derive(at=LATER) for _again in range(2)] == [1, 0]


class TestNumbers:
    def test_late_follows_from_the_day(self, rollout: Rollout, units: Any, cast: Any) -> None:
        step("adopt", units.JG1, cast.clerk)
        rows = RolloutUnit.objects.all()
        assert rows.late(DUE).count() == 0
        late = set(rows.late(DUE + datetime.timedelta(days=1)).values_list("unit__code", flat=True))
        assert late == {"JG", "JG2", "JD", "SQ1", "SQ2"}
        actions.reschedule(
            rollout,
            data={
                "mobilise_on": DUE,
                "compile_on": "2026-12-31",
                "carry_out_on": "2027-01-01",
                "accept_on": "2027-06-30",
            },
            actor=cast.admin,
            at=AT,
        )
        assert rows.late(DUE + datetime.timedelta(days=1)).count() == 0

    def test_phases_count_the_same_units(self, rollout: Rollout, units: Any, cast: Any) -> None:
        for unit, who in ((units.JG1, cast.clerk), (units.JG2, cast.neighbour)):
            step("adopt", unit, who)
        step("accept", units.JG1, cast.admin)
        found = progress.of(rollout, on=TODAY)
        assert [(phase.done, phase.total) for phase in found.phases] == [(6, 6), (2, 6), (2, 6), (1, 6)]
        assert (found.open, found.late, found.is_filling) == (4, 0, False)
        assert found.current is not None
        assert found.current.phase.kind == "compile"
        before = progress.of(rollout, on=TODAY - datetime.timedelta(days=1))
        assert before.phases[2].done == 0  # the edition is not in force yet

    def test_the_table_says_who_is_late(self, rollout: Rollout, units: Any, cast: Any) -> None:
        step("adopt", units.JG1, cast.clerk)
        rows = RolloutUnit.objects.filter(rollout=rollout).for_list()
        day = DUE + datetime.timedelta(days=1)
        sheet = load_workbook(io.BytesIO(exports.board(rollout, rows, on=day))).worksheets[0]
        lines = {line[0]: line for line in sheet.iter_rows(values_only=True)}
        assert lines["JG1"][3:5] == ("已确认执行", None) or lines["JG1"][3:5] == ("已确认执行", "")
        assert lines["SQ1"][3:5] == ("未开始", "逾期")

    def test_what_units_have_of_their_own_is_counted(self, rollout: Rollout, units: Any, cast: Any) -> None:
        own_item(units.JG1, "支部活动")
        own_item(units.JG1, "志愿服务")
        shared = own_item(units.QW, "党费收缴情况")
        own_override(units.JG1, shared, "tighten")
        own_override(units.JG2, shared, "decline")
        own_override(units.SQ1, shared, "tighten", state="requested")
        everybody = [units.JG1.pk, units.JG2.pk, units.SQ1.pk]
        with CaptureQueriesContext(connection) as queries:
            found = differing.own_of(everybody, on=TODAY)
        assert len(queries) == 2
        assert found == {units.JG1.pk: differing.Own(2, 1, 0), units.JG2.pk: differing.Own(0, 0, 1)}
        rows = RolloutUnit.objects.filter(rollout=rollout).for_list()
        sheet = load_workbook(io.BytesIO(exports.board(rollout, rows, on=TODAY))).worksheets[0]
        lines = {line[0]: line[-3:] for line in sheet.iter_rows(values_only=True)}
        assert (lines["JG1"], lines["SQ1"]) == (("2", "1", "0"), ("0", "0", "0"))


class TestManyAtOnce:
    def test_each_is_done_by_itself_and_told(self, rollout: Rollout, units: Any, cast: Any) -> None:
        step("adopt", units.JG1, cast.clerk)
        rows = [row_of(unit) for unit in (units.JG1, units.JG2)]
        done, refusal = actions.step_each("accept", rows, actor=cast.admin, at=LATER)
        assert (done.refusal, row_of(units.JG1).state) == (None, UnitState.ACCEPTED)
        assert refusal.refusal is not None
        assert refusal.refusal.status == 409
        assert row_of(units.JG2).state == UnitState.NOT_STARTED

    def test_what_changed_since_it_was_seen_is_refused_and_the_rest_done(
        self, rollout: Rollout, units: Any, cast: Any
    ) -> None:
        step("adopt", units.JG1, cast.clerk)
        step("adopt", units.JG2, cast.neighbour)
        rows = [row_of(unit) for unit in (units.JG1, units.JG2)]
        seen = {row.public_id: row.revision for row in rows}
        step("return", units.JG1, cast.admin, reason="请核对")
        step("adopt", units.JG1, cast.clerk)
        stale, done = actions.step_each("accept", rows, actor=cast.admin, at=LATER, seen=seen)
        assert (type(stale.refusal), done.refusal) == (errors.Stale, None)
        assert [row_of(unit).state for unit in (units.JG1, units.JG2)] == [UnitState.ADOPTED, UnitState.ACCEPTED]

    def test_a_reminder_goes_once_a_day_to_those_who_owe(self, rollout: Rollout, units: Any, cast: Any) -> None:
        step("adopt", units.JG1, cast.clerk)
        for at, told in ((AT, 2), (LATER, 2), (AT + datetime.timedelta(days=1), 4)):
            assert actions.remind(rollout, rows=RolloutUnit.objects.all(), actor=cast.admin, at=at) == 5
            assert Notification.objects.filter(kind="rollout.remind").count() == told  # JG's leader, JG2's clerk
        with refused(errors.Denied, "rollout.not_yours"):
            actions.remind(rollout, rows=RolloutUnit.objects.all(), actor=cast.inspector, at=AT)
        rollout_flow.perform("pause", rollout, actor=cast.admin, at=AT)
        with refused(errors.WrongState, "rollout.not_running"):
            actions.remind(rollout, rows=RolloutUnit.objects.all(), actor=cast.admin, at=AT)


class TestInbox:
    def test_a_unit_owes_until_it_adopted(self, rollout: Rollout, units: Any, cast: Any) -> None:
        (task,) = inbox.tasks(cast.clerk, on=TODAY)
        assert (task.due_on, task.unit_name, task.tone) == (DUE, "机关第一党支部", StateTone.DRAFT)
        (task,) = inbox.tasks(cast.clerk, on=DUE + datetime.timedelta(days=1))
        assert task.tone == StateTone.OVERDUE
        step("adopt", units.JG1, cast.clerk)
        assert not list(inbox.tasks(cast.clerk, on=TODAY))

    def test_what_was_adopted_waits_for_the_administrator(self, rollout: Rollout, units: Any, cast: Any) -> None:
        assert not list(inbox.tasks(cast.admin, on=TODAY))
        step("adopt", units.JG1, cast.clerk)
        (task,) = inbox.tasks(cast.admin, on=TODAY)
        assert task.state_label == "1个单位等待验收"

    def test_two_queries_whatever_the_amount(
        self, rollout: Rollout, units: Any, cast: Any, django_assert_num_queries: Any
    ) -> None:
        step("adopt", units.JG1, cast.clerk)
        admin = User.objects.get(username="admin")
        for unit in (units.JG2, units.SQ1, units.SQ2):
            admin.posts.create(unit=unit, role="clerk", from_on=TODAY)
        everywhere = actors.of(admin, on=TODAY)
        with django_assert_num_queries(2):
            assert len(list(inbox.tasks(everywhere, on=TODAY))) == 4
        assert list(inbox.tasks(cast.public, on=TODAY)) == []


def test_two_who_decide_at_once_do_not_both_succeed(rollout: Rollout, units: Any, cast: Any) -> None:
    step("adopt", units.JG1, cast.clerk)
    seen = row_of(units.JG1)
    rollout_unit_flow.perform("accept", seen, actor=cast.admin, at=LATER, revision=seen.revision)
    with pytest.raises(errors.Stale):
        rollout_unit_flow.perform(
            "return", seen, actor=cast.admin, at=LATER, revision=seen.revision, data={"reason": "因"}
        )
