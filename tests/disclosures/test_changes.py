"""Is a public text changed by another one alone, through the whole chain, and do the two point at one another?"""

from __future__ import annotations

from typing import Any

import pytest

from core import errors
from core.audit.models import AuditEntry
from core.ledger.models import Entry
from disclosures import actions, content
from disclosures.afterwards import following_up, relations
from disclosures.inputs import values_of
from disclosures.kinds import State
from disclosures.models import Disclosure
from disclosures.writing import pictures
from obligations.models import Fulfilment
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker

pytestmark = pytest.mark.django_db


def now(disclosure: Disclosure) -> Disclosure:
    return Disclosure.objects.select_related("unit", "item").get(pk=disclosure.pk)


def refused(code: str) -> Any:
    return pytest.raises(errors.Refusal, match=f"^{code}:")


def test_a_change_begins_with_the_text_and_its_files(walk: Walker, cast: Any, png: Any) -> None:
    draft = walk.draft(keywords="党费")
    actions.attach(draft, stream=png(), name="一.png", title="收缴表", actor=cast.clerk, at=AT)
    original = walk.onward(now(draft))
    change = walk.follow_up(original)
    assert dict(values_of(change)) == dict(values_of(original))
    (copied,), (kept,) = content.attachments_of(change), content.attachments_of(original)
    assert (copied.title, copied.file.sha256) == (kept.title, kept.file.sha256)
    assert copied.file_id != kept.file_id
    assert now(change).content_hash == content.content_hash(now(change), [copied])


@pytest.mark.parametrize("relation", ["amends", "republishes"])
def test_it_shows_the_pictures_of_the_text_as_its_own(
    walk: Walker, cast: Any, png: Any, monkeypatch: pytest.MonkeyPatch, relation: str
) -> None:
    draft = walk.draft()
    shown = [actions.attach(draft, stream=png(), name="图.png", picture=True, actor=cast.clerk, at=AT) for _n in "12"]
    body = "<p>见图。</p>" + "".join(f'<p><img src="{pictures.address(each.file)}" alt="图"></p>' for each in shown)
    draft = now(draft)
    draft = actions.edit_draft(
        draft, data={**values_of(draft), "body": body}, revision=draft.revision, actor=cast.clerk, at=AT
    )
    actions.attach(draft, stream=png(), name="表.png", title="收缴表", actor=cast.clerk, at=AT)
    original = walk.onward(now(draft))
    monkeypatch.setattr(actions, "MOST_ATTACHMENTS", 1)
    change = now(walk.follow_up(original, relation))
    assert pictures.foreign(change) == set()
    assert [each.title for each in pictures.listed(change)] == ["收缴表"], "what the text shows is not listed besides"
    assert pictures.sums_in(change.body) == pictures.sums_in(original.body)
    assert change.content_hash == content.content_hash(change, content.attachments_of(change))
    assert walk.onward(change).state == State.PUBLISHED


def test_it_goes_through_the_whole_chain_and_then_stands_for_the_original(walk: Walker) -> None:
    original = walk.to(State.PUBLISHED)
    change = walk.follow_up(original)
    assert change.state == State.DRAFT
    for verb, who in (("submit", "clerk"), ("pass_secrecy", "secrecy"), ("approve", "leader")):
        change = walk.do(verb, change, by=getattr(walk.cast, who))
        assert now(original).state == State.PUBLISHED
    change = walk.do("publish", change)
    found = now(original)
    assert (found.state, found.ended_reason, found.ended_at) == (State.CHANGED, "金额有误", AT)
    assert (found.index_no, change.index_no) == ("JG1-2026-0001", "JG1-2026-0002")
    assert change.former_index_nos == ["JG1-2026-0001"]
    assert Disclosure.objects.published().get() == change
    kinds = Entry.objects.filter(subject_kind="disclosure").order_by("pk").values_list("kind", "subject_id")
    assert sorted(kinds) == sorted(
        [("published", original.public_id), ("changed", original.public_id), ("published", change.public_id)]
    )


def test_the_history_of_numbers_grows_and_is_found(walk: Walker, cast: Any) -> None:
    first, second = walk.changed()
    third = walk.onward(walk.follow_up(second))
    assert third.former_index_nos == ["JG1-2026-0001", "JG1-2026-0002"]
    around = relations.around(third, actor=cast.public)
    assert list(around.earlier) == [second, first]
    assert relations.around(now(first), actor=cast.public).successor == now(second)


def test_two_open_changes_of_one_text_are_refused(walk: Walker, cast: Any) -> None:
    original = walk.to(State.PUBLISHED)
    first = walk.follow_up(original)
    with refused("disclosure.change_open"):
        walk.follow_up(original)
    walk.follow_up(original, "clarifies")
    actions.discard_draft(first, actor=cast.clerk, at=AT)
    assert walk.follow_up(original).relation == "amends"


@pytest.mark.parametrize("state", [State.CHANGED, State.TERMINATED, State.MERGED, State.WITHDRAWN, State.APPROVED])
def test_only_what_is_public_is_changed(walk: Walker, state: State) -> None:
    with refused("state.wrong"):
        walk.follow_up(walk.to(state))


