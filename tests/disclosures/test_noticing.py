"""Does a text on notice stay so for its days, to the second, and does nothing close or continue it before?"""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts import actors
from core import clock, errors
from core.audit.models import AuditEntry
from core.ledger.models import Entry
from core.notifications.models import Notification
from disclosures.afterwards import displaying, on_time
from disclosures.afterwards.on_time import Done
from disclosures.kinds import State
from disclosures.models import Disclosure, NoticeRule, Objection, PublicNotice
from disclosures.noticing import arranging, closing, duties, objecting
from disclosures.noticing.flows import notice_flow, objection_flow
from disclosures.noticing.kinds import NoticeState
from disclosures.recording import agreement
from tests.databases import AT
from tests.disclosures.conftest import Walker

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
SECOND = datetime.timedelta(seconds=1)
FIRST = datetime.date(2026, 11, 20)
OVER = clock.start_of(datetime.date(2026, 11, 28))
"""Published on the 20th with seven days: the 27th is the last full day."""
ANSWER = {"gist": "认为程序不全", "answer": "程序齐全，材料可以查阅。"}


def refused(code: str) -> Any:
    return pytest.raises(errors.Refusal, match=f"^{code}:")


def notice_of(text: Disclosure) -> PublicNotice:
    return PublicNotice.objects.select_related("disclosure__unit").get(disclosure=text)


def object_(text_on_notice: Disclosure, actor: Any, at: datetime.datetime = AT, **data: Any) -> Objection:
    values = {"text": "他上个月才入党", **data}
    return objecting.object_to(text_on_notice, data=values, actor=actor, at=at, source=str(uuid.uuid4()))


def answer(objection: Objection, actor: Any, at: datetime.datetime = AT) -> Objection:
    return objection_flow.perform("answer", objection, actor=actor, at=at, data=ANSWER)


@pytest.fixture
def noticed(walk: Walker) -> Walker:
    """The walker; the item of its texts asks for seven days of notice."""
    walk.items.open.notice_days = 7
    walk.items.open.save()
    return walk


