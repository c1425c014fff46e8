"""Can a person get in, look after the account and get out, with forms alone?"""

from __future__ import annotations

import datetime
import re
import time
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_tenants.utils import tenant_context

from accounts import actions, actors, tokens
from accounts.models import Delegation, Session, User
from core.audit.models import AuditEntry
from tenants.models import Tenant
from tests.frontend.browser import Browser
from tests.world import PASSWORD

BETTER = "一句好记的话-2026"


@pytest.fixture(autouse=True)
def _fresh(db: None, _in_district: None) -> None:
    cache.clear()


@pytest.fixture
def client() -> Browser:
    """A browser at the district."""
    return Browser()


def person(username: str) -> User:
    return User.objects.get_by_natural_key(username)


def sign_in(client: Browser, username: str = "clerk", password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("account:sign_in"), {"username": username, "password": password, **more})


def phone(user: User, *, ago: int = 0) -> str:
    """Return what the person's phone shows, or showed so many half minutes ago."""
    device = TOTPDevice.objects.get(user=user)
    shown = TOTP(device.bin_key, device.step, device.t0, device.digits)
    shown.time = time.time() - 30 * ago
    return f"{shown.token():06d}"


def enrol(client: Browser, user: User) -> list[str]:
    """Set up the second factor in the browser, with the code of half a minute ago; return the recovery codes."""
    client.post(reverse("account:second_factor_begin"))
    answer = client.post(reverse("account:second_factor_confirm"), {"code": phone(user, ago=1)})
    return re.findall(r"<samp>(\w+)</samp>", answer.content.decode())


class TestSignIn:
    def test_a_person_signs_in_and_out(self, client: Browser) -> None:
        assert client.get(reverse("account:sign_in")).status_code == 200
        answer = sign_in(client, next=reverse("account:overview"))
        assert (answer.status_code, answer["Location"]) == (302, reverse("account:overview"))
        page = client.get(reverse("account:overview"))
        assert page.status_code == 200
        assert "机关第一党支部" in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        assert AuditEntry.objects.filter(verb="user.signed_in", actor_label="机关第一党支部 信息员·陈某").count() == 1
        assert Session.objects.get(user=person("clerk")).device == "其他设备"
        assert client.get(reverse("account:sign_out")).status_code == 405
        client.post(reverse("account:sign_out"))
        assert client.get(reverse("account:overview"))["Location"].startswith(reverse("account:sign_in"))
        assert not Session.objects.filter(user=person("clerk")).exists()

    @pytest.mark.parametrize(("username", "password"), [("clerk", "not-hers-2026"), ("nobody", PASSWORD)])
    def test_a_wrong_one_says_what_to_do(self, username: str, password: str, client: Browser) -> None:
        answer = sign_in(client, username, password)
        assert answer.status_code == 403
        assert "用户名或密码不对" in answer.content.decode()
        assert password not in answer.content.decode()

    def test_after_five_failures_it_says_how_long_and_whom_to_ask(self, client: Browser) -> None:
        for _ in range(5):
            answer = sign_in(client, password="wrong")
        assert answer.status_code == 429
        locked = sign_in(client)
        assert locked.status_code == 429
        assert re.search(r"请15分钟后再试；忘记密码，请联系本单位或上级单位的管理员", locked.content.decode())

    @pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
    def test_it_leads_to_no_other_site(self, elsewhere: str, client: Browser) -> None:
        answer = sign_in(client, next=elsewhere)
        assert "evil" not in answer["Location"]
        assert answer["Location"].startswith("/")

    def test_the_session_gets_a_new_key_and_a_host_only_cookie(self, client: Browser) -> None:
        sign_in(client)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        assert (cookie["domain"], bool(cookie["httponly"]), cookie["samesite"]) == ("", True, "Lax")

    def test_the_cookie_opens_nothing_at_the_other_tenant(self, client: Browser, college: Tenant) -> None:
        sign_in(client)
        college_client = Browser("college.localhost")
        college_client.cookies = client.cookies
        assert college_client.get(reverse("account:overview")).status_code == 302
        row = Session.objects.get(user=person("clerk"))
        with tenant_context(college):
            Session.objects.create(
                session_key=row.session_key, session_data=row.session_data, expire_date=row.expire_date
            )
        assert college_client.get(reverse("account:overview")).status_code == 302

    def test_a_form_without_its_token_is_refused(self) -> None:
        strict = Browser(enforce_csrf_checks=True)
        assert sign_in(strict).status_code == 403


