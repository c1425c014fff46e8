"""Who reads what is open to a certain range of people, or to one person alone?"""

from __future__ import annotations

import datetime
import itertools
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts import actors
from accounts.actors import Actor
from accounts.models import User
from catalogs.kinds import Scope
from core import errors
from core.audit.models import AuditEntry
from disclosures import actions, content, policies
from disclosures.kinds import ReaderKind, State
from disclosures.models import Audience, Disclosure, Reader, Submission
from disclosures.readers import lines as readers
from disclosures.readers import lists
from disclosures.writing import completeness
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker, appoint, newcomer, stand_in
from tests.disclosures.conftest import person_line as person

pytestmark = pytest.mark.django_db


def place(unit: Any, *, below: bool = False, role: str = "") -> dict[str, Any]:
    """Return the line that means a unit, or a post there."""
    line = {"kind": "post" if role else "unit", "unit": str(unit.public_id), "with_subtree": below}
    return line | {"role": role} if role else line


def to_state(walk: Walker, state: str, lines: list[dict[str, Any]], scope: str = Scope.AUDIENCE) -> Disclosure:
    """Walk a text with these readers to a state."""
    disclosure = walk.draft(scope=scope, readers=lines)
    steps = (("submit", "clerk"), ("pass_secrecy", "secrecy"), ("approve", "leader"), ("publish", "clerk"))
    reached = [State.DRAFT, State.SUBMITTED, State.SECRECY_CHECKED, State.APPROVED, State.PUBLISHED]
    for verb, who in steps[: reached.index(State(state))]:
        disclosure = walk.do(verb, disclosure, by=getattr(walk.cast, who))
    return disclosure


def who_reads(disclosure: Disclosure, people: dict[str, Actor]) -> set[str]:
    """Return who of these reads it, both answers of the rule being the same."""
    allowed = {name for name, actor in people.items() if policies.view(actor, disclosure)}
    listed = {
        name for name, actor in people.items() if Disclosure.objects.visible_to(actor).filter(pk=disclosure.pk).count()
    }
    assert allowed == listed
    return allowed


AT_WORK = {"admin", "superior", "inspector", "secrecy", "clerk", "second_clerk", "leader", "deputy", "system"}
"""Who works on what JG1 discloses, or supervises it."""


class TestWhoReads:
    @pytest.mark.parametrize(
        ("lines", "readers_beside"),
        [
            (lambda units: [person("villager")], {"villager"}),
            (lambda units: [place(units.JG2)], {"neighbour"}),
            (lambda units: [place(units.JG)], {"leader_above"}),
            (lambda units: [place(units.JG, below=True)], {"leader_above", "neighbour", "member"}),
            (lambda units: [place(units.QW)], {"supervisor"}),
            (lambda units: [place(units.JG2, role="leader")], set()),
            (lambda units: [place(units.QW, below=True, role="member")], {"member", "villager"}),
            (lambda units: [place(units.JG1, role="member"), person("neighbour")], {"member", "neighbour"}),
        ],
        ids=["person", "unit", "unit above", "subtree", "root alone", "empty post", "posts below", "mix"],
    )
    def test_the_list_decides(self, lines: Any, readers_beside: set[str], walk: Walker, cast: Any, units: Any) -> None:
        disclosure = to_state(walk, State.PUBLISHED, lines(units))
        assert who_reads(disclosure, vars(cast)) == AT_WORK | readers_beside

    def test_before_it_is_published_nobody_on_the_list_reads_it(self, walk: Walker, cast: Any) -> None:
        disclosure = to_state(walk, State.APPROVED, [person("villager")])
        assert who_reads(disclosure, vars(cast)) == AT_WORK

    def test_a_list_under_another_scope_is_asked_by_nobody(self, walk: Walker, cast: Any) -> None:
        disclosure = to_state(walk, State.PUBLISHED, [person("villager")], scope=Scope.UNIT)
        assert who_reads(disclosure, vars(cast)) == AT_WORK | {"member"}

    def test_posts_are_asked_at_the_moment_of_reading(self, walk: Walker, units: Any) -> None:
        disclosure = to_state(walk, State.PUBLISHED, [place(units.SQ2, role="leader")])
        assert who_reads(disclosure, {"villager": walk.cast.villager}) == set()
        assert who_reads(disclosure, {"villager": appoint("villager", units.SQ2, "leader")}) == {"villager"}
        User.objects.get(username="villager").posts.filter(unit=units.SQ2).update(
            from_on=TODAY - datetime.timedelta(days=9), to_on=TODAY - datetime.timedelta(days=1)
        )
        former = actors.of(User.objects.get(username="villager"), on=TODAY)
        assert who_reads(disclosure, {"villager": former}) == set()

    def test_standing_in_for_a_reader_makes_no_reader(self, walk: Walker, units: Any) -> None:
        disclosure = to_state(walk, State.PUBLISHED, [place(units.JG2)])
        assert who_reads(disclosure, {"villager": stand_in("villager", "neighbour")}) == set()

    def test_a_person_named_twice_reads_it_once(self, walk: Walker, units: Any) -> None:
        disclosure = to_state(
            walk, State.PUBLISHED, [person("neighbour"), place(units.JG2), place(units.JG, below=True)]
        )
        assert list(Disclosure.objects.visible_to(walk.cast.neighbour)) == [disclosure]
        assert Disclosure.objects.visible_to(walk.cast.neighbour).count() == 1

    def test_only_the_bearer_of_the_link_reads_what_is_for_somebody_without_account(
        self, walk: Walker, cast: Any
    ) -> None:
        disclosure = to_state(walk, State.PUBLISHED, [{"kind": "guest", "name": "王某"}], scope=Scope.PERSON)
        invitation = disclosure.readers.get().public_id
        people = {
            "guest": actors.invited("王某", invitation),
            "other guest": actors.invited("王某", uuid.uuid4()),
            "public": actors.ANONYMOUS,
            "villager": cast.villager,
        }
        assert who_reads(disclosure, people) == {"guest"}

    def test_an_invitation_opens_no_line_that_names_a_person(self, walk: Walker) -> None:
        disclosure = to_state(walk, State.PUBLISHED, [person("villager")])
        forged = actors.invited("某人", disclosure.readers.get().public_id)
        assert who_reads(disclosure, {"forged": forged}) == set()


