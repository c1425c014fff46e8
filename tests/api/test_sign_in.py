"""Does a program get a token, act with it as its person, and lose it when it should?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import actions, actors
from accounts.models import ApiToken, User
from core.audit.models import AuditEntry
from tests.api.conftest import NOW, Program, Programs, assert_problem
from tests.frontend.browser import signed_in
from tests.world import PASSWORD

GOOD = {"username": "clerk", "password": PASSWORD}


@pytest.fixture
def stranger(cast: Any) -> Program:
    """A program without a token."""
    return Program("district.localhost")


def test_a_token_opens_what_its_person_may(stranger: Program) -> None:
    response = stranger.post("sign-in/", GOOD)
    assert response.status_code == 201, response.content.decode()
    told = response.json()
    assert told["expires_on"] == "2026-12-20"
    me = Program("district.localhost", told["token"]).get("me/").json()
    assert (me["username"], me["name"]) == ("clerk", "陈某")
    (post,) = me["posts"]
    assert (post["unit"]["code"], post["role"], post["reach"]) == ("JG1", "clerk", "own")
    assert me["permissions"] == ["disclosures.draft", "disclosures.publish"]
    assert AuditEntry.objects.filter(verb="user.signed_in", actor_label__contains="陈某").exists()
    assert told["token"] not in str(list(ApiToken.objects.values()))


def test_signing_out_stops_the_token(stranger: Program) -> None:
    caller = Program("district.localhost", stranger.post("sign-in/", GOOD).json()["token"])
    assert caller.post("sign-out/").status_code == 204
    assert_problem(caller.get("me/"), 401, "token.invalid")


@pytest.mark.parametrize("secret", ["", "gk_", "gk_0000000000_x", "Basic", "gk_x_y_z", "令牌"])
def test_a_wrong_token_is_told_from_none(secret: str, cast: Any) -> None:
    client = Client(HTTP_HOST="district.localhost", HTTP_AUTHORIZATION=f"Bearer {secret}".encode().decode("latin-1"))
    assert_problem(client.get("/api/v1/units/"), 401, "token.invalid")


def test_a_token_ends_on_its_day(stranger: Program) -> None:
    told = stranger.post("sign-in/", {**GOOD, "expires_on": "2026-11-21", "name": "对接"}).json()
    caller = Program("district.localhost", told["token"])
    assert caller.get("me/").status_code == 200
    with time_machine.travel(NOW + datetime.timedelta(days=2), tick=False):
        assert_problem(caller.get("me/"), 401, "token.invalid")


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({}, 422, "password.required", "password"),
        ({**GOOD, "password": "wrong"}, 403, "sign_in.wrong", ""),
        ({**GOOD, "username": "nobody"}, 403, "sign_in.wrong", ""),
        ({**GOOD, "expires_on": "2030-01-01"}, 422, "token.expiry", "expires_on"),
        ({**GOOD, "expires_on": "soon"}, 422, "expires_on.invalid", "expires_on"),
        ({**GOOD, "password": 12345678}, 422, "password.type", "password"),
    ],
)
def test_a_wrong_sign_in_is_refused(body: Any, status: int, code: str, field: str, stranger: Program) -> None:
    assert_problem(stranger.post("sign-in/", body), status, code, field)
    assert not ApiToken.objects.exists()


def test_five_wrong_passwords_lock_the_name(stranger: Program) -> None:
    for _attempt in range(4):
        assert_problem(stranger.post("sign-in/", {**GOOD, "password": "wrong"}), 403, "sign_in.wrong")
    assert_problem(stranger.post("sign-in/", {**GOOD, "password": "wrong"}), 429, "sign_in.locked")
    assert_problem(stranger.post("sign-in/", GOOD), 429, "sign_in.locked")
    assert stranger.post("sign-in/", {**GOOD, "username": "leader"}).status_code == 201


def test_sign_in_has_a_rate_of_its_own(stranger: Program) -> None:
    for number in range(10):
        stranger.post("sign-in/", {**GOOD, "username": f"name{number}"})
    response = stranger.post("sign-in/", GOOD)
    assert_problem(response, 429, "rate.exceeded")
    assert int(response["Retry-After"]) > 0
    assert stranger.get("units/").status_code == 200


def test_nobody_escapes_the_rate_by_a_forged_header(stranger: Program) -> None:
    for number in range(10):
        stranger.client.defaults["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{number}"
        stranger.post("sign-in/", {**GOOD, "username": f"name{number}"})
    assert_problem(stranger.post("sign-in/", GOOD), 429, "rate.exceeded")


def test_the_second_factor_is_asked_for(stranger: Program) -> None:
    device = TOTPDevice.objects.create(user=User.objects.get(username="clerk"), confirmed=True)
    assert_problem(stranger.post("sign-in/", GOOD), 422, "second_factor.needed", "code")
    assert_problem(stranger.post("sign-in/", {**GOOD, "code": "000000"}), 422, "second_factor.wrong", "code")
    with time_machine.travel(NOW + datetime.timedelta(minutes=5), tick=False):
        clock = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
        clock.time = (NOW + datetime.timedelta(minutes=5)).timestamp()
        code = f"{clock.token():06d}"
        assert stranger.post("sign-in/", {**GOOD, "code": code}).status_code == 201
        assert_problem(stranger.post("sign-in/", {**GOOD, "code": code}), 422, "second_factor.wrong", "code")


def test_who_owes_a_second_factor_sets_it_up_first(stranger: Program) -> None:
    actions.set_sign_in_policy(second_factor_roles=["clerk"], actor=actors.SYSTEM, at=NOW)
    assert_problem(stranger.post("sign-in/", GOOD), 403, "second_factor.not_set_up")


def test_a_temporary_password_is_changed_first(stranger: Program) -> None:
    User.objects.filter(username="clerk").update(must_change_password=True)
    assert_problem(stranger.post("sign-in/", GOOD), 403, "password.temporary")


class TestSessions:
    """A page of ours may call the API as the person signed in; a page of others may not."""

    @pytest.fixture
    def page(self, cast: Any) -> Client:
        browser = Client(HTTP_HOST="district.localhost", enforce_csrf_checks=True)
        browser.force_login(User.objects.get(username="clerk"))
        return browser

    def test_it_reads(self, page: Client) -> None:
        assert page.get("/api/v1/me/").json()["username"] == "clerk"

    def test_who_has_a_temporary_password_replaces_it_first(self, page: Client) -> None:
        User.objects.filter(username="clerk").update(must_change_password=True)
        assert_problem(page.get("/api/v1/me/"), 403, "password.temporary")

    def test_who_owes_a_second_factor_sets_it_up_first(self, cast: Any) -> None:
        actions.set_sign_in_policy(second_factor_roles=["clerk"], actor=actors.SYSTEM, at=NOW)
        browser = signed_in("clerk")
        assert_problem(browser.get("/api/v1/me/"), 403, "second_factor.not_set_up")
        assert browser.get("/work/").headers["Location"] == "/account/second-factor/"

    def test_it_writes_with_the_csrf_token_alone(self, page: Client) -> None:
        path, how = "/api/v1/notifications/read/", {"data": "{}", "content_type": "application/json"}
        assert_problem(page.post(path, **how), 403, "csrf.failed")
        page.cookies["csrftoken"] = "a" * 32
        assert page.post(path, **how, HTTP_X_CSRFTOKEN="a" * 32).status_code == 200

    def test_it_has_no_token_to_stop(self, page: Client) -> None:
        page.cookies["csrftoken"] = "a" * 32
        response = page.post("/api/v1/sign-out/", "{}", content_type="application/json", HTTP_X_CSRFTOKEN="a" * 32)
        assert_problem(response, 409, "token.not_used")


@pytest.mark.parametrize("path", ["me/", "inbox/", "notifications/", "audit/"])
def test_what_is_ones_own_needs_signing_in(path: str, stranger: Program) -> None:
    assert_problem(stranger.get(path), 401, "sign_in.required")


def test_the_trail_is_read_by_those_who_may(program: Programs) -> None:
    assert_problem(program("clerk").get("audit/"), 403, "audit.not_a_reader")
    told = program("inspector").get("audit/", q="区直机关党总支").json()
    assert told["count"] > 0
    assert {"at", "verb", "label", "actor", "subject", "before", "after"} <= set(told["results"][0])
