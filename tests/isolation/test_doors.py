"""Does nothing that opens one tenant open another: a token, a session, a host, a task, a mail?"""

from __future__ import annotations

from typing import Any

import pytest
from celery import current_app
from django.db import connection
from django.test import Client
from django_tenants.utils import tenant_context

from accounts import actors
from accounts.models import Session, User
from config.celery import app
from core import errors
from core.notifications import sending, tasks
from core.notifications.messages import Message
from core.notifications.models import MailState, Notification
from hierarchy.models import Unit
from tenants.models import Tenant, TenantState
from tenants.tasks import HEADER, TenantTask
from tests.isolation import planting
from tests.isolation.conftest import NOW, visitors

COOKIE = "gk_session"


class TestTokens:
    def test_the_other_tenants_token_opens_nothing(self, foreign: dict[str, str], cast: Any) -> None:
        bearer = {"HTTP_AUTHORIZATION": f"Bearer {foreign['secret']}"}
        assert Client(HTTP_HOST="college.localhost", **bearer).get("/api/v1/me/").status_code == 200
        refused = Client(HTTP_HOST="district.localhost", **bearer).get("/api/v1/me/")
        assert (refused.status_code, refused.json()["code"]) == (401, "token.invalid")

    def test_not_even_where_the_public_may_read(self, foreign: dict[str, str]) -> None:
        bearer = {"HTTP_AUTHORIZATION": f"Bearer {foreign['secret']}"}
        assert Client(HTTP_HOST="district.localhost", **bearer).get("/api/v1/units/").status_code == 401

    def test_a_password_signs_in_at_its_own_tenant(self, college: Tenant, cast: Any) -> None:
        with tenant_context(college):
            person = User.objects.get(username="clerk")
            person.set_password("only-at-the-college-2026")
            person.save()
        body = {"username": "clerk", "password": "only-at-the-college-2026"}
        for host, status in (("college.localhost", 201), ("district.localhost", 403)):
            sent = Client(HTTP_HOST=host).post("/api/v1/sign-in/", body, content_type="application/json")
            assert sent.status_code == status


class TestSessions:
    @pytest.fixture
    def stolen(self, college: Tenant, _in_district: None) -> str:
        """The key of an administrator's session at the college."""
        with tenant_context(college):
            (admin,) = visitors("college.localhost", "admin")
            assert admin.get("/api/v1/me/").status_code == 200
            return admin.client.cookies[COOKIE].value

    def browser(self, key: str) -> Client:
        client = Client(HTTP_HOST="district.localhost")
        client.cookies[COOKIE] = key
        return client

    def test_the_other_tenants_cookie_is_nobody(self, stolen: str, cast: Any) -> None:
        assert self.browser(stolen).get("/api/v1/me/").status_code == 401
        assert self.browser(stolen).get("/work/").status_code == 302

    def test_not_even_with_the_row_copied(self, stolen: str, college: Tenant, district: Tenant, cast: Any) -> None:
        with tenant_context(college):
            row = Session.objects.get(session_key=stolen)
        Session.objects.create(session_key=row.session_key, session_data=row.session_data, expire_date=row.expire_date)
        assert self.browser(stolen).get("/api/v1/me/").status_code == 401
        assert self.browser(stolen).get("/work/").status_code == 302

    def test_a_cookie_is_for_its_host_alone(self, district: Tenant, cast: Any) -> None:
        (admin,) = visitors("district.localhost", "admin")
        assert not admin.client.cookies[COOKIE]["domain"]