class TestFirstThingsFirst:
    def test_a_temporary_password_is_replaced_before_anything_else(self, client: Browser) -> None:
        clerk = person("clerk")
        secret = actions.reset_password(clerk, actor=actors.SYSTEM, at=timezone.now())
        sign_in(client, password=secret)
        answer = client.get(reverse("account:overview"))
        assert (answer.status_code, answer["Location"]) == (302, reverse("account:password"))
        assert "临时密码" in client.get(reverse("account:password")).content.decode()
        change = {"old_password": secret, "new_password": BETTER, "again": BETTER}
        assert client.post(reverse("account:password"), change)["Location"] == reverse("account:overview")
        assert client.get(reverse("account:overview")).status_code == 200

    def test_a_role_that_needs_a_code_sets_it_up_before_anything_else(self, client: Browser) -> None:
        actions.set_sign_in_policy(second_factor_roles=["clerk"], actor=actors.SYSTEM, at=timezone.now())
        sign_in(client)
        assert client.get(reverse("account:overview"))["Location"] == reverse("account:second_factor")
        assert len(enrol(client, person("clerk"))) == 10
        assert client.get(reverse("account:overview")).status_code == 200
        refused = client.post(reverse("account:second_factor_disable"), {"code": phone(person("clerk"))})
        assert refused.status_code == 403


class TestSecondFactor:
    def test_it_is_asked_after_the_password(self, client: Browser) -> None:
        sign_in(client)
        clerk = person("clerk")
        codes = enrol(client, clerk)
        assert len(codes) == 10
        again = Browser()
        assert sign_in(again, next=reverse("account:details"))["Location"] == reverse("account:code")
        assert again.get(reverse("account:overview")).status_code == 302
        wrong = again.post(reverse("account:code"), {"code": "000000"})
        assert wrong.status_code == 422
        waiting = again.post(reverse("account:code"), {"code": phone(clerk)})
        assert "请等" in waiting.content.decode()
        opened = again.post(reverse("account:code"), {"code": codes[0]})
        assert opened["Location"] == reverse("account:details")
        assert again.get(reverse("account:overview")).status_code == 200

    def test_the_second_step_needs_the_first(self, client: Browser) -> None:
        assert client.get(reverse("account:code"))["Location"] == reverse("account:sign_in")

    def test_its_page_shows_what_to_scan(self, client: Browser) -> None:
        sign_in(client)
        assert "先在手机上装一个验证器" in client.get(reverse("account:second_factor")).content.decode()
        client.post(reverse("account:second_factor_begin"))
        assert 'src="data:image/svg+xml' in client.get(reverse("account:second_factor")).content.decode()
        assert client.post(reverse("account:second_factor_confirm"), {"code": "1"}).status_code == 422

    def test_it_is_turned_off_and_codes_are_renewed_with_a_code(self, client: Browser) -> None:
        sign_in(client)
        clerk = person("clerk")
        old = enrol(client, clerk)
        assert client.get(reverse("account:second_factor_codes")).status_code == 200
        page = client.post(reverse("account:second_factor_codes"), {"code": old[0]}).content.decode()
        new = re.findall(r"<samp>(\w+)</samp>", page)
        assert len(new) == 10
        assert not set(old) & set(new)
        assert client.get(reverse("account:second_factor_disable")).status_code == 200
        client.post(reverse("account:second_factor_disable"), {"code": new[0]})
        assert not TOTPDevice.objects.filter(user=clerk).exists()


