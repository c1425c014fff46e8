"""Is the one visibility rule the same everywhere: for one object, in lists, for files, in search and in the flow?"""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django_tenants.utils import tenant_context

from accounts import actors
from accounts.actors import Actor
from accounts.models import User
from catalogs.kinds import Scope
from core import errors
from core.files.models import StoredFile
from disclosures import actions, inbox, policies, queries, searching, visibility
from disclosures.flows import disclosure_flow
from disclosures.kinds import OFFERED_SCOPES, PUBLIC_STATES, State
from disclosures.models import Attachment, Disclosure
from tests import world
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker, newcomer, stand_in

pytestmark = pytest.mark.django_db


def clerk_of(walk: Walker, unit: Any) -> Actor:
    name = f"clerk{unit.code.lower()}"
    if User.objects.filter(username=name).exists():
        return actors.of(User.objects.get(username=name), on=TODAY)
    return newcomer(name, unit, "clerk")


@pytest.fixture
def everything(walk: Walker, units: Any) -> list[Disclosure]:
    """Texts of units on three levels and beside, in every state and scope."""
    for state in State.values:
        for scope in OFFERED_SCOPES:
            walk.to(state, scope=scope)
    for unit in (units.QW, units.JG, units.JG2, units.SQ1):
        for scope in OFFERED_SCOPES:
            walk.draft(by=clerk_of(walk, unit), unit=unit, scope=scope, title=f"{unit.code} {scope} draft")
            published = walk.draft(by=clerk_of(walk, unit), unit=unit, scope=scope, title=f"{unit.code} {scope}")
            Disclosure.objects.filter(pk=published.pk).update(
                state=State.PUBLISHED,
                round_no=1,
                submitted_at=AT,
                approved_at=AT,
                published_at=AT,
                approved_hash=published.content_hash,
                unit_name=unit.name,
                index_no=f"{unit.code}-{scope}",
            )
    return list(Disclosure.objects.select_related("unit"))


def everybody(cast: Any) -> dict[str, Actor]:
    """Return the whole cast and some in unusual positions."""
    nobody = User.objects.create(username="nobody", name="无职")
    return {
        **vars(cast),
        "nobody": actors.of(nobody, on=TODAY),
        "stands_in_for_leader": stand_in("villager", "leader"),
        "stands_in_for_inspector": stand_in("nobody", "inspector"),
    }


def test_policy_queryset_files_and_flow_are_one_rule(
    everything: list[Disclosure], cast: Any, png: Any, walk: Walker
) -> None:
    draft = next(found for found in everything if found.state == State.DRAFT and found.unit.code == "JG1")
    actions.attach(draft, stream=png(), name="一.png", actor=cast.clerk, at=AT)
    attachments = list(Attachment.objects.select_related("disclosure__unit"))
    for name, person in everybody(cast).items():
        allowed = {found.pk for found in everything if policies.view(person, found)}
        listed = list(Disclosure.objects.visible_to(person).values_list("pk", flat=True))
        assert len(listed) == len(set(listed)), name
        assert set(listed) == allowed, name
        assert Disclosure.objects.visible_to(person).count() == len(allowed), name
        files = {found.file_id for found in attachments if policies.view_file(person, found)}
        assert set(Attachment.objects.visible_to(person).values_list("file_id", flat=True)) == files, name
        seen = queries.files_visible_to(person)
        assert set(seen.values_list("pk", flat=True)) == files, name


@pytest.mark.parametrize(
    ("person", "scopes"),
    [
        ("public", {"society"}),
        ("neighbour", {"society", "party"}),
        ("villager", {"society", "party", "audience", "person"}),
        ("leader_above", {"society", "party"}),
        ("supervisor", {"society", "party"}),
        ("member", {"society", "party", "unit"}),
        ("clerk", set(OFFERED_SCOPES)),
        ("secrecy", set(OFFERED_SCOPES)),
        ("deputy", set(OFFERED_SCOPES)),
        ("inspector", set(OFFERED_SCOPES)),
        ("admin", set(OFFERED_SCOPES)),
        ("system", set(OFFERED_SCOPES)),
    ],
)
def test_what_a_branch_published_is_read_inside_its_scope(
    everything: list[Disclosure], cast: Any, person: str, scopes: set[str]
) -> None:
    of_branch = Disclosure.objects.filter(unit__code="JG1", state__in=PUBLIC_STATES)
    assert set(of_branch.visible_to(getattr(cast, person)).values_list("scope", flat=True)) == scopes


def test_what_a_unit_says_to_itself_is_read_by_those_below(everything: list[Disclosure], cast: Any) -> None:
    own = Disclosure.objects.published().filter(scope=Scope.UNIT)
    assert {d.unit.code for d in own.visible_to(cast.member)} == {"QW", "JG", "JG1"}
    assert {d.unit.code for d in own.visible_to(cast.villager)} == {"QW", "SQ1"}
    assert not own.visible_to(cast.public).exists()


