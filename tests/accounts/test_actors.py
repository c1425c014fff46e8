"""Is authority the same as a question about one unit and as a filter over all?"""

from __future__ import annotations

import datetime

import pytest
from django.db.models import Q
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts import actions, actors, roles
from accounts.models import Post
from hierarchy import actions as tree_actions
from hierarchy.models import Unit
from tests.accounts.conftest import AT, TODAY, Hire, acting, post_of

DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize("permission", sorted(roles.PERMISSIONS))
@pytest.mark.parametrize("role", roles.Code.values)
def test_may_and_reach_agree_for_every_role_permission_and_unit(
    role: str, permission: str, root: Unit, general: Unit, branch: Unit, sister: Unit, hire: Hire
) -> None:
    to_on = TODAY + 300 * DAY
    for unit in (root, general, branch):
        actor = acting(hire("某某", role, unit, to_on=to_on))
        reached = set(Unit.objects.filter(actor.reach(permission, "")))
        assert reached == {each for each in Unit.objects.all() if actor.may(permission, each)}
        if permission in roles.named(role).permissions:
            expected = Unit.objects.within(Unit.objects.get(pk=unit.pk))
            wanted = set(expected) if roles.named(role).reach is roles.SUBTREE else {unit}
            assert reached == wanted
        else:
            assert reached == set()


spans = st.builds(lambda a, b: (min(a, b), max(a, b) + 1), st.integers(1, 30), st.integers(1, 30))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=st.lists(st.tuples(st.sampled_from(roles.ALL), spans, st.booleans()), max_size=4))
def test_several_seats_add_up_in_both(
    held: list[tuple[type[roles.Role], tuple[int, int], bool]], root: Unit, general: Unit, branch: Unit, sister: Unit
) -> None:
    units = list(Unit.objects.all())
    seats = tuple(
        actors.Seat(0, role, units[lft % len(units)].pk, "", lft, rght, "李某" if lent else "")
        for role, (lft, rght), lent in held
    )
    actor = actors.Actor(user_id=1, name="某某", seats=seats)
    for permission in roles.PERMISSIONS:
        reached = set(Unit.objects.filter(actor.reach(permission, "")))
        assert reached == {unit for unit in units if actor.may(permission, unit)}


def test_an_actor_is_loaded_with_one_query(
    general: Unit, branch: Unit, hire: Hire, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    chen = hire("陈某", "clerk", general)
    actions.appoint(chen, unit=branch, role="leader", from_on=TODAY, actor=actors.SYSTEM, at=AT)
    absent = hire("李某", "leader", general)
    actions.delegate(
        post_of(absent), to=chen, from_on=TODAY, to_on=TODAY, reason="外出培训", actor=acting(absent), at=AT
    )
    with django_assert_num_queries(1):
        actor = actors.of(chen, on=TODAY)
        assert len(actor.seats) == 3
        assert actor.may("disclosures.approve", general)
        assert actor.label == "区直机关党总支 信息员·陈某"
    assert actor.label_for("disclosures.approve", general) == "区直机关党总支 党组织负责人·陈某（代李某）"
    assert actor.label_for("disclosures.approve", branch) == "区直机关第一党支部 党组织负责人·陈某"


def test_what_is_signed_speaks_the_language_of_the_site(general: Unit, hire: Hire) -> None:
    actor = acting(hire("陈某", "clerk", general))
    with translation.override("en"):
        assert actor.label == "区直机关党总支 信息员·陈某"
        assert actor.title == "区直机关党总支 Clerk·陈某"


@pytest.mark.parametrize(
    ("from_on", "to_on", "held"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY - DAY, TODAY - DAY, False),
        (TODAY + DAY, None, False),
        (TODAY - DAY, TODAY, True),
    ],
)
def test_a_post_gives_authority_from_its_first_to_its_last_day(
    from_on: datetime.date, to_on: datetime.date | None, held: bool, branch: Unit, hire: Hire
) -> None:
    clerk = hire("陈某", "clerk", branch, from_on=from_on, to_on=to_on)
    actor = acting(clerk)
    assert (actor.may("disclosures.draft", branch), actor.is_member) == (held, held)
    assert post_of(clerk).holds_on(TODAY) is held


def test_after_the_tree_moved_authority_follows_the_new_tree(
    root: Unit, general: Unit, branch: Unit, sister: Unit, hire: Hire
) -> None:
    keeper, other = hire("王某", "admin", general), hire("赵某", "admin", sister)
    assert acting(keeper).may("units.manage", branch)
    tree_actions.move_unit(
        Unit.objects.get(pk=branch.pk),
        parent=Unit.objects.get(pk=sister.pk),
        actor=actors.SYSTEM,
        at=AT,
        reason="隶属关系调整",
    )
    moved = Unit.objects.get(pk=branch.pk)
    assert not acting(keeper).may("units.manage", moved)
    assert acting(other).may("units.manage", moved)


def test_the_public_reaches_nothing_and_the_system_everything(root: Unit, branch: Unit) -> None:
    assert not actors.ANONYMOUS.may("disclosures.draft", branch)
    assert not Unit.objects.filter(actors.ANONYMOUS.reach("disclosures.draft", "")).exists()
    everything = Unit.objects.filter(actors.SYSTEM.reach("disclosures.draft", "") | Q(pk=root.pk))
    assert everything.count() == Unit.objects.count()
    assert actors.SYSTEM.label == "系统"


def test_somebody_whose_account_is_closed_acts_as_nobody(branch: Unit, hire: Hire) -> None:
    clerk = hire("陈某", "clerk", branch)
    clerk.is_active = False
    assert actors.of(clerk, on=TODAY) == actors.ANONYMOUS


def test_an_unknown_permission_is_an_error_and_not_a_no(branch: Unit, hire: Hire) -> None:
    actor = acting(hire("陈某", "clerk", branch))
    with pytest.raises(ValueError, match=r"disclosures\.drafts"):
        actor.may("disclosures.drafts", branch)


def test_belonging_counts_own_posts_only(general: Unit, branch: Unit, hire: Hire) -> None:
    absent, outsider = hire("李某", "leader", branch), hire("周某", "leader", general)
    Post.objects.filter(user=outsider).update(to_on=TODAY - DAY)
    actions.delegate(
        post_of(absent), to=outsider, from_on=TODAY, to_on=TODAY, reason="外出", actor=acting(absent), at=AT
    )
    actor = acting(outsider)
    assert actor.may("disclosures.approve", branch)
    assert (actor.is_member, actor.unit_spans()) == (False, ())
    fresh = Unit.objects.get(pk=branch.pk)
    assert acting(absent).unit_spans() == ((fresh.lft, fresh.rght),)