class TestHowLong:
    def test_the_day_of_publication_is_day_0(self, noticed: Walker) -> None:
        text = noticed.to(State.PUBLISHED)
        notice = notice_of(text)
        assert (notice.state, notice.counted_from) == (NoticeState.RUNNING, FIRST)
        assert (notice.days, notice.last_on) == (7, datetime.date(2026, 11, 27))
        assert duties.over_at(notice) == OVER
        assert duties.days_left(notice, on=FIRST) == 7

    def test_other_items_ask_for_none(self, walk: Walker) -> None:
        text = walk.to(State.PUBLISHED)
        assert duties.of(text) is None
        assert not Entry.objects.filter(kind="noticed").exists()

    @pytest.mark.parametrize(
        ("kind", "scope", "days", "last"),
        [
            ("public", "society", None, "2026-11-27"),
            ("public", "society", 10, "2026-11-30"),
            ("public", "society", 2, "2026-11-27"),
            ("pre", "unit", None, "2026-11-27"),
            ("pre", "society", None, "2026-12-05"),
            ("appointment", "society", None, "2026-11-27"),
            ("appointment", "society", 8, "2026-12-02"),
        ],
    )
    def test_a_drafter_may_ask_for_more_never_for_less(
        self, walk: Walker, cast: Any, kind: str, scope: str, days: int | None, last: str
    ) -> None:
        text = walk.draft(scope=scope)
        arranging.plan(text, data={"kind": kind, "wanted_days": days}, actor=cast.clerk, at=AT)
        assert str(notice_of(walk.onward(text)).last_on) == last

    def test_an_appointment_is_counted_in_working_days_and_its_item_says_so(self, walk: Walker) -> None:
        walk.items.open.title, walk.items.open.notice_days = "干部考察预告和任前公示", 5
        walk.items.open.save()
        notice = notice_of(walk.to(State.PUBLISHED))
        assert (notice.kind, notice.days, notice.counted) == ("appointment", 5, "working")
        assert str(notice.last_on) == "2026-11-27", "two days of the week-end do not count"

    def test_nobody_gets_round_working_days_by_another_kind(self, walk: Walker, cast: Any) -> None:
        walk.items.open.title, walk.items.open.notice_days = "任前公示", 5
        walk.items.open.save()
        NoticeRule.objects.filter(term="appointment").update(days=12)
        text = walk.draft()
        arranging.plan(text, data={"kind": "public"}, actor=cast.clerk, at=AT)
        assert str(notice_of(walk.onward(text)).last_on) == "2026-12-08"

    def test_the_calendar_of_holidays_is_the_one_that_deadlines_use(self) -> None:
        term = duties.Term(5, duties.CountedDays.WORKING, "")
        found = term.deadline(datetime.date(2026, 11, 20))
        assert [note.number for note in found.explanation] == [0, 0, 0, 1, 2, 3, 4, 5]

    def test_a_tenant_lengthens_a_term_and_never_below_its_source(self, noticed: Walker, cast: Any) -> None:
        rule = arranging.set_rule(data={"term": "public", "days": 10}, actor=cast.admin, at=AT)
        assert (rule.days, rule.least_days) == (10, 7)
        assert notice_of(noticed.to(State.PUBLISHED)).days == 10
        with refused("days.too_few|input.invalid"):
            arranging.set_rule(data={"term": "public", "days": 6}, actor=cast.admin, at=AT)
        with pytest.raises(IntegrityError, match="notice_rule_never_shorter"), transaction.atomic():
            NoticeRule.objects.filter(term="public").update(days=6)

    def test_what_a_tenant_sets_holds_for_notices_that_begin_later(self, noticed: Walker, cast: Any) -> None:
        running = noticed.to(State.PUBLISHED)
        arranging.set_rule(data={"term": "public", "days": 10}, actor=cast.admin, at=AT)
        assert str(duties.length_of(notice_of(running), start=FIRST).deadline.due_on) == "2026-11-27"
        assert closing.close_due(at=OVER) == Done(1, 0), "on the day that its readers were told"
        arranging.set_rule(data={"term": "public", "days": 7}, actor=cast.admin, at=AT)
        assert notice_of(running).days == 7

    def test_set_back_a_running_notice_keeps_its_days(self, noticed: Walker, cast: Any) -> None:
        arranging.set_rule(data={"term": "public", "days": 10}, actor=cast.admin, at=AT)
        running = notice_of(noticed.to(State.PUBLISHED))
        arranging.set_rule(data={"term": "public", "days": 7}, actor=cast.admin, at=AT)
        assert [term.days for term in duties.terms_of(running)] == [10, 7], "its rule's, and its item's"
        assert duties.length_of(running, start=FIRST).deadline.due_on == running.last_on

    @pytest.mark.parametrize("person", ["clerk", "leader", "deputy", "inspector", "member", "public"])
    def test_others_set_no_terms(self, walk: Walker, cast: Any, person: str) -> None:
        with refused("notice_rule.not_yours"):
            arranging.set_rule(data={"term": "public", "days": 9}, actor=getattr(cast, person), at=AT)

    def test_what_is_held_inside_counts_once_society_reads_it(self, noticed: Walker) -> None:
        noticed.items.open.inside_first = True
        noticed.items.open.save()
        text = noticed.to(State.PUBLISHED)
        assert str(notice_of(text).last_on) == "2026-12-04"
        assert closing.close_due(at=AT + 30 * DAY) == Done(0, 0), "society has not read it yet"
        on_time.open_due(at=AT + 30 * DAY)
        assert closing.close_due(at=AT + 30 * DAY) == Done(0, 0)
        assert str(notice_of(text).last_on) == "2026-12-27", "it is lengthened by what was opened late"


