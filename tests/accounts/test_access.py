"""Do passwords, devices, tokens and codes open what they should, here and not at the other tenant?"""

from __future__ import annotations

import datetime
import time
from importlib import import_module

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client, RequestFactory
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_tenants.utils import tenant_context
from pytest_django import DjangoAssertNumQueries, Settings

from accounts import actions, actors, second_factor, sessions, signin, tasks, tokens
from accounts.models import ApiToken, Session, User
from core import errors, schemas
from core.audit.models import AuditEntry
from hierarchy.models import Unit
from tenants.models import Tenant
from tenants.tasks import HEADER
from tests.accounts.conftest import AT, PASSWORD, TODAY, Hire, acting

HOUR = datetime.timedelta(hours=1)
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/87.0 Safari/537.36"
PHONE = "Mozilla/5.0 (Linux; Android 12; HarmonyOS) AppleWebKit/537.36 Chrome/99.0 Mobile MicroMessenger/8.0.40"


@pytest.fixture
def chen(branch: Unit, hire: Hire) -> User:
    """A clerk."""
    return hire("陈某", "clerk", branch)


class TestPasswords:
    @pytest.mark.parametrize("weak", ["short-1", "1234567890123", "password1234", "chenfangfang1"])
    def test_a_weak_one_is_refused_in_chinese(self, weak: str, chen: User) -> None:
        User.objects.filter(pk=chen.pk).update(email="chenfangfang@example.test")
        with pytest.raises(errors.Invalid) as refused:
            actions.change_password(chen, old=PASSWORD, new=weak, actor=acting(chen), at=AT)
        (found, *_rest) = refused.value.errors["new_password"]
        assert found.code.startswith("password.")
        assert "密码" in str(found.reason)

    def test_the_old_one_is_asked_for_and_the_new_one_is_new(self, chen: User) -> None:
        for old, new, code in [("wrong", "一句好记的话2026", "password.wrong"), (PASSWORD, PASSWORD, "password.same")]:
            with pytest.raises(errors.Invalid) as refused:
                actions.change_password(chen, old=old, new=new, actor=acting(chen), at=AT)
            assert refused.value.code == code

    def test_nobody_changes_anothers(self, chen: User, branch: Unit, hire: Hire) -> None:
        other = hire("李某", "leader", branch)
        with pytest.raises(errors.Denied):
            actions.change_password(chen, old=PASSWORD, new="一句好记的话2026", actor=acting(other), at=AT)

    def test_a_change_ends_every_other_visit(self, chen: User) -> None:
        here, elsewhere = Client(HTTP_HOST="district.localhost"), Client(HTTP_HOST="district.localhost")
        for browser in (here, elsewhere):
            browser.force_login(chen)
            sign_in_mark(browser)
        key = here.session.session_key
        actions.change_password(chen, old=PASSWORD, new="一句好记的话2026", keep_session=key, actor=acting(chen), at=AT)
        assert list(chen.sessions.values_list("session_key", flat=True)) == [key]

    def test_a_reset_is_told_once_and_must_be_changed(self, chen: User, general: Unit, hire: Hire) -> None:
        keeper = hire("王某", "admin", general)
        secret = actions.reset_password(chen, reason="忘记密码", actor=acting(keeper), at=AT)
        chen.refresh_from_db()
        assert (chen.check_password(secret), chen.must_change_password) == (True, True)
        actions.change_password(chen, old=secret, new="一句好记的话2026", actor=acting(chen), at=AT)
        chen.refresh_from_db()
        assert (chen.must_change_password, chen.password_changed_at) == (False, AT)
        assert secret not in str(list(AuditEntry.objects.values()))


def sign_in_mark(browser: Client, *, user_agent: str = WINDOWS, at: datetime.datetime = AT) -> None:
    """Note the device in a browser's session, as the sign-in page does."""
    session = browser.session
    sessions.mark_sign_in(session, user_agent=user_agent, address="10.1.2.3", at=at)
    session.save()