class TestContent:
    def test_changing_the_readers_of_an_approved_text_voids_its_approval(self, walk: Walker, units: Any) -> None:
        approved = to_state(walk, State.APPROVED, [place(units.JG1)])
        changed = actions.set_readers(approved, data={"readers": [person("villager")]}, actor=walk.cast.clerk, at=AT)
        assert (changed.state, changed.approved_hash) == (State.DRAFT, "")

    def test_what_is_published_is_read_by_whom_was_approved(self, walk: Walker, units: Any) -> None:
        approved = to_state(walk, State.APPROVED, [place(units.JG1)])
        approved.readers.create(kind=ReaderKind.UNIT, unit=units.QW, with_subtree=True)
        with pytest.raises(content.HashMismatch):
            walk.do("publish", approved)

    def test_the_order_of_the_lines_does_not_matter(self, walk: Walker, units: Any) -> None:
        lines = [place(units.JG1), place(units.JG2, role="clerk"), person("villager"), {"kind": "guest", "name": "王"}]
        hashes = set()
        for order in itertools.permutations(lines):
            disclosure = actions.set_readers(
                walk.draft(scope=Scope.AUDIENCE), data={"readers": order}, actor=walk.cast.clerk, at=AT
            )
            hashes.add(disclosure.content_hash)
        assert len(hashes) == 1

    @pytest.mark.parametrize("other", [0, 1, 2, 3, 4])
    def test_another_list_is_another_content(self, other: int, walk: Walker, units: Any) -> None:
        lines = [
            [place(units.JG1, below=True)],
            [place(units.JG1, role="clerk")],
            [place(units.JG2)],
            [],
            [place(units.JG1), person("member")],
        ][other]
        first = walk.draft(scope=Scope.AUDIENCE)
        first = actions.set_readers(first, data={"readers": [place(units.JG1)]}, actor=walk.cast.clerk, at=AT)
        before = first.content_hash
        changed = actions.set_readers(first, data={"readers": lines}, actor=walk.cast.clerk, at=AT)
        assert changed.content_hash != before

    def test_no_name_of_a_person_without_account_stands_in_what_is_hashed(self, walk: Walker) -> None:
        disclosure = to_state(walk, State.DRAFT, [{"kind": "guest", "name": "王某某"}])
        assert "王某某" not in str(content.parts_of(disclosure, []))

    def test_deciders_are_shown_the_list_of_the_day(self, walk: Walker, units: Any) -> None:
        disclosure = to_state(walk, State.SUBMITTED, [place(units.JG, below=True), place(units.JG2, role="leader")])
        told = [line["text"] for line in Submission.objects.get(disclosure=disclosure).readers]
        assert told == ["区直机关党总支及下级单位", "机关第二党支部的党组织负责人"]

    def test_the_trail_tells_who_was_added_and_who_was_removed(self, walk: Walker) -> None:
        draft = to_state(walk, State.DRAFT, [person("villager")])
        actions.set_readers(draft, data={"readers": [person("member")]}, actor=walk.cast.clerk, at=AT)
        entry = AuditEntry.objects.filter(verb="disclosure.readers_set").order_by("-id")[0]
        assert (entry.before, entry.after) == ({"readers": ["许某"]}, {"readers": ["朱某"]})

    def test_somebody_of_the_same_name_is_somebody_else(self, walk: Walker) -> None:
        draft = to_state(walk, State.DRAFT, [person("villager")])
        User.objects.filter(username="member").update(name="许某")
        second = actors.of(User.objects.get(username="second_clerk"), on=TODAY)
        changed = actions.set_readers(draft, data={"readers": [person("member")]}, actor=second, at=AT)
        assert changed.revision == draft.revision + 1
        assert second.user_id in changed.editor_ids, "who says who reads it has written it, and does not decide"
        assert changed.content_hash == content.content_hash(changed, [])
        entry = AuditEntry.objects.filter(verb="disclosure.readers_set").order_by("-id")[0]
        assert (entry.before, entry.after) == ({"readers": ["许某（villager）"]}, {"readers": ["许某（member）"]})

    def test_a_line_that_stays_keeps_its_identity(self, walk: Walker, units: Any) -> None:
        draft = to_state(walk, State.DRAFT, [{"kind": "guest", "name": "王某"}])
        invitation = draft.readers.get().public_id
        lines = [place(units.JG1), {"kind": "guest", "name": " 王某 "}]
        actions.set_readers(draft, data={"readers": lines}, actor=walk.cast.clerk, at=AT)
        assert draft.readers.get(kind="guest").public_id == invitation

    def test_a_wider_line_replaces_the_narrower_one(self, walk: Walker, units: Any) -> None:
        draft = to_state(walk, State.DRAFT, [place(units.JG), place(units.JG, below=True)])
        assert [str(reader) for reader in draft.readers.all()] == ["区直机关党总支及下级单位"]


