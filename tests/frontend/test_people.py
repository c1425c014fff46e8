"""Can an administrator keep people and posts with forms alone, and only her own?"""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django_tenants.utils import tenant_context

from accounts import actions, actors
from accounts.models import SignInPolicy, User
from hierarchy.models import Unit
from tenants.models import Tenant
from tests.frontend.browser import Browser, signed_in
from tests.world import PASSWORD

REASON = {"reason": "本人当面申请"}


@pytest.fixture(autouse=True)
def _fresh(db: None, _in_district: None) -> None:
    cache.clear()


@pytest.fixture
def keeper(_fresh: None) -> Browser:
    """The browser of the root's administrator."""
    return signed_in("admin")


def person(username: str) -> User:
    return User.objects.get_by_natural_key(username)


def path(route: str, username: str, *more: Any) -> str:
    return reverse(f"people:{route}", args=[person(username).public_id, *more])


@pytest.mark.parametrize(("text", "found"), [("陈某", True), ("cm", True), ("clerk", True), ("zzz", False)])
def test_people_are_found(text: str, found: bool, keeper: Browser) -> None:
    page = keeper.get(reverse("people:list"), {"q": text}).content.decode()
    assert (path("person", "clerk") in page) is found
    assert ("没有找到人员" in page) is not found


def test_a_person_is_taken_in_and_signs_in_with_the_temporary_password(keeper: Browser) -> None:
    unit = Unit.objects.get(code="SQ1")
    form = {
        "name": "陈芳",
        "username": "ChenFang",
        "unit": unit.public_id,
        "role": "clerk",
        "from_on": timezone.localdate().isoformat(),
    }
    assert keeper.get(reverse("people:create")).status_code == 200
    page = keeper.post(reverse("people:create"), form)
    secret = re.findall(r"<samp>([^<]+)</samp>", page.content.decode())[1]
    newcomer = Browser()
    newcomer.post(reverse("account:sign_in"), {"username": "chenfang", "password": secret})
    assert newcomer.get(reverse("account:overview"))["Location"] == reverse("account:password")
    again = keeper.post(reverse("people:create"), form)
    assert (again.status_code, "已有人使用" in again.content.decode()) == (422, True)
    missing = keeper.post(reverse("people:create"), {**form, "username": "x", "unit": ""})
    assert missing.status_code == 422


def test_a_post_is_given_and_ended(keeper: Browser) -> None:
    unit = Unit.objects.get(code="JG2")
    today = timezone.localdate()
    form = {"unit": unit.public_id, "role": "supervisor", "from_on": today.isoformat()}
    refused = keeper.post(path("appoint", "member"), form)
    assert (refused.status_code, "每届任期2年" in refused.content.decode()) == (422, True)
    ends = (today + datetime.timedelta(days=365)).isoformat()
    assert keeper.post(path("appoint", "member"), {**form, "to_on": ends}).status_code == 302
    post = person("member").posts.get(unit=unit)
    assert "机关第二党支部" in keeper.get(path("person", "member")).content.decode()
    yesterday = (today - datetime.timedelta(days=1)).isoformat()
    ended = keeper.post(path("end_post", "member", post.public_id), {**REASON, "last_on": yesterday})
    assert ended.status_code == 302
    assert not person("member").posts.filter(unit=unit).exists()


def test_the_last_administrator_of_the_root_stays(keeper: Browser) -> None:
    post = person("admin").posts.get()
    form = {**REASON, "last_on": timezone.localdate().isoformat()}
    answer = keeper.post(path("end_post", "admin", post.public_id), form)
    assert (answer.status_code, "仅有的管理员" in answer.content.decode()) == (422, True)


def test_a_password_is_reset_and_an_account_closed_and_opened(keeper: Browser) -> None:
    page = keeper.post(path("reset_password", "clerk"), REASON)
    secret = re.findall(r"<samp>([^<]+)</samp>", page.content.decode())[1]
    assert person("clerk").check_password(secret)
    assert "no-store" in page["Cache-Control"]
    for route, active in [("deactivate", False), ("reactivate", True)]:
        assert keeper.get(path(route, "clerk")).status_code == 200
        assert keeper.post(path(route, "clerk"), {}).status_code in (200, 422)
        assert person("clerk").is_active is not active
        assert keeper.post(path(route, "clerk"), REASON).status_code == 302
        assert person("clerk").is_active is active
    assert keeper.post(path("reset_second_factor", "clerk"), REASON).status_code == 302
    assert keeper.post(path("unlock", "clerk")).status_code == 302


def test_rules_of_signing_in_are_the_roots(keeper: Browser) -> None:
    assert keeper.get(reverse("people:rules")).status_code == 200
    keeper.post(reverse("people:rules"), {"second_factor_roles": ["admin", "leader"]})
    assert SignInPolicy.objects.current().second_factor_roles == ["admin", "leader"]


def test_ones_own_account_is_kept_elsewhere_and_the_page_says_so(keeper: Browser) -> None:
    page = keeper.get(path("person", "admin")).content.decode()
    assert "请在“我的账号”中办理" in page
    assert keeper.post(path("reset_password", "admin"), REASON).status_code == 403


@pytest.mark.parametrize("username", ["clerk", "leader", "superior", "inspector", "member"])
def test_who_keeps_no_people_has_no_such_pages(username: str) -> None:
    browser = signed_in(username)
    for address in (reverse("people:list"), reverse("people:create"), reverse("people:rules")):
        assert browser.get(address).status_code == 403
    assert browser.get(path("person", "clerk")).status_code == 403
    assert browser.post(path("reset_password", "clerk"), REASON).status_code == 403


class TestBranchAdministrator:
    @pytest.fixture
    def browser(self, _fresh: None) -> Browser:
        """The browser of an administrator of one general branch."""
        actions.create_user(
            username="jg-admin",
            name="尤某",
            unit=Unit.objects.get(code="JG"),
            role="admin",
            from_on=datetime.date(2026, 1, 1),
            password=PASSWORD,
            must_change_password=False,
            actor=actors.SYSTEM,
            at=timezone.now(),
        )
        return signed_in("jg-admin")

    def test_sees_the_people_of_the_subtree_only(self, browser: Browser) -> None:
        page = browser.get(reverse("people:list")).content.decode()
        assert path("person", "clerk") in page
        assert path("person", "villager") not in page
        assert browser.get(path("person", "villager")).status_code == 404

    def test_appoints_to_the_units_of_the_subtree_only(self, browser: Browser) -> None:
        form = {"role": "clerk", "from_on": timezone.localdate().isoformat()}
        above = {**form, "unit": Unit.objects.get(code="QW").public_id}
        assert browser.post(path("appoint", "clerk"), above).status_code == 422
        assert person("clerk").posts.count() == 1

    def test_cannot_reset_somebody_who_also_serves_above(self, browser: Browser) -> None:
        actions.appoint(
            person("secrecy"),
            unit=Unit.objects.get(code="JG"),
            role="member",
            from_on=timezone.localdate(),
            actor=actors.SYSTEM,
            at=timezone.now(),
        )
        assert "请由上级单位的管理员办理" in browser.get(path("person", "secrecy")).content.decode()
        assert browser.post(path("reset_password", "secrecy"), REASON).status_code == 403


def test_the_other_tenants_people_are_not_there(keeper: Browser, college: Tenant) -> None:
    with tenant_context(college):
        stranger = person("clerk").public_id
    for route in ("person", "appoint", "reset_password", "deactivate"):
        assert keeper.get(reverse(f"people:{route}", args=[stranger])).status_code == 404