def test_what_was_withdrawn_is_published_again_as_a_new_text(walk: Walker, cast: Any) -> None:
    withdrawn = walk.to(State.WITHDRAWN)
    again = walk.onward(walk.follow_up(withdrawn, "republishes"))
    assert now(withdrawn).state == State.WITHDRAWN
    assert list(relations.around(now(withdrawn), actor=cast.public).pointing) == [again]
    assert relations.around(again, actor=cast.public).original == withdrawn


@pytest.mark.parametrize(("relation", "title"), [("clarifies", "关于《{}》的澄清"), ("follows", "《{}》后续情况")])
def test_what_only_points_at_the_original_leaves_it_alone(walk: Walker, relation: str, title: str) -> None:
    original = walk.to(State.PUBLISHED)
    draft = walk.follow_up(original, relation)
    assert (draft.title, draft.body) == (title.format(original.title), "")
    assert now(original).state == State.PUBLISHED


def test_a_change_of_what_ended_meanwhile_is_not_published(walk: Walker, cast: Any) -> None:
    original = walk.to(State.PUBLISHED)
    change = walk.onward(walk.follow_up(original), State.APPROVED)
    walk.do("terminate", original, by=cast.leader, reason="不再公开")
    with refused("disclosure.original_gone"):
        walk.do("publish", change)
    assert now(change).state == State.APPROVED


@pytest.mark.parametrize("person", ["leader", "secrecy", "deputy", "neighbour", "member", "admin", "inspector"])
def test_only_clerks_of_the_unit_begin_a_change(walk: Walker, cast: Any, person: str) -> None:
    original = walk.to(State.PUBLISHED)
    with refused("disclosure.not_drafter"):
        following_up.follow_up(
            original, data={"relation": "amends", "reason": "因"}, actor=getattr(cast, person), at=AT
        )
    assert not Disclosure.objects.filter(refers_to=original).exists()


@pytest.mark.parametrize(
    "data", [{}, {"relation": "amends"}, {"relation": "amends", "reason": "  "}, {"relation": "x"}]
)
def test_what_is_missing_is_named(walk: Walker, data: dict[str, str]) -> None:
    with refused("input.invalid"):
        following_up.follow_up(walk.to(State.PUBLISHED), data=data, actor=walk.cast.clerk, at=AT)


def test_readers_of_one_text_learn_nothing_of_another_that_is_not_theirs(walk: Walker, cast: Any) -> None:
    original = walk.to(State.PUBLISHED)
    data = {**values_of(original), "scope": "unit"}
    draft = walk.follow_up(original)
    narrowed = actions.edit_draft(draft, data=data, revision=draft.revision, actor=cast.clerk, at=AT)
    walk.onward(narrowed)
    assert relations.around(now(original), actor=cast.public).successor is None
    assert relations.around(now(original), actor=cast.member).successor is not None


class TestWhatIsOwed:
    @pytest.fixture
    def owed(self, walk: Walker) -> Any:
        from obligations import actions as obligation_actions

        happened = {"item": str(walk.items.open.public_id), "title": "收缴", "happened_on": TODAY}
        return obligation_actions.register_event(
            unit=walk.units.JG1, data=happened, actor=walk.cast.clerk, at=AT
        ).obligations.get()

    def standing(self, *texts: Disclosure) -> set[int]:
        rows = Fulfilment.objects.filter(withdrawn_on__isnull=True, disclosure_id__in=[text.pk for text in texts])
        return set(rows.values_list("disclosure_id", flat=True))

    def test_it_stays_fulfilled_through_a_change(self, walk: Walker, owed: Any) -> None:
        original, change = walk.changed()
        assert self.standing(original, change) == {original.pk}

    def test_it_is_owed_again_when_the_change_is_withdrawn(self, walk: Walker, cast: Any, owed: Any) -> None:
        original, change = walk.changed()
        walk.do("withdraw", change, by=cast.leader, reason="都错了")
        assert self.standing(original, change) == set()

    def test_it_stays_fulfilled_when_the_old_text_is_taken_down(self, walk: Walker, cast: Any, owed: Any) -> None:
        original, change = walk.changed()
        walk.do("take_down", original, by=cast.leader, reason="附了身份证号")
        assert self.standing(original, change) == {original.pk}

    @pytest.mark.parametrize(("verb", "stays"), [("terminate", True), ("withdraw", False), ("take_down", False)])
    def test_what_becomes_of_it_when_the_text_ends(
        self, walk: Walker, cast: Any, owed: Any, verb: str, stays: bool
    ) -> None:
        text = walk.to(State.PUBLISHED)
        assert self.standing(text) == {text.pk}
        walk.do(verb, text, by=cast.leader, reason="因")
        assert self.standing(text) == ({text.pk} if stays else set())


def test_the_trail_of_the_original_names_the_draft(walk: Walker) -> None:
    original = walk.to(State.PUBLISHED)
    draft = walk.follow_up(original)
    entry = AuditEntry.objects.about(original).get(verb="disclosure.followed_up")
    assert (entry.after["draft"], entry.reason) == (str(draft.public_id), "金额有误")