class TestCompleteness:
    def codes(self, disclosure: Disclosure) -> list[str]:
        """Return what stands between a text and its submission."""
        return [each.code for found in completeness.problems(disclosure, on=TODAY).values() for each in found]

    def test_a_text_for_a_certain_range_needs_readers(self, walk: Walker) -> None:
        draft = to_state(walk, State.DRAFT, [])
        assert self.codes(draft) == ["readers.required"]
        with pytest.raises(errors.Invalid) as caught:
            walk.do("submit", draft)
        assert "readers" in caught.value.errors

    @pytest.mark.parametrize("names", [[], ["villager", "member"]])
    def test_a_text_for_one_person_names_one(self, names: list[str], walk: Walker) -> None:
        draft = to_state(walk, State.DRAFT, [person(name) for name in names], scope=Scope.PERSON)
        assert self.codes(draft) == ["readers.one_person"]

    def test_a_unit_is_not_one_person(self, walk: Walker, units: Any) -> None:
        draft = to_state(walk, State.DRAFT, [place(units.JG1)], scope=Scope.PERSON)
        assert self.codes(draft) == ["readers.one_person"]

    @pytest.mark.parametrize(
        ("lines", "named"),
        [
            (lambda units: [person("member"), place(units.JG1, role="leader")], None),
            (lambda units: [place(units.JG1), place(units.JG2)], "机关第二党支部"),
            (lambda units: [place(units.JG, below=True)], "区直机关党总支及下级单位"),
            (lambda units: [person("villager")], "许某"),
            (lambda units: [{"kind": "guest", "name": "王某"}], "王某"),
        ],
    )
    def test_a_list_is_no_way_round_the_width_of_an_item(
        self, lines: Any, named: str | None, walk: Walker, units: Any
    ) -> None:
        draft = walk.draft(item=walk.items.unit, scope=Scope.AUDIENCE, readers=lines(units))
        problems = completeness.problems(draft, on=TODAY)
        assert [each.code for each in problems.get("readers", [])] == (["readers.outside_unit"] if named else [])
        if named:
            assert named in str(problems["readers"][0].reason)

    def test_an_item_that_speaks_of_such_a_scope_says_itself_how_far_it_goes(self, walk: Walker) -> None:
        walk.items.unit.scopes = [Scope.UNIT, Scope.AUDIENCE]
        walk.items.unit.save()
        draft = walk.draft(item=walk.items.unit, scope=Scope.AUDIENCE, readers=["villager"])
        assert self.codes(draft) == []

    def test_a_range_is_too_wide_for_an_item_of_one_person(self, walk: Walker) -> None:
        with pytest.raises(errors.Invalid) as caught:
            walk.draft(item=walk.items.person, scope=Scope.AUDIENCE)
        assert caught.value.code == "scope.too_wide"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("许某", "readers.kind_unknown"),
        ({}, "readers.kind_unknown"),
        ({"kind": "everybody"}, "readers.kind_unknown"),
        ({"kind": "person"}, "readers.person_missing"),
        ({"kind": "person", "person": "1"}, "readers.person_missing"),
        ({"kind": "person", "person": str(uuid.uuid4())}, "readers.person_missing"),
        ({"kind": "unit", "unit": None}, "readers.unit_missing"),
        ({"kind": "unit", "unit": {"$ne": 1}}, "readers.unit_missing"),
        ({"kind": "post", "unit": str(uuid.uuid4()), "role": "king"}, "readers.role_unknown"),
        ({"kind": "post", "unit": str(uuid.uuid4()), "role": ["clerk"]}, "readers.role_unknown"),
        ({"kind": "guest"}, "readers.name_wrong"),
        ({"kind": "guest", "name": "王" * 61}, "readers.name_wrong"),
        ({"kind": "guest", "name": "\x00"}, "readers.name_wrong"),
        ({"kind": "guest", "name": "王\u202e某"}, "readers.name_wrong"),
        ({"kind": "list", "list": str(uuid.uuid4())}, "readers.list_missing"),
        ({"kind": "list"}, "readers.list_missing"),
    ],
)
def test_a_line_that_names_nobody_is_refused_by_its_number(line: Any, code: str, walk: Walker, units: Any) -> None:
    draft = to_state(walk, State.DRAFT, [person("member")])
    with pytest.raises(errors.Invalid) as caught:
        actions.set_readers(draft, data={"readers": [place(units.JG1), line]}, actor=walk.cast.clerk, at=AT)
    assert (caught.value.code, caught.value.errors["readers"][0].row) == (code, 2)
    assert [str(reader) for reader in draft.readers.all()] == ["朱某"]