class TestHosts:
    @pytest.mark.parametrize("path", ["/", "/units/", "/work/", "/files/4f1d8a0e-0000-4000-8000-000000000000/"])
    def test_an_unknown_host_is_no_tenant(self, path: str, db: None) -> None:
        response = Client(HTTP_HOST="nowhere.localhost").get(path)
        assert response.status_code == 404
        for tenant in Tenant.objects.all():
            assert tenant.name not in response.content.decode()

    def test_programs_are_told_so_too(self, db: None) -> None:
        response = Client(HTTP_HOST="nowhere.localhost").get("/api/v1/units/")
        assert (response.status_code, response.json()["code"]) == (404, "tenant.unknown_host")

    @pytest.mark.parametrize("host", ["evil.example", "district.localhost.evil.example", "district"])
    def test_a_host_that_is_not_ours_is_refused(self, host: str, db: None) -> None:
        assert Client(HTTP_HOST=host).get("/").status_code == 400

    @pytest.mark.parametrize("path", ["/units/", "/api/v1/units/", "/work/"])
    def test_the_platforms_own_host_serves_no_tenant(self, path: str, db: None) -> None:
        assert Client(HTTP_HOST="localhost").get(path).status_code == 404

    @pytest.mark.parametrize("state", [state for state in TenantState if state != TenantState.READY])
    @pytest.mark.parametrize("path", ["/", "/work/", "/api/v1/units/"])
    def test_a_tenant_that_is_not_ready_is_closed(self, path: str, state: TenantState, district: Tenant) -> None:
        Tenant.objects.filter(pk=district.pk).update(state=state)
        response = Client(HTTP_HOST="district.localhost").get(path)
        assert response.status_code == 503
        if path.startswith("/api/"):
            assert response["Content-Type"] == "application/problem+json"
            assert response.json()["code"] == f"tenant.{state}"

    def test_the_connection_is_left_outside_of_tenants(self, district: Tenant) -> None:
        for host in ("district.localhost", "nowhere.localhost", "localhost"):
            Client(HTTP_HOST=host).get("/")
            assert connection.schema_name == "public"


def own_tasks() -> list[Any]:
    app.loader.import_default_modules()
    named = (
        "core",
        "hierarchy",
        "accounts",
        "catalogs",
        "rollouts",
        "obligations",
        "disclosures",
        "channels",
        "archives",
    )
    rooms = tuple(f"{name}." for name in named)
    return [task for name, task in sorted(current_app.tasks.items()) if name.startswith(rooms)]


class TestTasks:
    def test_every_task_of_a_room_is_a_tenants_task(self) -> None:
        assert len(own_tasks()) >= 3
        for task in own_tasks():
            assert isinstance(task, TenantTask), f"{task.name} could run outside of a tenant"

    def test_without_a_tenant_none_does_anything(self, district: Tenant) -> None:
        for task in own_tasks():
            with pytest.raises(errors.Missing):
                task.apply(throw=True)

    def test_for_a_suspended_tenant_none_does_anything(self, district: Tenant) -> None:
        Tenant.objects.filter(pk=district.pk).update(state=TenantState.SUSPENDED)
        for task in own_tasks():
            with pytest.raises(errors.Missing):
                task.apply(headers={HEADER: str(district.public_id)}, throw=True)


def test_a_mail_leaves_with_the_address_of_its_own_tenant_by_its_own_task(
    foreign: dict[str, str], district: Tenant, college: Tenant, cast: Any, mailoutbox: list[Any]
) -> None:
    sending.send(Message((cast.admin.user_id,), "test.told", "区委的通知", "/work/", "isolation:own"), at=NOW)
    tasks.deliver_due.apply(headers={HEADER: str(college.public_id)}, throw=True)
    assert mailoutbox
    for mail in mailoutbox:
        assert "://college.localhost" in mail.body
        assert "://district.localhost" not in mail.body
        assert "区委" not in mail.subject + mail.body
    assert any(planting.CANARY in mail.subject for mail in mailoutbox)
    with tenant_context(district):
        assert Notification.objects.get().mail_state == MailState.WAITING

    mailoutbox.clear()
    tasks.deliver_due.apply(headers={HEADER: str(district.public_id)}, throw=True)
    (mail,) = mailoutbox
    assert "://district.localhost" in mail.body
    assert planting.CANARY not in mail.subject + mail.body


def test_the_trail_of_one_tenant_knows_nothing_of_the_other(foreign: dict[str, str], district: Tenant) -> None:
    (inspector,) = visitors("district.localhost", "inspector")
    told = inspector.get("/api/v1/audit/", q=planting.FOUND_BY)
    assert told.json()["count"] == 0
    assert Unit.objects.filter(actors.EVERYWHERE).count() == 7
