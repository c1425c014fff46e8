"""Are posts given and ended as the rules say?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts import actions, actors
from accounts.models import Delegation, Post
from core import errors
from core.audit.models import AuditEntry
from hierarchy.models import Unit
from tests.accounts.conftest import AT, TODAY, Hire, acting, post_of

DAY = datetime.timedelta(days=1)


def test_an_administrator_appoints_in_the_subtree_and_nowhere_else(
    general: Unit, branch: Unit, sister: Unit, hire: Hire
) -> None:
    keeper, chen = hire("王某", "admin", general), hire("陈某", "member", sister)
    post = actions.appoint(chen, unit=branch, role="clerk", from_on=TODAY, actor=acting(keeper), at=AT)
    entry = AuditEntry.objects.about(post).get()
    assert (entry.verb, entry.actor_label, entry.unit_id) == ("post.given", "区直机关党总支 管理员·王某", branch.pk)
    with pytest.raises(errors.Denied) as refused:
        actions.appoint(chen, unit=sister, role="clerk", from_on=TODAY, actor=acting(keeper), at=AT)
    assert refused.value.code == "people.not_yours"


def test_no_one_appoints_themselves(general: Unit, branch: Unit, hire: Hire) -> None:
    keeper = hire("王某", "admin", general)
    with pytest.raises(errors.Denied) as refused:
        actions.appoint(keeper, unit=branch, role="leader", from_on=TODAY, actor=acting(keeper), at=AT)
    assert refused.value.code == "post.self"


@pytest.mark.parametrize(
    ("to_on", "code"),
    [(None, "post.supervisor_term"), (datetime.date(2028, 11, 20), "post.supervisor_term"), (TODAY - DAY, "post.days")],
)
def test_a_supervisors_term_has_an_end_within_two_years(
    to_on: datetime.date | None, code: str, branch: Unit, hire: Hire
) -> None:
    chen = hire("陈某", "member", branch)
    with pytest.raises(errors.Invalid) as refused:
        actions.appoint(chen, unit=branch, role="supervisor", from_on=TODAY, to_on=to_on, actor=actors.SYSTEM, at=AT)
    assert refused.value.code == code
    assert list(refused.value.errors) == ["to_on"]
    last = datetime.date(2028, 11, 19)
    actions.appoint(chen, unit=branch, role="supervisor", from_on=TODAY, to_on=last, actor=actors.SYSTEM, at=AT)


def test_nobody_is_supervisor_of_a_unit_three_times(branch: Unit, sister: Unit, hire: Hire) -> None:
    chen = hire("陈某", "member", branch)
    for year in (2022, 2024):
        actions.appoint(
            chen,
            unit=branch,
            role="supervisor",
            from_on=datetime.date(year, 1, 1),
            to_on=datetime.date(year + 1, 12, 31),
            actor=actors.SYSTEM,
            at=AT,
        )
    third: dict[str, Any] = {
        "role": "supervisor",
        "from_on": TODAY,
        "to_on": TODAY + DAY,
        "actor": actors.SYSTEM,
        "at": AT,
    }
    with pytest.raises(errors.Conflict) as refused:
        actions.appoint(chen, unit=branch, **third)
    assert refused.value.code == "post.supervisor_twice"
    actions.appoint(chen, unit=sister, **third)


def test_the_database_too_wants_an_end_of_a_supervisors_term_and_keeps_equal_posts_apart(
    branch: Unit, hire: Hire
) -> None:
    chen = hire("陈某", "member", branch)
    with pytest.raises(IntegrityError, match="post_supervisor_has_end"), transaction.atomic():
        Post.objects.create(user=chen, unit=branch, role="supervisor", from_on=TODAY)
    with pytest.raises(IntegrityError, match="post_days_apart"), transaction.atomic():
        Post.objects.create(user=chen, unit=branch, role="member", from_on=TODAY + DAY)
    with pytest.raises(IntegrityError, match="post_days_in_order"), transaction.atomic():
        Post.objects.create(user=chen, unit=branch, role="clerk", from_on=TODAY, to_on=TODAY - DAY)


@pytest.mark.parametrize(
    ("from_on", "to_on", "clash"),
    [
        (datetime.date(2026, 3, 1), datetime.date(2026, 3, 31), False),
        (datetime.date(2026, 3, 1), datetime.date(2026, 4, 1), True),
        (datetime.date(2026, 6, 30), None, True),
        (datetime.date(2026, 7, 1), None, False),
    ],
)
def test_the_same_post_is_not_held_twice_on_a_day(
    from_on: datetime.date, to_on: datetime.date | None, clash: bool, branch: Unit, hire: Hire
) -> None:
    chen = hire("陈某", "clerk", branch, from_on=datetime.date(2026, 4, 1), to_on=datetime.date(2026, 6, 30))
    again: dict[str, Any] = {
        "unit": branch,
        "role": "clerk",
        "from_on": from_on,
        "to_on": to_on,
        "actor": actors.SYSTEM,
        "at": AT,
    }
    if not clash:
        assert actions.appoint(chen, **again).pk
        return
    with pytest.raises(errors.Conflict) as refused:
        actions.appoint(chen, **again)
    assert refused.value.code == "post.overlap"


def test_a_post_ends_on_its_last_day_or_is_taken_back(branch: Unit, hire: Hire) -> None:
    chen = hire("陈某", "clerk", branch)
    ended = actions.end_post(post_of(chen), last_on=TODAY - DAY, reason="岗位调整", actor=actors.SYSTEM, at=AT)
    assert ended is not None
    assert not acting(chen).may("disclosures.draft", branch)
    assert acting(chen, TODAY - DAY).may("disclosures.draft", branch)
    with pytest.raises(errors.Invalid) as refused:
        actions.end_post(ended, last_on=TODAY, reason="延长", actor=actors.SYSTEM, at=AT)
    assert refused.value.code == "post.longer"
    coming = actions.appoint(chen, unit=branch, role="leader", from_on=TODAY + DAY, actor=actors.SYSTEM, at=AT)
    assert actions.end_post(coming, last_on=TODAY, reason="填错了", actor=actors.SYSTEM, at=AT) is None
    assert AuditEntry.objects.filter(verb="post.taken_back", subject_label__contains="陈某").exists()


def test_the_root_keeps_an_administrator(root: Unit, general: Unit, hire: Hire) -> None:
    Post.objects.filter(unit=root, role="admin").delete()
    only, helper = hire("王某", "admin", root), hire("赵某", "admin", general)
    with pytest.raises(errors.Conflict) as refused:
        actions.end_post(post_of(only), last_on=TODAY, reason="调离", actor=actors.SYSTEM, at=AT)
    assert refused.value.code == "post.last_admin"
    with pytest.raises(errors.Conflict):
        actions.deactivate(only, reason="调离", actor=actors.SYSTEM, at=AT)
    second = hire("孙某", "admin", root)
    actions.deactivate(only, reason="调离", actor=acting(second), at=AT)
    with pytest.raises(errors.Conflict):
        actions.end_post(post_of(second), last_on=TODAY, reason="调离", actor=actors.SYSTEM, at=AT)
    actions.end_post(post_of(helper), last_on=TODAY, reason="调离", actor=actors.SYSTEM, at=AT)


def test_nobody_is_appointed_to_a_closed_unit_or_with_a_closed_account(branch: Unit, hire: Hire) -> None:
    chen = hire("陈某", "member", branch)
    Unit.objects.filter(pk=branch.pk).update(closed_on=TODAY)
    branch.refresh_from_db()
    with pytest.raises(errors.Conflict) as refused:
        actions.appoint(chen, unit=branch, role="clerk", from_on=TODAY, actor=actors.SYSTEM, at=AT)
    assert refused.value.code == "post.unit_closed"


class TestDelegation:
    def test_the_delegate_acts_for_its_days_and_no_longer(self, branch: Unit, hire: Hire) -> None:
        absent, delegate = hire("李某", "leader", branch), hire("陈某", "member", branch)
        delegation = actions.delegate(
            post_of(absent),
            to=delegate,
            from_on=TODAY,
            to_on=TODAY + DAY,
            reason="外出培训",
            actor=acting(absent),
            at=AT,
        )
        days = [TODAY - DAY, TODAY, TODAY + DAY, TODAY + 2 * DAY]
        assert [acting(delegate, on).may("disclosures.approve", branch) for on in days] == [False, True, True, False]
        assert acting(absent).may("disclosures.approve", branch)
        actions.revoke_delegation(delegation, actor=acting(absent), at=AT)
        assert not acting(delegate).may("disclosures.approve", branch)

    def test_it_ends_with_the_post(self, branch: Unit, hire: Hire) -> None:
        absent, delegate = hire("李某", "leader", branch), hire("陈某", "member", branch)
        actions.delegate(
            post_of(absent), to=delegate, from_on=TODAY, to_on=TODAY, reason="外出", actor=acting(absent), at=AT
        )
        actions.end_post(post_of(absent), last_on=TODAY - DAY, reason="调离", actor=actors.SYSTEM, at=AT)
        assert not acting(delegate).may("disclosures.approve", branch)

    def test_what_is_exercised_for_another_is_not_passed_on(self, general: Unit, branch: Unit, hire: Hire) -> None:
        absent, delegate, third = (hire(name, "admin", general) for name in ("李某", "陈某", "吴某"))
        Post.objects.filter(user=delegate).update(to_on=TODAY - DAY)
        post = post_of(absent)
        actions.delegate(post, to=delegate, from_on=TODAY, to_on=TODAY, reason="外出", actor=acting(absent), at=AT)
        actor = acting(delegate)
        assert actor.may("people.manage", branch)
        with pytest.raises(errors.Denied) as refused:
            actions.delegate(post, to=third, from_on=TODAY + DAY, to_on=TODAY + DAY, reason="外出", actor=actor, at=AT)
        assert refused.value.code == "delegation.not_yours"

    @pytest.mark.parametrize(
        ("role", "from_on", "to_on", "code"),
        [
            ("supervisor", TODAY, TODAY, "delegation.role"),
            ("leader", TODAY + DAY, TODAY, "delegation.days"),
            ("leader", TODAY - 3 * DAY, TODAY - DAY, "delegation.days"),
            ("leader", TODAY, TODAY + 400 * DAY, "delegation.beyond_post"),
            ("leader", TODAY - 31 * DAY, TODAY, "delegation.beyond_post"),
        ],
    )
    def test_unsound_ones_are_refused(
        self, role: str, from_on: datetime.date, to_on: datetime.date, code: str, branch: Unit, hire: Hire
    ) -> None:
        absent = hire("李某", role, branch, to_on=TODAY + 300 * DAY)
        delegate = hire("陈某", "member", branch)
        with pytest.raises(errors.Refusal) as refused:
            actions.delegate(
                post_of(absent),
                to=delegate,
                from_on=from_on,
                to_on=to_on,
                reason="外出",
                actor=acting(absent),
                at=AT,
            )
        assert refused.value.code == code
        assert not Delegation.objects.exists()

    def test_one_delegate_at_a_time_and_never_oneself(self, branch: Unit, hire: Hire) -> None:
        absent, delegate = hire("李某", "leader", branch), hire("陈某", "member", branch)
        once: dict[str, Any] = {
            "from_on": TODAY,
            "to_on": TODAY + DAY,
            "reason": "外出",
            "actor": acting(absent),
            "at": AT,
        }
        with pytest.raises(errors.Invalid):
            actions.delegate(post_of(absent), to=absent, **once)
        actions.delegate(post_of(absent), to=delegate, **once)
        with pytest.raises(errors.Conflict) as refused:
            actions.delegate(post_of(absent), to=delegate, **once)
        assert refused.value.code == "delegation.overlap"

    def test_somebody_elses_post_is_not_ones_to_delegate(self, branch: Unit, hire: Hire) -> None:
        absent, delegate = hire("李某", "leader", branch), hire("陈某", "member", branch)
        with pytest.raises(errors.Denied):
            actions.delegate(
                post_of(absent),
                to=delegate,
                from_on=TODAY,
                to_on=TODAY,
                reason="外出",
                actor=acting(delegate),
                at=AT,
            )