class TestSessions:
    def test_a_visit_shows_person_device_and_time(self, chen: User, client: Client) -> None:
        client.force_login(chen)
        sign_in_mark(client, user_agent=PHONE)
        visit = Session.objects.of(chen, at=AT).get()
        assert (visit.user, visit.device, visit.address) == (chen, "微信 · 鸿蒙", "10.1.2.3")
        assert (visit.signed_in_at, visit.last_seen_at) == (AT, AT)

    @pytest.mark.parametrize(
        ("user_agent", "label"),
        [
            (WINDOWS, "Chrome · Windows"),
            (PHONE, "微信 · 鸿蒙"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari · iPhone"),
            ("curl/8.5", "其他设备"),
            ("", "其他设备"),
        ],
    )
    def test_devices_are_named_in_words(self, user_agent: str, label: str) -> None:
        assert sessions.device_label(user_agent) == label

    def test_last_used_moves_every_few_minutes_and_keeps_the_rest(self, chen: User, client: Client) -> None:
        client.force_login(chen)
        sign_in_mark(client)
        before = Session.objects.get(user=chen)
        for minutes, moved in [(4, False), (6, True)]:
            session = client.session
            sessions.mark_seen(session, at=AT + datetime.timedelta(minutes=minutes))
            assert session.modified is moved
        session.save()
        after = Session.objects.get(user=chen)
        assert (after.public_id, after.signed_in_at) == (before.public_id, AT)
        assert after.last_seen_at == AT + datetime.timedelta(minutes=6)

    def test_a_new_key_keeps_the_device(self, chen: User, client: Client) -> None:
        client.force_login(chen)
        sign_in_mark(client)
        session = client.session
        old = session.session_key
        session.cycle_key()
        assert old != session.session_key
        assert Session.objects.get(user=chen).device == "Chrome · Windows"

    def test_one_device_or_all_are_signed_out(self, chen: User) -> None:
        browsers = [Client(HTTP_HOST="district.localhost") for _ in range(3)]
        for browser in browsers:
            browser.force_login(chen)
            sign_in_mark(browser)
        visit = Session.objects.get(session_key=browsers[0].session.session_key)
        actions.end_session(visit, actor=acting(chen), at=AT)
        assert chen.sessions.count() == 2
        kept = browsers[1].session.session_key
        assert actions.sign_out_everywhere(chen, keep_session=kept, actor=acting(chen), at=AT) == 1
        assert [visit.session_key for visit in chen.sessions.all()] == [kept]

    def test_anothers_device_stays_signed_in(self, chen: User, branch: Unit, hire: Hire, client: Client) -> None:
        client.force_login(chen)
        sign_in_mark(client)
        other = acting(hire("李某", "leader", branch))
        with pytest.raises(errors.Denied):
            actions.end_session(chen.sessions.get(), actor=other, at=AT)
        with pytest.raises(errors.Denied):
            actions.sign_out_everywhere(chen, actor=other, at=AT)

    def test_visits_that_ran_out_are_swept_away(self, chen: User, client: Client, district: Tenant) -> None:
        for _ in range(2):
            client.force_login(chen)
            client.cookies.clear()
        old = Session.objects.earliest("pk")
        Session.objects.filter(pk=old.pk).update(expire_date=timezone.now() - HOUR)
        tasks.sweep_sessions.apply(headers={HEADER: str(district.public_id)}).get()
        schemas.enter(district)
        assert Session.objects.count() == 1
        assert not Session.objects.filter(pk=old.pk).exists()

    def test_a_row_copied_to_the_other_tenant_is_empty_there(self, chen: User, client: Client, college: Tenant) -> None:
        client.force_login(chen)
        row = Session.objects.get(session_key=client.session.session_key)
        store = import_module(settings.SESSION_ENGINE).SessionStore
        with tenant_context(college):
            assert SESSION_KEY not in store(row.session_key)
            Session.objects.create(
                session_key=row.session_key, session_data=row.session_data, expire_date=row.expire_date
            )
            assert dict(store(row.session_key).items()) == {}
        assert store(row.session_key)[SESSION_KEY] == str(chen.pk)


class TestSignIn:
    def attempt(self, password: str, *, username: str = "acc-1", address: str = "10.0.0.7") -> User:
        request = RequestFactory(REMOTE_ADDR=address).post("/sign-in/", {"username": username})
        now = datetime.datetime.now(datetime.UTC)
        return signin.by_password(request, username=username, password=password, at=now)

    def test_name_and_password_open(self, chen: User) -> None:
        assert self.attempt(PASSWORD) == chen
        assert self.attempt(PASSWORD, username="ACC-1") == chen

    @pytest.mark.parametrize("username", ["acc-1", "nobody"])
    def test_a_wrong_name_and_a_wrong_password_get_one_answer(self, username: str, chen: User) -> None:
        with pytest.raises(signin.WrongPassword) as refused:
            self.attempt("wrong", username=username)
        assert refused.value.code == "sign_in.wrong"

    def test_a_closed_account_gets_it_too(self, chen: User) -> None:
        User.objects.filter(pk=chen.pk).update(is_active=False)
        with pytest.raises(signin.WrongPassword):
            self.attempt(PASSWORD)

    def test_five_failures_lock_this_name_from_this_address_for_a_while(self, chen: User) -> None:
        start = datetime.datetime(2026, 11, 20, 1, 0, tzinfo=datetime.UTC)
        with time_machine.travel(start, tick=False) as clock:
            for _ in range(4):
                with pytest.raises(signin.WrongPassword):
                    self.attempt("wrong")
            with pytest.raises(signin.Locked) as refused:
                self.attempt("wrong")
            assert refused.value.minutes == 15
            assert "15分钟" in str(refused.value.reason)
            clock.shift(datetime.timedelta(minutes=10))
            with pytest.raises(signin.Locked) as refused:
                self.attempt(PASSWORD)
            assert refused.value.minutes == 5
            assert self.attempt(PASSWORD, address="10.0.0.8") == chen
            clock.shift(datetime.timedelta(minutes=6))
            assert self.attempt(PASSWORD) == chen

    @pytest.mark.parametrize(
        ("behind_proxy", "forwarded", "address"),
        [
            (False, "1.2.3.4", "10.0.0.7"),
            (True, "1.2.3.4", "1.2.3.4"),
            (True, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
            (True, "", "10.0.0.7"),
            (True, "not an address", None),
        ],
    )
    def test_the_address_is_not_the_callers_to_choose(
        self, behind_proxy: bool, forwarded: str, address: str | None, settings: Settings
    ) -> None:
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
        request = RequestFactory(REMOTE_ADDR="10.0.0.7").get("/", HTTP_X_FORWARDED_FOR=forwarded)
        assert signin.address_of(request) == address

    def test_an_administrator_unlocks(self, chen: User, general: Unit, hire: Hire) -> None:
        for _ in range(5):
            with pytest.raises(errors.Refusal):
                self.attempt("wrong")
        actions.unlock(chen, actor=acting(hire("王某", "admin", general)), at=AT)
        assert self.attempt(PASSWORD) == chen

    def test_the_other_tenant_knows_neither_the_person_nor_the_lock(self, chen: User, college: Tenant) -> None:
        for _ in range(5):
            with pytest.raises(errors.Refusal):
                self.attempt("wrong")
        with tenant_context(college), pytest.raises(signin.WrongPassword):
            self.attempt(PASSWORD)


class TestTokens:
    def issue(self, user: User, days: int = 90) -> tokens.Issued:
        ends = TODAY + datetime.timedelta(days=days)
        return tokens.issue(user, name="办公系统对接", expires_on=ends, actor=acting(user), at=AT)

    def test_the_secret_opens_and_is_kept_nowhere(
        self, chen: User, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        issued = self.issue(chen)
        with django_assert_num_queries(1):
            found = tokens.find(issued.secret, on=TODAY)
            assert found is not None
            assert found.user == chen
        secret_part = issued.secret.split("_", 2)[2]
        assert secret_part not in str(ApiToken.objects.values().get())
        assert secret_part not in str(list(AuditEntry.objects.values()))
        assert secret_part not in repr(issued)

    def test_nothing_else_opens(self, chen: User) -> None:
        secret = self.issue(chen).secret
        for wrong in (secret[:-1], secret + "x", secret.replace("gk_", "gh_"), "gk_", "", "gk__", secret.upper()):
            assert tokens.find(wrong, on=TODAY) is None

    def test_it_ends_by_date_by_hand_and_with_the_account(self, chen: User) -> None:
        issued = self.issue(chen, days=1)
        assert tokens.find(issued.secret, on=TODAY + datetime.timedelta(days=1))
        assert tokens.find(issued.secret, on=TODAY + datetime.timedelta(days=2)) is None
        User.objects.filter(pk=chen.pk).update(is_active=False)
        assert tokens.find(issued.secret, on=TODAY) is None
        User.objects.filter(pk=chen.pk).update(is_active=True)
        tokens.revoke(issued.token, actor=acting(chen), at=AT)
        assert tokens.find(issued.secret, on=TODAY) is None

    @pytest.mark.parametrize("days", [-1, 367])
    def test_it_ends_within_a_year(self, days: int, chen: User) -> None:
        with pytest.raises(errors.Invalid):
            self.issue(chen, days=days)

    def test_nobody_makes_or_stops_one_for_another(self, chen: User, branch: Unit, hire: Hire) -> None:
        other = acting(hire("李某", "leader", branch))
        issued = self.issue(chen)
        with pytest.raises(errors.Denied):
            tokens.issue(chen, name="x", expires_on=TODAY, actor=other, at=AT)
        with pytest.raises(errors.Denied):
            tokens.revoke(issued.token, actor=other, at=AT)

    def test_it_opens_nothing_at_the_other_tenant(self, chen: User, college: Tenant) -> None:
        secret = self.issue(chen).secret
        with tenant_context(college):
            assert tokens.find(secret, on=TODAY) is None

    def test_last_use_is_noted_now_and_then(self, chen: User) -> None:
        token = self.issue(chen).token
        for minutes, noted in [(0, 0), (4, 0), (6, 6)]:
            tokens.mark_used(token, at=AT + datetime.timedelta(minutes=minutes))
            token.refresh_from_db()
            assert token.last_used_at == AT + datetime.timedelta(minutes=noted)


def code_for(user: User, *, step: int = 0) -> str:
    """Return what the person's phone shows, so many half minutes from now."""
    device = TOTPDevice.objects.get(user=user)
    generator = TOTP(device.bin_key, device.step, device.t0, device.digits)
    generator.time = time.time() + 30 * step
    return f"{generator.token():06d}"


class TestSecondFactor:
    def enrol(self, user: User) -> list[str]:
        second_factor.begin(user, actor=acting(user), at=AT)
        return second_factor.confirm(user, code=code_for(user, step=-1), actor=acting(user), at=AT)

    def test_it_is_on_after_a_first_right_code(self, chen: User) -> None:
        enrolment = second_factor.begin(chen, actor=acting(chen), at=AT)
        assert enrolment.picture.startswith("data:image/svg+xml")
        assert enrolment.secret not in repr(enrolment)
        assert second_factor.begin(chen, actor=acting(chen), at=AT) == enrolment == second_factor.begun(chen)
        assert not second_factor.is_active(chen)
        codes = second_factor.confirm(chen, code=code_for(chen), actor=acting(chen), at=AT)
        assert second_factor.is_active(chen)
        assert len(set(codes)) == 10

    def test_a_code_opens_once(self, chen: User) -> None:
        self.enrol(chen)
        code = code_for(chen)
        second_factor.verify(chen, code=f"{code[:3]} {code[3:]}", at=AT)
        with pytest.raises(errors.Invalid) as refused:
            second_factor.verify(chen, code=code, at=AT)
        assert refused.value.code == "second_factor.wrong"

    def test_a_recovery_code_opens_once(self, chen: User) -> None:
        first, second, *_rest = self.enrol(chen)
        second_factor.verify(chen, code=f" {first.upper()} ", at=AT)
        with pytest.raises(errors.Invalid):
            second_factor.verify(chen, code=first, at=AT)
        assert second_factor.recovery_codes_left(chen) == 9
        with pytest.raises(second_factor.Throttled):
            second_factor.verify(chen, code=second, at=datetime.datetime.now(datetime.UTC))

    def test_wrong_codes_make_one_wait_longer_and_longer(self, chen: User) -> None:
        start = datetime.datetime.now(datetime.UTC)
        with time_machine.travel(start, tick=False) as clock:
            self.enrol(chen)
            waits = []
            for _ in range(4):
                with pytest.raises(errors.Invalid):
                    second_factor.verify(chen, code="000000", at=datetime.datetime.now(datetime.UTC))
                with pytest.raises(second_factor.Throttled) as refused:
                    second_factor.verify(chen, code=code_for(chen), at=datetime.datetime.now(datetime.UTC))
                waits.append(refused.value.seconds)
                clock.shift(waits[-1] + 1)
            assert waits == [1, 2, 4, 8]

    def test_roles_may_have_to_use_it(self, root: Unit, branch: Unit, chen: User, hire: Hire) -> None:
        above, beside = acting(hire("甲", "admin", root)), acting(hire("乙", "admin", branch))
        with pytest.raises(errors.Denied):
            actions.set_sign_in_policy(second_factor_roles=["clerk"], actor=beside, at=AT)
        actions.set_sign_in_policy(second_factor_roles=["clerk", "admin"], actor=above, at=AT)
        assert second_factor.is_required(chen, on=TODAY)
        assert not second_factor.is_required(hire("丙", "member", branch), on=TODAY)
        self.enrol(chen)
        with pytest.raises(errors.Denied) as refused:
            second_factor.disable(chen, code=code_for(chen), actor=acting(chen), at=AT)
        assert refused.value.code == "second_factor.required"
        actions.set_sign_in_policy(second_factor_roles=[], actor=above, at=AT)
        second_factor.disable(chen, code=code_for(chen), actor=acting(chen), at=AT)
        assert not second_factor.is_active(chen)

    def test_a_lost_phone_is_reset_by_an_administrator(self, chen: User, general: Unit, hire: Hire) -> None:
        self.enrol(chen)
        with pytest.raises(errors.Denied):
            second_factor.reset(chen, reason="自己来", actor=acting(chen), at=AT)
        second_factor.reset(chen, reason="手机丢失", actor=acting(hire("王某", "admin", general)), at=AT)
        assert not second_factor.is_active(chen)

    def test_the_public_system_and_others_cannot_enrol_for_somebody(self, chen: User, branch: Unit, hire: Hire) -> None:
        for actor in (actors.ANONYMOUS, acting(hire("李某", "leader", branch))):
            with pytest.raises(errors.Denied):
                second_factor.begin(chen, actor=actor, at=AT)