def test_too_many_lines(walk: Walker) -> None:
    with pytest.raises(errors.Invalid) as caught:
        to_state(walk, State.DRAFT, [{"kind": "guest", "name": f"王{number}"} for number in range(readers.MOST + 1)])
    assert caught.value.code == "readers.too_many"


def test_somebody_else_saved_meanwhile(walk: Walker) -> None:
    draft = to_state(walk, State.DRAFT, [person("member")])
    with pytest.raises(actions.DraftChanged):
        actions.set_readers(draft, data={"readers": []}, revision=draft.revision - 1, actor=walk.cast.clerk, at=AT)


@pytest.mark.parametrize("who", ["leader", "neighbour", "member", "admin", "secrecy"])
def test_only_a_clerk_of_the_unit_says_who_reads(who: str, walk: Walker, cast: Any) -> None:
    draft = to_state(walk, State.DRAFT, [person("member")])
    with pytest.raises((errors.Denied, errors.Missing)):
        actions.set_readers(draft, data={"readers": []}, actor=getattr(cast, who), at=AT)


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "person"},
        {"kind": "unit"},
        {"kind": "guest"},
        {"kind": "nobody", "guest_name": "王"},
    ],
)
def test_the_database_keeps_no_line_that_means_nobody(row: dict[str, Any], walk: Walker) -> None:
    draft = walk.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reader.objects.create(disclosure=draft, **row)