class TestClosing:
    def test_not_a_second_early_then_once(self, noticed: Walker) -> None:
        text = noticed.to(State.PUBLISHED)
        assert closing.close_due(at=OVER - SECOND) == Done(0, 0)
        assert closing.close_due(at=OVER) == Done(1, 0)
        assert closing.close_due(at=OVER) == Done(0, 0)
        notice = notice_of(text)
        assert (notice.state, notice.closed_at, notice.objection_count) == (NoticeState.CLOSED, OVER, 0)
        kinds = Entry.objects.filter(subject_id=text.public_id).order_by("number").values_list("kind", flat=True)
        assert list(kinds) == ["published", "noticed", "notice_closed"]
        assert agreement.check(at=OVER).fault is None

    def test_after_downtime_it_is_made_up_once(self, noticed: Walker) -> None:
        texts = [noticed.to(State.PUBLISHED) for _ in range(2)]
        assert closing.close_due(at=OVER + 40 * DAY) == Done(2, 0)
        assert {notice_of(text).closed_at for text in texts} == {OVER + 40 * DAY}

    @pytest.mark.parametrize("person", ["clerk", "leader", "deputy", "admin", "inspector", "public", "system"])
    @pytest.mark.parametrize("verb", ["close", "lengthen"])
    def test_nobody_closes_it_early(self, noticed: Walker, cast: Any, person: str, verb: str) -> None:
        notice = notice_of(noticed.to(State.PUBLISHED))
        with refused("notice.by_the_system|notice.not_over|state.wrong"):
            notice_flow.perform(verb, notice, actor=getattr(cast, person), at=OVER - SECOND)
        assert notice_of(notice.disclosure).state == NoticeState.RUNNING

    @pytest.mark.parametrize("person", ["clerk", "leader", "deputy", "admin", "inspector", "public"])
    def test_nobody_breaks_it_off_while_its_text_is_public(self, noticed: Walker, cast: Any, person: str) -> None:
        notice = notice_of(noticed.to(State.PUBLISHED))
        with refused("notice.by_the_system"):
            notice_flow.perform("end", notice, actor=getattr(cast, person), at=OVER)

    @pytest.mark.parametrize(
        ("values", "constraint"),
        [
            ({"state": "closed", "closed_at": OVER - SECOND}, "public_notice_never_closed_early"),
            ({"state": "closed"}, "public_notice_closed_at"),
            ({"last_on": FIRST + 6 * DAY}, "public_notice_has_its_days"),
            ({"days": None}, "public_notice_runs_until"),
        ],
    )
    def test_no_statement_shortens_it(self, noticed: Walker, values: dict[str, Any], constraint: str) -> None:
        text = noticed.to(State.PUBLISHED)
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            PublicNotice.objects.filter(disclosure=text).update(**values)

    def test_with_an_open_objection_it_waits_and_its_unit_is_told_once(self, noticed: Walker, cast: Any) -> None:
        text = noticed.to(State.PUBLISHED)
        objection = object_(text, cast.public)
        assert closing.close_due(at=OVER) == Done(0, 1)
        assert closing.close_due(at=OVER + DAY) == Done(0, 1)
        told = Notification.objects.filter(kind="notice.waiting")
        assert sorted(told.values_list("recipient__username", flat=True)) == sorted(set_of(told))
        assert told.filter(recipient=cast.leader.user_id).count() == 1
        answer(objection, cast.clerk, OVER + DAY)
        assert closing.close_due(at=OVER + DAY) == Done(1, 0)
        assert notice_of(text).objection_count == 1
        assert agreement.check(at=OVER + DAY).fault is None

    def test_the_leader_looks_at_it_once(self, noticed: Walker, cast: Any) -> None:
        text = noticed.to(State.PUBLISHED)
        closing.close_due(at=OVER)
        seen = notice_flow.perform("review", notice_of(text), actor=cast.leader, at=OVER, data={"note": "无异议"})
        assert (seen.state, seen.review_note, seen.reviewed_at) == (NoticeState.CLOSED, "无异议", OVER)
        with refused("notice.reviewed"):
            notice_flow.perform("review", seen, actor=cast.leader, at=OVER)

    def test_a_missed_objection_opens_it_again_until_it_is_answered(self, noticed: Walker, cast: Any) -> None:
        text = noticed.to(State.PUBLISHED)
        closing.close_due(at=OVER)
        missed = {"text": "来信", "received_on": "2026-11-25", "reason": "信压在收发室"}
        opened = notice_flow.perform("reopen", notice_of(text), actor=cast.leader, at=OVER, data=missed)
        assert opened.state == NoticeState.RUNNING
        assert closing.close_due(at=OVER) == Done(0, 1)
        answer(Objection.objects.get(), cast.clerk, OVER)
        assert closing.close_due(at=OVER) == Done(1, 0)
        assert AuditEntry.objects.filter(verb="public_notice.reopen", reason="信压在收发室").exists()


def set_of(told: Any) -> set[str]:
    return set(told.values_list("recipient__username", flat=True))


