"""Does what is public cease to be in the way that was decided, by who answers for it, and nothing get lost?"""

from __future__ import annotations

from typing import Any

import pytest

from core import errors
from core.audit.models import AuditEntry
from core.ledger.models import Entry
from core.notifications.models import Notification
from disclosures import actions, policies, queries
from disclosures.afterwards import absences
from disclosures.kinds import State
from disclosures.models import Attachment, Disclosure
from tests.databases import AT
from tests.disclosures.conftest import Walker, appoint, newcomer

pytestmark = pytest.mark.django_db

ENDS = {
    "withdraw": State.WITHDRAWN,
    "terminate": State.TERMINATED,
    "take_down": State.IN_ERROR,
}


def now(disclosure: Disclosure) -> Disclosure:
    return Disclosure.objects.select_related("unit", "item").get(pk=disclosure.pk)


def refused(code: str) -> Any:
    return pytest.raises(errors.Refusal, match=f"^{code}:")


@pytest.mark.parametrize("verb", ENDS)
class TestEveryEnd:
    def test_needs_a_reason(self, walk: Walker, cast: Any, verb: str) -> None:
        text = walk.to(State.PUBLISHED)
        for reason in ("", "   "):
            with refused("input.invalid"):
                walk.do(verb, text, by=cast.leader, reason=reason)
        assert now(text).state == State.PUBLISHED

    def test_stands_in_the_ledger_and_in_the_trail_with_its_reason(self, walk: Walker, cast: Any, verb: str) -> None:
        text = walk.do(verb, walk.to(State.PUBLISHED), by=cast.leader, reason="因为")
        assert text.state == ENDS[verb]
        assert AuditEntry.objects.about(text).get(verb=f"disclosure.{verb}").reason == "因为"
        assert Entry.objects.filter(subject_id=text.public_id).count() == 2

    def test_is_ordered_by_a_superior_above_and_signed_so(self, walk: Walker, cast: Any, verb: str) -> None:
        text = walk.do(verb, walk.to(State.PUBLISHED), by=cast.deputy, reason="责令")
        entry = AuditEntry.objects.about(text).get(verb=f"disclosure.{verb}")
        assert entry.after["state"] == ENDS[verb]
        told = Notification.objects.filter(kind=f"disclosure.{verb}").values_list("recipient_id", flat=True)
        assert {cast.leader.user_id, cast.clerk.user_id} <= set(told)
        assert cast.deputy.user_id not in told

    @pytest.mark.parametrize(
        "person", ["clerk", "secrecy", "member", "neighbour", "leader_above", "admin", "inspector", "public"]
    )
    def test_is_nobody_elses(self, walk: Walker, cast: Any, verb: str, person: str) -> None:
        text = walk.to(State.PUBLISHED)
        with refused("disclosure.not_answerable"):
            walk.do(verb, text, by=getattr(cast, person), reason="因")

    def test_is_not_ordered_from_the_same_unit(self, walk: Walker, verb: str) -> None:
        beside = newcomer("beside", walk.units.JG1, "superior")
        with refused("disclosure.not_answerable"):
            walk.do(verb, walk.to(State.PUBLISHED), by=beside, reason="因")

    def test_has_no_way_back(self, walk: Walker, cast: Any, verb: str) -> None:
        text = walk.do(verb, walk.to(State.PUBLISHED), by=cast.leader, reason="因")
        seer = appoint("leader", walk.units.JG1, "inspector")
        for back in ("publish", "withdraw", "reopen", "recall", "unschedule", "terminate"):
            with refused("state.wrong"):
                walk.do(back, text, by=seer, reason="因")


class TestPublishedInError:
    def test_text_and_files_are_out_of_sight_at_once_but_for_who_audits(
        self, walk: Walker, cast: Any, png: Any
    ) -> None:
        draft = walk.draft()
        actions.attach(draft, stream=png(), name="一.png", actor=cast.clerk, at=AT)
        text = walk.do("take_down", walk.onward(draft), by=cast.leader, reason="附了身份证号")
        seeing = {name for name, person in vars(cast).items() if policies.view(person, text)}
        assert seeing == {name for name, person in vars(cast).items() if person.may("disclosures.inspect", text.unit)}
        assert {"admin", "inspector", "system"} <= seeing
        assert not {"clerk", "leader", "secrecy", "member", "public"} & seeing
        for name, person in vars(cast).items():
            files = Attachment.objects.visible_to(person).filter(disclosure=text)
            assert files.exists() == queries.files_visible_to(person).exists() == (name in seeing), name
            assert Disclosure.objects.workable_by(person).filter(pk=text.pk).exists() == (name in seeing), name

    @pytest.mark.parametrize("state", [State.WITHDRAWN, State.CHANGED, State.TERMINATED, State.MERGED])
    def test_it_may_be_found_out_later(self, walk: Walker, cast: Any, state: State) -> None:
        text = walk.do("take_down", walk.to(state), by=cast.leader, reason="附了身份证号")
        assert (text.state, text.withdrawn_at, text.merged_into_id) == (State.IN_ERROR, None, None)
        assert not Disclosure.objects.visible_to(cast.public).filter(pk=text.pk).exists()

    @pytest.mark.parametrize(
        ("scope", "person", "gone"),
        [
            ("society", "public", True),
            ("society", "clerk", True),
            ("unit", "member", True),
            ("unit", "public", False),
            ("unit", "neighbour", False),
        ],
    )
    def test_whom_it_was_for_learns_that_it_is_gone(
        self, walk: Walker, cast: Any, scope: str, person: str, gone: bool
    ) -> None:
        text = walk.to(State.IN_ERROR, scope=scope)
        refusal = absences.refusal(text.public_id, actor=getattr(cast, person))
        assert isinstance(refusal, absences.TakenDown if gone else errors.Missing)
        assert text.title not in str(refusal)

    def test_notices_do_not_carry_the_title_on(self, walk: Walker, cast: Any) -> None:
        text = walk.to(State.IN_ERROR)
        told = Notification.objects.filter(kind="disclosure.take_down")
        assert told.exists()
        for note in told:
            assert text.title not in note.title + note.body
        assert "身份证" not in told.get(recipient=cast.clerk.user_id).body