class TestOwnAccount:
    @pytest.fixture(autouse=True)
    def _signed_in(self, client: Browser, _fresh: None) -> None:
        sign_in(client)

    def test_a_password_change_keeps_this_device_and_ends_the_others(self, client: Browser) -> None:
        other = Browser()
        sign_in(other)
        bad = client.post(reverse("account:password"), {"old_password": "x", "new_password": BETTER, "again": BETTER})
        assert (bad.status_code, "原密码不对" in bad.content.decode()) == (422, True)
        change = {"old_password": PASSWORD, "new_password": BETTER, "again": BETTER}
        assert client.post(reverse("account:password"), change).status_code == 302
        assert client.get(reverse("account:overview")).status_code == 200
        assert other.get(reverse("account:overview")).status_code == 302

    @pytest.mark.parametrize(
        ("new", "again", "says"), [(BETTER, BETTER + "x", "不一样"), ("short", "short", "写满10个字符")]
    )
    def test_a_bad_new_password_says_why(self, new: str, again: str, says: str, client: Browser) -> None:
        change = {"old_password": PASSWORD, "new_password": new, "again": again}
        answer = client.post(reverse("account:password"), change)
        assert (answer.status_code, says in answer.content.decode()) == (422, True)

    def test_one_device_or_all_are_signed_out(self, client: Browser) -> None:
        other = Browser(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/87.0")
        sign_in(other)
        page = client.get(reverse("account:overview")).content.decode()
        assert "Chrome · Windows" in page
        assert page.count("退出此设备") == 1
        visit = Session.objects.get(device="Chrome · Windows")
        client.post(reverse("account:end_session", args=[visit.public_id]))
        assert other.get(reverse("account:overview")).status_code == 302
        assert client.post(reverse("account:end_all_sessions"))["Location"] == reverse("account:sign_in")
        assert not Session.objects.filter(user=person("clerk")).exists()

    def test_anothers_device_and_token_are_not_there(self, client: Browser) -> None:
        other = Browser()
        sign_in(other, "leader")
        visit = Session.objects.get(user=person("leader"))
        assert client.post(reverse("account:end_session", args=[visit.public_id])).status_code == 404
        now = timezone.now()
        leader = actors.of(person("leader"), on=timezone.localdate())
        token = tokens.issue(person("leader"), name="x", expires_on=timezone.localdate(), actor=leader, at=now).token
        assert client.post(reverse("account:revoke_token", args=[token.public_id])).status_code == 404

    def test_a_token_is_shown_once_and_stopped(self, client: Browser) -> None:
        ends = timezone.localdate() + datetime.timedelta(days=30)
        page = client.post(reverse("account:new_token"), {"name": "办公系统", "expires_on": ends.isoformat()})
        secret = re.search(r'value="(gk_[^"]+)"', page.content.decode())
        assert secret
        assert "no-store" in page["Cache-Control"]
        token = tokens.find(secret[1], on=timezone.localdate())
        assert token is not None
        overview = client.get(reverse("account:overview")).content.decode()
        assert "办公系统" in overview
        assert secret[1] not in overview
        client.post(reverse("account:revoke_token", args=[token.public_id]))
        assert tokens.find(secret[1], on=timezone.localdate()) is None
        too_long = ends + datetime.timedelta(days=900)
        answer = client.post(reverse("account:new_token"), {"name": "x", "expires_on": too_long.isoformat()})
        assert (answer.status_code, "不超过一年" in answer.content.decode()) == (422, True)

    def test_a_delegation_is_made_and_taken_back(self, client: Browser) -> None:
        post = person("clerk").posts.get()
        day = timezone.localdate().isoformat()
        path = reverse("account:new_delegation", args=[post.public_id])
        offered = client.get(path).content.decode()
        assert [name in offered for name in ("朱某", "周某", "秦某", "陈某</option>")] == [True, True, False, False]
        form = {"to": person("member").public_id, "from_on": day, "to_on": day, "reason": "外出培训"}
        assert client.post(path, form)["Location"] == reverse("account:overview")
        assert client.post(path, form).status_code == 422
        assert "由朱某代行" in client.get(reverse("account:overview")).content.decode()
        delegate = Browser()
        sign_in(delegate, "member")
        assert "代陈某履行" in delegate.get(reverse("account:overview")).content.decode()
        delegation = Delegation.objects.get()
        outsider = Browser()
        sign_in(outsider, "leader")
        ending = reverse("account:end_delegation", args=[delegation.public_id])
        assert outsider.post(ending).status_code == 404
        client.post(ending)
        assert not Delegation.objects.standing().exists()

    def test_anothers_post_is_not_there_to_delegate(self, client: Browser) -> None:
        post = person("leader").posts.get()
        assert client.get(reverse("account:new_delegation", args=[post.public_id])).status_code == 404

    def test_details_are_changed(self, client: Browser) -> None:
        form = {"email": "chen@example.test", "phone": "", "language": "en"}
        assert client.get(reverse("account:details")).status_code == 200
        assert client.post(reverse("account:details"), form).status_code == 302
        assert person("clerk").email == "chen@example.test"
        assert client.post(reverse("account:details"), {**form, "email": "x"}).status_code == 422

    def test_the_overview_costs_a_fixed_number_of_queries(
        self, client: Browser, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(16):
            client.get(reverse("account:overview"))


@pytest.mark.parametrize(
    "route",
    [
        "overview",
        "password",
        "details",
        "second_factor",
        "second_factor_codes",
        "second_factor_disable",
        "new_token",
    ],
)
def test_the_public_is_led_to_sign_in(route: str, client: Browser) -> None:
    path = reverse(f"account:{route}")
    assert client.get(path)["Location"] == f"{reverse('account:sign_in')}?next={path}"