class TestKeptLists:
    def kept(self, walk: Walker, *lines: dict[str, Any], name: str = "支部委员") -> Audience:
        """Keep a list of the branch."""
        data = {"name": name, "readers": list(lines)}
        return lists.keep(walk.units.JG1, data=data, actor=walk.cast.clerk, at=AT)

    def test_a_text_takes_a_copy(self, walk: Walker) -> None:
        audience = self.kept(walk, person("member"), person("villager"))
        lines = [{"kind": "list", "list": str(audience.public_id)}, person("neighbour")]
        disclosure = to_state(walk, State.PUBLISHED, lines)
        data = {"name": "委员", "readers": [person("admin")]}
        lists.change(audience, data=data, revision=0, actor=walk.cast.second_clerk, at=AT)
        lists.discard(audience, actor=walk.cast.clerk, at=AT)
        assert {str(reader) for reader in disclosure.readers.all()} == {"朱某", "许某", "秦某"}
        assert policies.view(walk.cast.villager, disclosure)
        content.require_unchanged(disclosure, disclosure.approved_hash)

    def test_another_units_list_is_not_there(self, walk: Walker, units: Any) -> None:
        audience = self.kept(walk, person("member"))
        draft = walk.draft(by=walk.cast.neighbour, unit=units.JG2, scope=Scope.AUDIENCE)
        lines = [{"kind": "list", "list": str(audience.public_id)}]
        with pytest.raises(errors.Invalid) as caught:
            actions.set_readers(draft, data={"readers": lines}, actor=walk.cast.neighbour, at=AT)
        assert caught.value.code == "readers.list_missing"
        with pytest.raises(errors.Missing):
            lists.change(audience, data={}, revision=0, actor=walk.cast.neighbour, at=AT)
        with pytest.raises(errors.Missing):
            lists.discard(audience, actor=walk.cast.neighbour, at=AT)

    def test_who_comes_second_hears_what_the_first_left(self, walk: Walker) -> None:
        audience = self.kept(walk, person("member"))
        hers = {"name": "委员会", "readers": [person("villager"), person("admin")]}
        lists.change(audience, data=hers, revision=0, actor=walk.cast.second_clerk, at=AT)
        his = {"name": "委员", "readers": [person("member")]}
        for again in (
            lambda: lists.change(audience, data=his, revision=0, actor=walk.cast.clerk, at=AT),
            lambda: lists.discard(audience, revision=0, actor=walk.cast.clerk, at=AT),
        ):
            with pytest.raises(errors.Stale) as caught:
                again()
            assert (caught.value.code, caught.value.status) == ("audience.stale", 409)
            for said in (walk.cast.second_clerk.name, "委员会", *(str(each) for each in audience.readers.all())):
                assert said in str(caught.value.reason)
        audience.refresh_from_db()
        assert (audience.name, audience.revision, audience.readers.count()) == ("委员会", 1, 2)
        lists.change(audience, data=his, revision=1, actor=walk.cast.clerk, at=AT)
        assert {str(each) for each in audience.readers.all()} == {"朱某"}

    def test_a_name_is_given_once_in_a_unit(self, walk: Walker) -> None:
        self.kept(walk, person("member"))
        with pytest.raises(errors.Invalid) as caught:
            self.kept(walk, person("villager"))
        assert caught.value.code == "audience.name_taken"
        assert Audience.objects.count() == 1

    @pytest.mark.parametrize("lines", [[], [{"kind": "guest", "name": "王某"}]])
    def test_a_list_names_people_with_accounts(self, lines: list[dict[str, Any]], walk: Walker) -> None:
        with pytest.raises(errors.Invalid):
            self.kept(walk, *lines)

    def test_what_was_done_to_it_is_in_the_trail(self, walk: Walker) -> None:
        audience = self.kept(walk, person("member"))
        lists.discard(audience, actor=walk.cast.clerk, at=AT)
        verbs = list(AuditEntry.objects.filter(verb__startswith="audience.").values_list("verb", flat=True))
        assert verbs == ["audience.kept", "audience.discarded"]

    def test_supervisors_read_lists_and_do_not_keep_them(self, walk: Walker, cast: Any) -> None:
        audience = self.kept(walk, person("member"))
        assert Audience.objects.visible_to(cast.inspector).get() == audience
        assert not Audience.objects.visible_to(cast.neighbour).exists()
        with pytest.raises(errors.Denied):
            lists.discard(audience, actor=cast.inspector, at=AT)


def test_a_discarded_draft_takes_its_list_along(walk: Walker) -> None:
    draft = to_state(walk, State.DRAFT, [person("member")])
    actions.discard_draft(draft, actor=walk.cast.clerk, at=AT)
    assert not Reader.objects.exists()


def test_who_came_later_is_no_reader_by_name(walk: Walker, units: Any) -> None:
    disclosure = to_state(walk, State.PUBLISHED, [place(units.JG1)])
    assert who_reads(disclosure, {"new": newcomer("late", units.JG1, "member")}) == {"new"}
    assert who_reads(disclosure, {"new": newcomer("later", units.SQ1, "member")}) == set()