@pytest.mark.parametrize("person", ["public", "member", "supervisor", "neighbour", "villager", "leader_above"])
def test_nothing_unpublished_is_seen_by_who_does_not_work_on_it(
    everything: list[Disclosure], cast: Any, person: str
) -> None:
    drafts = Disclosure.objects.filter(unit__code="JG1").exclude(state__in=PUBLIC_STATES)
    assert drafts.exists()
    assert not drafts.visible_to(getattr(cast, person)).exists()
    with pytest.raises(errors.Missing):
        disclosure_flow.perform("submit", drafts[0], actor=getattr(cast, person), at=AT)


def test_those_at_work_find_their_units_texts_in_every_state(everything: list[Disclosure], cast: Any) -> None:
    for name, person in everybody(cast).items():
        permissions = visibility.AT_WORK
        mine = {found.pk for found in everything if any(person.may(one, found.unit) for one in permissions)}
        in_error = [found for found in everything if found.state == State.IN_ERROR]
        mine -= {found.pk for found in in_error if not person.may(visibility.AUDIT, found.unit)}
        assert set(Disclosure.objects.workable_by(person).last_changed().values_list("pk", flat=True)) == mine, name


def test_search_finds_inside_the_scope_alone(walk: Walker, cast: Any) -> None:
    walk.to(State.PUBLISHED, title="春节慰问", scope=Scope.UNIT, keywords="困难党员", document_no="示发〔2026〕7号")
    for text in ("春节", "春节 慰问", "党费收缴", "机关第一", "〔2026〕7", "JG1-2026-0001", "困难党员", "季度"):
        assert searching.find(Disclosure.objects.visible_to(cast.member), text).count() == 1, text
        assert searching.find(Disclosure.objects.visible_to(cast.neighbour), text).count() == 0, text
    assert searching.find(Disclosure.objects.visible_to(cast.member), "春节 国庆").count() == 0
    assert searching.find(Disclosure.objects.visible_to(cast.member), "\x00").count() == 1
    assert searching.find(Disclosure.objects.visible_to(cast.member), "' OR 1=1 --").count() == 0
    assert searching.find(Disclosure.objects.visible_to(cast.member), "%").count() == 0


def test_narrowing(walk: Walker, cast: Any, units: Any) -> None:
    found = walk.to(State.PUBLISHED)
    walk.to(State.PUBLISHED, item=walk.items.party, scope=Scope.PARTY)
    walk.to(State.WITHDRAWN)
    published = Disclosure.objects.published()
    assert published.count() == 2
    assert published.of_item(walk.items.open).get() == found
    assert published.of_scope(Scope.SOCIETY).get() == found
    assert published.of_category(walk.items.open.category).count() == 2
    assert published.within(units.JG).count() == 2
    assert published.within(units.JD).count() == 0
    assert published.of_unit(units.JG).count() == 0
    assert published.published_between(TODAY, TODAY).count() == 2
    assert published.published_between(TODAY + datetime.timedelta(days=1), None).count() == 0
    assert published.newest()[0].pk > found.pk


def test_the_other_tenant_sees_nothing(walk: Walker, college: Any, png: Any) -> None:
    disclosure = walk.draft()
    file = actions.attach(disclosure, stream=png(), name="一.png", actor=walk.cast.clerk, at=AT).file
    for verb, who in (("submit", "clerk"), ("pass_secrecy", "secrecy"), ("approve", "leader"), ("publish", "clerk")):
        disclosure = walk.do(verb, disclosure, by=getattr(walk.cast, who))
    with tenant_context(college):
        theirs = world.cast()
        for person in vars(theirs).values():
            assert not Disclosure.objects.visible_to(person).exists()
            assert not searching.find(Disclosure.objects.all(), "党费").exists()
            assert not Attachment.objects.visible_to(person).exists()
            assert not StoredFile.objects.filter(public_id=file.public_id).exists()
            assert list(inbox.tasks(person, on=TODAY)) == []
            with pytest.raises(errors.Missing):
                disclosure_flow.perform("withdraw", disclosure, actor=person, at=AT, data={"reason": "撤"})
            with pytest.raises(errors.Missing):
                actions.edit_draft(disclosure, data={}, revision=0, actor=person, at=AT)


def test_an_id_that_nothing_has(walk: Walker, cast: Any) -> None:
    ghost = Disclosure(pk=10**12, public_id=uuid.uuid4(), unit=walk.units.JG1)
    with pytest.raises(errors.Missing):
        walk.do("submit", ghost)