class TestMerging:
    @pytest.fixture
    def target(self, walk: Walker) -> Disclosure:
        return walk.to(State.PUBLISHED, title="合并后的")

    def merge(self, walk: Walker, text: Disclosure, into: object, **more: Any) -> Disclosure:
        return walk.do("merge", text, by=walk.cast.leader, into=str(into), reason="同一件事", **more)

    def test_the_other_stands_for_it(self, walk: Walker, cast: Any, target: Disclosure) -> None:
        text = self.merge(walk, walk.to(State.PUBLISHED), target.public_id)
        assert (text.state, text.merged_into_id, text.ended_reason) == (State.MERGED, target.pk, "同一件事")
        assert Disclosure.objects.visible_to(cast.public).published().get() == target

    def test_not_into_itself(self, walk: Walker, target: Disclosure) -> None:
        with refused("into.itself"):
            self.merge(walk, target, target.public_id)

    def test_not_into_another_units(self, walk: Walker) -> None:
        clerk = newcomer("clerk2", walk.units.JG2, "clerk")
        other = walk.draft(by=clerk, unit=walk.units.JG2)
        walk.cast.clerk, kept = clerk, walk.cast.clerk
        leader = newcomer("leader2", walk.units.JG2, "leader")
        walk.cast.leader, kept_leader = leader, walk.cast.leader
        other = walk.onward(other)
        walk.cast.clerk, walk.cast.leader = kept, kept_leader
        with refused("into.other_unit"):
            self.merge(walk, walk.to(State.PUBLISHED), other.public_id)

    @pytest.mark.parametrize("state", [State.DRAFT, State.APPROVED, State.SCHEDULED, State.WITHDRAWN, State.TERMINATED])
    def test_not_into_what_is_not_public(self, walk: Walker, state: State) -> None:
        with refused("into.not_public"):
            self.merge(walk, walk.to(State.PUBLISHED), walk.to(state).public_id)

    def test_not_into_what_was_taken_down(self, walk: Walker) -> None:
        with refused("into.missing"):
            self.merge(walk, walk.to(State.PUBLISHED), walk.to(State.IN_ERROR).public_id)

    @pytest.mark.parametrize(("scope", "into"), [("society", "unit"), ("society", "party"), ("party", "unit")])
    def test_not_into_a_narrower_one(self, walk: Walker, scope: str, into: str) -> None:
        items = {"society": walk.items.open, "party": walk.items.party, "unit": walk.items.unit}
        narrow = walk.to(State.PUBLISHED, scope=into, item=items[into])
        with refused("into.narrower"):
            self.merge(walk, walk.to(State.PUBLISHED, scope=scope, item=items[scope]), narrow.public_id)

    def test_not_into_one_that_is_still_held_inside(self, walk: Walker) -> None:
        text = walk.to(State.PUBLISHED)
        walk.items.open.inside_first = True
        walk.items.open.save()
        with refused("into.narrower"):
            self.merge(walk, text, walk.to(State.PUBLISHED).public_id)

    @pytest.mark.parametrize(
        ("into", "code"),
        [
            ("", "input.invalid"),
            ("第一件", "input.invalid"),
            ("1", "input.invalid"),
            ("00000000-0000-0000-0000-000000000000", "into.missing"),
        ],
    )
    def test_what_is_no_text(self, walk: Walker, into: str, code: str) -> None:
        with refused(code):
            self.merge(walk, walk.to(State.PUBLISHED), into)

    def test_a_chain_of_merges_never_closes(self, walk: Walker) -> None:
        first, second, third = (walk.to(State.PUBLISHED) for _ in range(3))
        self.merge(walk, first, second.public_id)
        self.merge(walk, second, third.public_id)
        with refused("into.not_public"):
            self.merge(walk, third, first.public_id)
