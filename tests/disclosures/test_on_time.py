"""Does a text appear at its hour and to society at its day: not before, not twice, and after downtime all the same?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from accounts import actors
from core import errors
from core.audit.models import AuditEntry
from core.ledger.models import Entry
from core.notifications.models import Notification
from disclosures import actions, queries
from disclosures.afterwards import displaying, on_time
from disclosures.afterwards.on_time import Done
from disclosures.flows import disclosure_flow
from disclosures.inputs import values_of
from disclosures.kinds import State
from disclosures.models import Disclosure, PublicationRule
from obligations.models import Fulfilment
from tests.databases import AT
from tests.disclosures.conftest import Walker

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
SECOND = datetime.timedelta(seconds=1)


def now(disclosure: Disclosure) -> Disclosure:
    return Disclosure.objects.select_related("unit", "item").get(pk=disclosure.pk)


def refused(code: str) -> Any:
    return pytest.raises(errors.Refusal, match=f"^{code}:")


class TestScheduling:
    def test_it_is_published_at_its_hour_once(self, walk: Walker, cast: Any) -> None:
        text = walk.to(State.SCHEDULED)
        assert on_time.publish_due(at=AT + HOUR - SECOND) == Done(0, 0)
        assert not Disclosure.objects.visible_to(cast.public).exists()
        assert on_time.publish_due(at=AT + HOUR) == Done(1, 0)
        assert on_time.publish_due(at=AT + HOUR) == Done(0, 0)
        found = now(text)
        assert (found.state, found.published_at, found.publish_at) == (State.PUBLISHED, AT + HOUR, None)
        assert found.index_no == "JG1-2026-0001"
        assert Disclosure.objects.visible_to(cast.public).on_display(AT.date()).get() == found
        assert Entry.objects.filter(subject_id=found.public_id).count() == 1
        entry = AuditEntry.objects.about(found).filter(verb="disclosure.publish").get()
        assert entry.actor_label == actors.SYSTEM.label

    def test_after_downtime_all_that_became_due_is_made_up(self, walk: Walker) -> None:
        texts = [walk.to(State.SCHEDULED) for _ in range(3)]
        walk.do("schedule", walk.to(State.APPROVED), publish_at=AT + 9 * DAY)
        assert on_time.publish_due(at=AT + 3 * DAY) == Done(3, 0)
        assert {now(text).published_at for text in texts} == {AT + 3 * DAY}, "it says when it really appeared"
        assert Disclosure.objects.filter(state=State.SCHEDULED).count() == 1

    @pytest.mark.parametrize("when", [AT - DAY, AT - SECOND, AT])
    def test_the_past_is_refused(self, walk: Walker, when: datetime.datetime) -> None:
        text = walk.to(State.APPROVED)
        with refused("publish_at.past"):
            walk.do("schedule", text, publish_at=when)
        assert now(text).state == State.APPROVED

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ("", "input.invalid"),
            ("明天", "input.invalid"),
            ("2026-02-30 09:00", "input.invalid"),
            ("2199-01-01 09:00", "publish_at.too_far"),
        ],
    )
    def test_what_is_no_hour_is_refused(self, walk: Walker, given: str, code: str) -> None:
        with refused(code):
            walk.do("schedule", walk.to(State.APPROVED), publish_at=given)

    def test_a_browser_means_local_time(self, walk: Walker) -> None:
        text = walk.do("schedule", walk.to(State.APPROVED), publish_at="2026-11-21T09:00")
        assert text.publish_at == datetime.datetime(2026, 11, 21, 1, 0, tzinfo=datetime.UTC)

    def test_the_hour_can_be_taken_back_and_nothing_appears(self, walk: Walker) -> None:
        text = walk.do("unschedule", walk.to(State.SCHEDULED))
        assert (text.state, text.publish_at) == (State.APPROVED, None)
        assert text.approved_hash == text.content_hash
        assert on_time.publish_due(at=AT + DAY) == Done(0, 0)
        assert walk.do("publish", text).state == State.PUBLISHED

    def test_a_person_may_publish_what_is_scheduled_at_once(self, walk: Walker) -> None:
        text = walk.do("publish", walk.to(State.SCHEDULED))
        assert (text.state, text.published_at, text.publish_at) == (State.PUBLISHED, AT, None)

    def test_the_leader_still_returns_it_and_the_hour_is_void(self, walk: Walker, cast: Any) -> None:
        text = walk.do("return", walk.to(State.SCHEDULED), by=cast.leader, reason="数字要核对")
        assert (text.state, text.publish_at) == (State.RETURNED, None)
        assert on_time.publish_due(at=AT + DAY) == Done(0, 0)

    def test_nobody_edits_what_waits_for_its_hour(self, walk: Walker, cast: Any) -> None:
        text = walk.to(State.SCHEDULED)
        with refused("state.wrong"):
            actions.edit_draft(
                text, data={**values_of(text), "title": "改"}, revision=text.revision, actor=cast.clerk, at=AT
            )

    def test_one_that_was_tampered_with_stays_and_its_people_are_told_once(self, walk: Walker, cast: Any) -> None:
        bad, good = walk.to(State.SCHEDULED), walk.to(State.SCHEDULED)
        Disclosure.objects.filter(pk=bad.pk).update(body="<p>换了</p>")
        assert on_time.publish_due(at=AT + DAY) == Done(1, 1)
        assert on_time.publish_due(at=AT + DAY) == Done(0, 1)
        assert (now(bad).state, now(good).state) == (State.SCHEDULED, State.PUBLISHED)
        told = Notification.objects.filter(kind="disclosure.not_published", recipient=cast.clerk.user_id)
        assert told.count() == 1

    def test_nobody_but_the_clock_is_the_system(self, walk: Walker) -> None:
        text = walk.to(State.SCHEDULED)
        with refused("disclosure.not_due"):
            disclosure_flow.perform("publish", text, actor=actors.SYSTEM, at=AT)
        with refused("disclosure.not_publisher"):
            disclosure_flow.perform("publish", walk.to(State.APPROVED), actor=actors.SYSTEM, at=AT)


@pytest.fixture
def inside_first(walk: Walker) -> Walker:
    """The same walker; the item of its texts says 先党内后党外."""
    walk.items.open.inside_first = True
    walk.items.open.save()
    return walk


class TestInsideBeforeOutside:
    def test_first_inside_then_to_society_and_never_before(self, inside_first: Walker, cast: Any) -> None:
        text = inside_first.to(State.PUBLISHED)
        assert text.outside_from == AT + queries.INSIDE_DAYS * DAY
        for person, sees in (("public", False), ("member", True), ("villager", True), ("clerk", True)):
            visible = Disclosure.objects.visible_to(getattr(cast, person)).published()
            assert visible.exists() is sees, person
        assert on_time.open_due(at=text.outside_from - SECOND) == Done(0, 0)
        assert not Disclosure.objects.visible_to(cast.public).exists()
        assert on_time.open_due(at=text.outside_from) == Done(1, 0)
        assert on_time.open_due(at=text.outside_from) == Done(0, 0)
        found = now(text)
        assert (found.state, found.outside_from) == (State.PUBLISHED, None)
        assert found.opened_outside_at == text.outside_from
        assert Disclosure.objects.visible_to(cast.public).get() == found
        kinds = Entry.objects.filter(subject_id=found.public_id).order_by("pk").values_list("kind", flat=True)
        assert list(kinds) == ["published", "opened_outside"]

    @pytest.mark.parametrize("person", ["clerk", "leader", "deputy", "admin", "system"])
    def test_nobody_opens_it_earlier(self, inside_first: Walker, cast: Any, person: str) -> None:
        text = inside_first.to(State.PUBLISHED)
        assert text.outside_from is not None
        with refused("disclosure.not_due_outside" if person == "system" else "disclosure.opened_by_time"):
            disclosure_flow.perform("open_outside", text, actor=getattr(cast, person), at=text.outside_from - SECOND)
        assert now(text).outside_from is not None

    def test_whoever_merely_stands_in_for_a_member_is_no_member(self, inside_first: Walker) -> None:
        from tests.disclosures.conftest import newcomer, stand_in

        newcomer("outsider", inside_first.units.SQ1)
        text = inside_first.to(State.PUBLISHED)
        stands_in = stand_in("outsider", "leader_above")
        assert not Disclosure.objects.visible_to(stands_in).filter(pk=text.pk).exists()

    @pytest.mark.parametrize("scope", ["unit"])
    def test_what_society_never_reads_is_not_held(self, inside_first: Walker, scope: str) -> None:
        assert inside_first.to(State.PUBLISHED, scope=scope).outside_from is None

    def test_other_items_go_to_society_at_once(self, walk: Walker, cast: Any) -> None:
        assert walk.to(State.PUBLISHED).outside_from is None
        assert Disclosure.objects.visible_to(cast.public).exists()

    def test_what_was_withdrawn_meanwhile_is_never_opened(self, inside_first: Walker, cast: Any) -> None:
        text = inside_first.do("withdraw", inside_first.to(State.PUBLISHED), by=cast.leader, reason="数字有误")
        assert on_time.open_due(at=AT + 99 * DAY) == Done(0, 0)
        assert not Disclosure.objects.visible_to(cast.public).exists()
        assert Disclosure.objects.visible_to(cast.member).get() == text

    @pytest.mark.parametrize(("tenant", "item", "days"), [(None, None, 7), (3, None, 3), (3, 15, 15), (None, 15, 15)])
    def test_how_long_is_said_by_the_tenant_and_by_the_item(
        self, inside_first: Walker, cast: Any, tenant: int | None, item: int | None, days: int
    ) -> None:
        if tenant:
            displaying.set_rule(data={"inside_days": tenant}, actor=cast.admin, at=AT)
        if item:
            data = {"inside_days": item, "item": str(inside_first.items.open.public_id)}
            displaying.set_rule(data=data, actor=cast.admin, at=AT)
        assert inside_first.to(State.PUBLISHED).outside_from == AT + days * DAY

    def test_what_it_owes_is_paid_when_it_is_read_inside(self, inside_first: Walker) -> None:
        text = inside_first.to(State.PUBLISHED)
        assert not Fulfilment.objects.by(text.pk).filter(withdrawn_on__isnull=False).exists()


class TestTheRule:
    def test_an_empty_rule_is_no_rule(self, cast: Any, walk: Walker) -> None:
        displaying.set_rule(data={"inside_days": 3}, actor=cast.admin, at=AT)
        assert displaying.set_rule(data={}, actor=cast.admin, at=AT) is None
        assert not PublicationRule.objects.exists()

    @pytest.mark.parametrize("person", ["clerk", "leader", "deputy", "inspector", "member", "public"])
    def test_others_do_not_set_it(self, cast: Any, walk: Walker, person: str) -> None:
        with refused("publication_rule.not_yours"):
            displaying.set_rule(data={"inside_days": 3}, actor=getattr(cast, person), at=AT)

    @pytest.mark.parametrize("days", ["0", "-1", "4000", "七", "1.5"])
    def test_what_is_no_number_of_days(self, cast: Any, walk: Walker, days: str) -> None:
        with refused("input.invalid"):
            displaying.set_rule(data={"inside_days": days}, actor=cast.admin, at=AT)