class TestContinuing:
    def test_the_result_follows_a_closed_notice_alone(self, noticed: Walker) -> None:
        text = noticed.to(State.PUBLISHED)
        result = noticed.follow_up(text, "follows", reason="")
        for verb, who in (("submit", "clerk"), ("pass_secrecy", "secrecy"), ("approve", "leader")):
            if verb == "submit":
                result = filled(result, noticed)
            result = noticed.do(verb, result, by=getattr(noticed.cast, who))
        with refused("notice.running"):
            noticed.do("publish", result)
        closing.close_due(at=OVER)
        published = noticed.do("publish", result)
        assert published.state == State.PUBLISHED
        assert duties.of(Disclosure.objects.get(pk=result.pk)) is None, "a result is no notice"

    def test_a_changed_text_is_put_on_notice_anew(self, noticed: Walker, cast: Any) -> None:
        original, successor = noticed.changed()
        assert notice_of(original).state == NoticeState.ENDED
        assert (notice_of(successor).state, notice_of(successor).counted_from) == (NoticeState.RUNNING, FIRST)

    def test_the_new_notice_waits_for_objections_to_the_old_text(self, noticed: Walker, cast: Any) -> None:
        original = noticed.to(State.PUBLISHED)
        objection = object_(original, cast.member)
        noticed.onward(noticed.follow_up(original))
        assert closing.close_due(at=OVER) == Done(0, 1)
        answer(objection, cast.clerk, OVER)
        assert closing.close_due(at=OVER) == Done(1, 0)

    @pytest.mark.parametrize("verb", ["withdraw", "terminate", "take_down"])
    def test_a_text_that_ends_breaks_its_notice_off(self, noticed: Walker, cast: Any, verb: str) -> None:
        text = noticed.do(verb, noticed.to(State.PUBLISHED), by=cast.leader, reason="人选有变")
        assert notice_of(text).state == NoticeState.ENDED
        assert closing.close_due(at=OVER) == Done(0, 0)
        with refused("notice.over|object.missing"):
            object_(text, cast.public)

    def test_it_stays_listed_until_it_is_over(self, noticed: Walker, cast: Any) -> None:
        displaying.set_rule(data={"display_days": 2}, actor=cast.admin, at=AT)
        text = noticed.to(State.PUBLISHED)
        assert text.display_until == datetime.date(2026, 11, 27)
        with refused("display_until.before_notice_ends"):
            displaying.set_display(text, data={"display_until": "2026-11-26"}, revision=None, actor=cast.clerk, at=AT)

    def test_lengthened_it_stays_listed_as_long(self, noticed: Walker, cast: Any) -> None:
        displaying.set_rule(data={"display_days": 2}, actor=cast.admin, at=AT)
        noticed.items.open.inside_first = True
        noticed.items.open.save()
        text = noticed.to(State.PUBLISHED)
        late = AT + 20 * DAY
        on_time.open_due(at=late)
        assert closing.close_due(at=late) == Done(0, 0)
        text.refresh_from_db()
        assert text.display_until == notice_of(text).last_on == datetime.date(2026, 12, 17)
        assert Disclosure.objects.on_display(FIRST + 25 * DAY).filter(pk=text.pk).exists()
        entry = AuditEntry.objects.about(text).filter(verb="disclosure.display_set").get()
        assert (entry.actor_label, entry.after) == (actors.SYSTEM.label, {"display_until": "2026-12-17"})

    def test_what_is_held_inside_is_listed_for_as_long_once_society_reads_it(self, walk: Walker, cast: Any) -> None:
        walk.items.open.inside_first = True
        walk.items.open.save()
        displaying.set_rule(data={"display_days": 2, "inside_days": 5}, actor=cast.admin, at=AT)
        assert walk.to(State.PUBLISHED).display_until == FIRST + 7 * DAY

    def test_a_plan_is_changed_in_the_draft_alone(self, noticed: Walker, cast: Any) -> None:
        text = noticed.to(State.SUBMITTED)
        with refused("notice.not_editable"):
            arranging.plan(text, data={}, actor=cast.clerk, at=AT)


def filled(result: Disclosure, walk: Walker) -> Disclosure:
    from disclosures import actions
    from disclosures.inputs import values_of

    values = {**values_of(result), "body": "<p>公示无异议，决定如下。</p>"}
    return actions.edit_draft(result, data=values, revision=result.revision, actor=walk.cast.clerk, at=AT)


