"""What can an operator do to tenants from the pages?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import schemas
from core.audit.models import AuditEntry
from tenants import migration_state, operators, policies, standing
from tenants.models import Tenant
from tests.databases import AT
from tests.frontend.platform.conftest import HOST, PASSWORD
from tests.tenants import worker

REFRESH = re.compile(r'<noscript>\s*<meta http-equiv="refresh" content="5">\s*</noscript>')
"""Without scripts the page reloads itself."""


def text_of(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_list_shows_every_tenant_in_one_query(desk: Client) -> None:
    Tenant.objects.filter(slug="college").update(migration_hash="older")
    with CaptureQueriesContext(connection) as asked:
        shown = text_of(desk, "/console/")
    assert "district.localhost" in shown
    assert "college.localhost" in shown
    assert shown.count("gk-state-soon") == 1  # the college, behind
    assert len([one for one in asked if "tenants_tenant" in one["sql"]]) == 1


def test_sizes_are_those_of_the_schemas(district: Tenant) -> None:
    found = {each.tenant.slug: each for each in standing.of_all()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(format('%%I.%%I', schemaname, tablename)::regclass))"
            " FROM pg_tables WHERE schemaname = %s",
            [district.schema_name],
        )
        assert found["district"].size == cursor.fetchone()[0] > 100_000
    assert found["district"].is_current == (district.migration_hash == migration_state.code_hash())
    assert standing.of_one(district) == found["district"]


def test_creation_leads_to_a_progress_that_can_be_left_and_found_again(desk: Client) -> None:
    answer = desk.post("/console/tenants/new/", {"slug": "newcomer", "name": "新来区委"})
    made = Tenant.objects.get(slug="newcomer")
    path = f"/console/tenants/{made.public_id}/"
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert path in text_of(desk, "/console/")

    Tenant.objects.filter(pk=made.pk).update(progress=20, progress_note="正在建立数据结构")
    shown = text_of(desk, path)
    assert f'hx-get="{path}progress/"' in shown
    assert REFRESH.search(shown)

    part = desk.get(f"{path}progress/", headers={"HX-Request": "true"})
    assert "20%" in part.content.decode()
    assert "正在建立数据结构" in part.content.decode()
    assert "HX-Refresh" not in part
    assert desk.get(f"{path}progress/")["Location"] == path

    Tenant.objects.filter(pk=made.pk).update(state="ready", progress=100)
    done = desk.get(f"{path}progress/", headers={"HX-Request": "true"})
    assert done["HX-Refresh"] == "true"
    assert "hx-get" not in done.content.decode()
    assert "http-equiv" not in text_of(desk, path)


@pytest.mark.parametrize(
    ("slug", "name", "code"),
    [
        ("district", "又一个", "tenant.slug_taken"),
        ("Bad_slug", "某委", "slug.invalid"),
        ("www", "某委", "slug.reserved"),
        ("fine", "", "name.required"),
    ],
)
def test_what_cannot_be_created_is_said_beside_the_form(slug: str, name: str, code: str, desk: Client) -> None:
    before = Tenant.objects.count()
    answer = desk.post("/console/tenants/new/", {"slug": slug, "name": name})
    assert answer.status_code == 422
    assert code in answer.content.decode()
    assert Tenant.objects.count() == before


def test_a_suspended_tenants_pages_are_closed_until_it_is_resumed(desk: Client, district: Tenant) -> None:
    path, site = f"/console/tenants/{district.public_id}/", Client(HTTP_HOST="district.localhost")
    assert desk.post(f"{path}suspend/", {"reason": ""}).status_code == 422
    assert site.get("/").status_code == 200

    assert desk.post(f"{path}suspend/", {"reason": "主办单位申请"})["Location"] == path
    assert site.get("/").status_code == 503
    shown = text_of(desk, path)
    assert "主办单位申请" in shown
    assert f"{path}resume/" in shown
    entry = AuditEntry.objects.newest()[0]
    assert (entry.verb, entry.actor_label, entry.reason) == ("tenant.suspend", "平台运营·魏某", "主办单位申请")
    assert "主办单位申请" in text_of(desk, "/console/trail/?q=主办")

    assert desk.post(f"{path}resume/").status_code == 302
    assert site.get("/").status_code == 200
    assert desk.post(f"{path}resume/").status_code == 409


def test_no_page_removes_a_tenant(desk: Client, district: Tenant) -> None:
    path = f"/console/tenants/{district.public_id}/"
    shown = text_of(desk, path)
    assert "gongkai tenant delete district" in shown
    assert f"{path}delete/" not in shown
    assert f"{path}complete/" not in shown
    assert desk.post(f"{path}delete/").status_code == 404
    assert desk.get(f"{path}resume/").status_code == 405


def test_the_front_page_stays_the_demos(settings: object) -> None:
    assert "district.localhost" in text_of(Client(HTTP_HOST=HOST), "/")
    settings.DEMO = False  # type: ignore[attr-defined]  # the fixture takes any setting
    assert Client(HTTP_HOST=HOST).get("/").status_code == 404


@pytest.mark.tasks
def test_a_worker_makes_the_tenant_that_was_ordered_on_the_page(committed: None, tmp_path: Path) -> None:
    schemas.leave()
    operators.create(username="wei", name="魏某", password=PASSWORD, actor=policies.CONSOLE, at=AT)
    desk = Client(HTTP_HOST=HOST)
    desk.post("/console/sign-in/", {"username": "wei", "password": PASSWORD})
    with worker.running(tmp_path / "log") as running:
        path = desk.post("/console/tenants/new/", {"slug": "newcomer", "name": "新来区委"})["Location"]
        at_progress = {"headers": {"HX-Request": "true"}}
        worker.eventually(lambda: "HX-Refresh" in desk.get(f"{path}progress/", **at_progress), running.said)
    assert "运行中" in text_of(desk, path)
    assert Client(HTTP_HOST="newcomer.localhost").get("/").status_code == 200
