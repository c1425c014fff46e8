"""Who keeps whose account?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts import actions, actors, policies
from accounts.models import Post, User
from core import errors
from core.audit.models import AuditEntry
from hierarchy.models import Unit
from tests.accounts.conftest import AT, PASSWORD, TODAY, Hire, acting

NEW: dict[str, Any] = {"name": "陈芳", "role": "clerk", "from_on": TODAY, "at": AT}


def test_a_new_person_has_a_post_and_a_password_to_change(branch: Unit, general: Unit, hire: Hire) -> None:
    keeper = hire("王某", "admin", general)
    new = actions.create_user(username="ＣｈｅｎＦａｎｇ", unit=branch, actor=acting(keeper), **NEW)
    person = User.objects.get_by_natural_key("CHENFANG")
    assert person == new.user
    assert (person.username, person.initials, person.must_change_password) == ("chenfang", "cf", True)
    assert person.check_password(new.password)
    assert new.password not in repr(new)
    assert acting(person).may("disclosures.draft", branch)
    assert AuditEntry.objects.filter(verb="user.created", subject_id=person.pk).count() == 1
    assert new.password not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("username", ["chenfang", "ChenFang ", "ｃｈｅｎｆａｎｇ"])
def test_a_user_name_is_taken_however_it_is_typed(username: str, branch: Unit) -> None:
    actions.create_user(username="chenfang", unit=branch, actor=actors.SYSTEM, **NEW)
    with pytest.raises(errors.Invalid) as refused:
        actions.create_user(username=username, unit=branch, actor=actors.SYSTEM, **NEW)
    assert refused.value.code == "user.username_taken"
    assert list(refused.value.errors) == ["username"]


def test_nothing_is_written_when_the_first_post_is_refused(branch: Unit) -> None:
    with pytest.raises(errors.Invalid):
        actions.create_user(username="half", unit=branch, actor=actors.SYSTEM, **{**NEW, "role": "supervisor"})
    assert not User.objects.filter(username="half").exists()


def test_only_the_units_administrators_take_people_in(branch: Unit, sister: Unit, hire: Hire) -> None:
    for person in (hire("王某", "admin", sister), hire("李某", "leader", branch)):
        with pytest.raises(errors.Denied):
            actions.create_user(username="x", unit=branch, actor=acting(person), **NEW)


@pytest.mark.parametrize("text", ["陈芳", "芳", "cf", "CF", "chenf", "ＣＨＥＮ"])
def test_people_are_found_by_name_initials_and_user_name(text: str, branch: Unit) -> None:
    found = actions.create_user(username="chenfang", unit=branch, actor=actors.SYSTEM, **NEW).user
    assert found in User.objects.search(text)
    assert found not in User.objects.search("zzz")


def test_an_account_is_kept_by_who_manages_all_its_units(
    root: Unit, general: Unit, branch: Unit, sister: Unit, hire: Hire
) -> None:
    """Parity: the policy for one person is the queryset for all."""
    people = {
        "root admin": hire("甲", "admin", root),
        "general admin": hire("乙", "admin", general),
        "sister admin": hire("丙", "admin", sister),
        "branch clerk": hire("丁", "clerk", branch),
        "sister clerk": hire("戊", "clerk", sister),
        "both": hire("己", "clerk", branch),
        "gone above": hire("庚", "leader", root),
    }
    actions.appoint(people["both"], unit=sister, role="member", from_on=TODAY, actor=actors.SYSTEM, at=AT)
    Post.objects.filter(user=people["gone above"]).update(to_on=TODAY - datetime.timedelta(days=1))
    actions.appoint(people["gone above"], unit=branch, role="member", from_on=TODAY, actor=actors.SYSTEM, at=AT)
    for keeper in people.values():
        actor = acting(keeper)
        allowed = {p for p in User.objects.all() if policies.manage_person(actor, p, on=TODAY)}
        assert allowed == set(User.objects.manageable_by(actor, on=TODAY)) - {keeper}
    by_general = set(User.objects.manageable_by(acting(people["general admin"]), on=TODAY))
    assert by_general == {people["general admin"], people["branch clerk"], people["gone above"]}


def test_the_administrator_of_a_branch_cannot_take_over_the_root(root: Unit, general: Unit, hire: Hire) -> None:
    above, below = hire("甲", "admin", root), hire("乙", "admin", general)
    actions.appoint(above, unit=general, role="member", from_on=TODAY, actor=acting(below), at=AT)
    with pytest.raises(errors.Denied) as refused:
        actions.reset_password(above, actor=acting(below), at=AT)
    assert refused.value.code == "people.not_yours"
    assert User.objects.get(pk=above.pk).check_password(PASSWORD)


def test_a_closed_account_signs_in_nowhere_and_keeps_its_posts(branch: Unit, general: Unit, hire: Hire) -> None:
    keeper, chen = hire("王某", "admin", general), hire("陈某", "clerk", branch)
    actions.deactivate(chen, reason="退休", actor=acting(keeper), at=AT)
    assert acting(chen) == actors.ANONYMOUS
    assert chen.posts.current(TODAY).exists()
    actions.reactivate(chen, reason="返聘", actor=acting(keeper), at=AT)
    assert acting(chen).may("disclosures.draft", branch)


def test_a_person_corrects_how_to_be_reached_but_not_the_name(branch: Unit, hire: Hire) -> None:
    chen = hire("陈某", "clerk", branch)
    actions.change_details(chen, email="c@example.test", language="en", actor=acting(chen), at=AT)
    chen.refresh_from_db()
    assert (chen.email, chen.language, chen.name) == ("c@example.test", "en", "陈某")
    with pytest.raises(errors.Denied):
        actions.change_details(chen, name="陈局长", actor=acting(chen), at=AT)


def test_a_list_of_people_costs_two_queries(
    branch: Unit, hire: Hire, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        hire(f"某{number}", "member", branch)
    with django_assert_num_queries(2):
        people = list(User.objects.within(branch, on=TODAY).for_list(on=TODAY))
        assert [post.unit.name for person in people for post in person.posts.all()] == [branch.name] * 4