class TestObjecting:
    def test_until_the_last_second(self, noticed: Walker, cast: Any) -> None:
        text = noticed.to(State.PUBLISHED)
        assert object_(text, cast.public, OVER - SECOND).pk
        with refused("notice.over"):
            object_(text, cast.public, OVER)

    def test_published_in_the_last_second_of_a_day_that_day_is_day_0(self, noticed: Walker, cast: Any) -> None:
        from disclosures.flows import disclosure_flow

        midnight = clock.start_of(FIRST + DAY)
        text = noticed.to(State.APPROVED)
        disclosure_flow.perform("publish", text, actor=cast.clerk, at=midnight - SECOND)
        assert notice_of(text).last_on == FIRST + 7 * DAY
        late = noticed.to(State.APPROVED)
        disclosure_flow.perform("publish", late, actor=cast.clerk, at=midnight)
        assert notice_of(late).last_on == FIRST + 8 * DAY

    def test_of_the_anonymous_nothing_is_kept(self, noticed: Walker, cast: Any) -> None:
        text = noticed.to(State.PUBLISHED)
        found = object_(text, cast.member, anonymous="on", name="李某", contact="13800000000")
        assert (found.is_anonymous, found.name, found.contact, found.member_id) == (True, "", "", None)
        entry = AuditEntry.objects.get(verb="objection.raised")
        assert (entry.actor_id, entry.actor_label) == (None, actors.ANONYMOUS.label)
        with pytest.raises(IntegrityError, match="objection_anonymous_is_nobody"), transaction.atomic():
            Objection.objects.filter(pk=found.pk).update(name="李某")

    def test_a_member_is_named_and_told_the_answer(self, noticed: Walker, cast: Any) -> None:
        found = object_(noticed.to(State.PUBLISHED), cast.member)
        assert (found.is_anonymous, found.member_id) == (False, cast.member.user_id)
        answer(found, cast.clerk)
        assert Notification.objects.filter(kind="objection.answered", recipient=cast.member.user_id).count() == 1

    @pytest.mark.parametrize(
        "data",
        [
            {"text": ""},
            {"text": "长" * 2001},
            {"name": "李某"},
            {"contact": "13800000000"},
            {"name": "李" * 61, "contact": "1"},
        ],
    )
    def test_what_is_no_objection(self, noticed: Walker, cast: Any, data: dict[str, Any]) -> None:
        text = noticed.to(State.PUBLISHED)
        with refused("input.invalid"):
            object_(text, cast.public, **data)
        assert not Objection.objects.exists()

    def test_floods_from_one_place_are_slowed_down(self, noticed: Walker, cast: Any) -> None:
        text = noticed.to(State.PUBLISHED)
        place = str(uuid.uuid4())
        for number in range(objecting.MOST_AN_HOUR):
            objecting.object_to(text, data={"text": f"第{number}件"}, actor=cast.public, at=AT, source=place)
        with refused("objection.too_often"):
            objecting.object_to(text, data={"text": "又一件"}, actor=cast.public, at=AT, source=place)
        assert objecting.object_to(text, data={"text": "别人的"}, actor=cast.public, at=AT, source=str(uuid.uuid4())).pk

    def test_who_does_not_read_the_text_cannot_object_to_it(self, noticed: Walker, cast: Any) -> None:
        text = noticed.to(State.PUBLISHED, scope="unit")
        with refused("object.missing"):
            object_(text, cast.public)
        assert object_(text, cast.member).pk

    def test_a_text_that_is_not_on_notice_takes_none(self, walk: Walker, cast: Any) -> None:
        with refused("notice.none"):
            object_(walk.to(State.PUBLISHED), cast.public)

    @pytest.mark.parametrize(
        ("day", "code"),
        [
            ("2026-11-19", "received_on.outside_notice"),
            ("2026-11-28", "received_on.outside_notice"),
            ("2026-12-30", "received_on.future"),
            ("x", "input.invalid"),
            ("", "input.invalid"),
        ],
    )
    def test_the_office_types_in_what_came_in_time(self, noticed: Walker, cast: Any, day: str, code: str) -> None:
        text = noticed.to(State.PUBLISHED)
        kept = objecting.enter(
            text, data={"text": "来电", "received_on": "2026-11-27"}, actor=cast.clerk, at=OVER + DAY
        )
        assert kept.entered_by_name
        with refused(code):
            objecting.enter(text, data={"text": "来电", "received_on": day}, actor=cast.clerk, at=OVER + DAY)

    @pytest.mark.parametrize("person", ["member", "neighbour", "public", "secrecy", "deputy"])
    def test_others_neither_type_in_nor_answer(self, noticed: Walker, cast: Any, person: str) -> None:
        text, who = noticed.to(State.PUBLISHED), getattr(cast, person)
        found = object_(text, cast.public)
        with refused("objection.not_office"):
            objecting.enter(text, data={"text": "来电", "received_on": "2026-11-20"}, actor=who, at=AT)
        with refused("objection.not_answering|object.missing"):
            answer(found, who)

    def test_nobody_answers_twice_or_herself(self, noticed: Walker, cast: Any) -> None:
        found = object_(noticed.to(State.PUBLISHED), cast.clerk)
        with refused("objection.own"):
            answer(found, cast.clerk)
        answer(found, cast.leader)
        with refused("state.wrong"):
            answer(found, cast.leader)
