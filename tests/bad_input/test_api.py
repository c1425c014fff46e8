"""What is a program told when what it sends cannot be? A problem with a stable code; nothing was written.

Shown elsewhere and not repeated: bodies that cannot be read (`tests/api/test_problems.py`), fields of the wrong type,
two editors, wrong states (`tests/api/test_disclosures.py`), tokens and sessions of the other tenant, all states of a
tenant (`tests/isolation/test_doors.py`), every address with foreign ids (`tests/isolation/test_routes.py`). The API
takes no spreadsheets and changes no tree; a broker that is down is in `test_broker_and_worker.py`.
"""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tenants.utils import tenant_context

from core import schemas
from disclosures.kinds import State
from disclosures.models import Disclosure
from hierarchy.models import Unit
from tenants import actions as tenant_actions
from tenants import policies
from tenants.models import Tenant
from tests.api.conftest import (  # noqa: F401  (fixtures)
    Program,
    Programs,
    _on_the_worlds_day,
    _own_rates,
    assert_problem,
    token_of,
)
from tests.bad_input.traces import nothing_written
from tests.databases import AT
from tests.disclosures.conftest import PNG, Walker, appoint
from tests.isolation import planting
from tests.isolation.conftest import NOW

pytestmark = pytest.mark.usefixtures("own_files")


@pytest.fixture
def program(cast: Any) -> Programs:
    """Return the program of a person of the district."""
    return lambda username: Program("district.localhost", token_of(username))


HOSTILE = '<p onclick="x()">正文<script>alert(1)</script><a href="javascript:alert(2)">看</a><img src=x onerror=y></p>'


def draft_body(walk: Walker, **more: Any) -> dict[str, Any]:
    unit, item = str(walk.units.JG1.public_id), str(walk.items.open.public_id)
    return {"unit": unit, "item": item, "title": "题", "body": "文", "scope": "society", **more}


def test_hostile_text_comes_out_harmless(program: Programs, walk: Walker) -> None:
    made = program("clerk").post("disclosures/", draft_body(walk, body=HOSTILE, keywords=["<b>党费"]))
    assert made.status_code == 201
    for kept in (made.json()["body"], Disclosure.objects.get().body):
        assert "正文" in kept
        for hostile in ("script", "onclick", "onerror", "javascript"):
            assert hostile not in kept


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ("<blockquote>" * 1_001, 422, "text.too_nested", "body"),
        ("a" * 2_000_001, 422, "text.too_long", "body"),
        ("甲" * 2_000_001, 413, "input.too_large", ""),
    ],
    ids=["nested", "long", "endless"],
)
def test_a_text_that_no_person_writes(
    body: str, status: int, code: str, field: str, program: Programs, walk: Walker
) -> None:
    clerk, sent = program("clerk"), draft_body(walk, body=body)
    with nothing_written():
        assert_problem(clerk.post("disclosures/", sent), status, code, field)


@pytest.mark.parametrize(
    ("name", "content", "claimed", "status", "code"),
    [
        ("报告.pdf", b"MZ\x90\x00 a program", "application/pdf", 422, "file.type_not_allowed"),
        ("报告.pdf", PNG, "application/pdf", 422, "file.type_mismatch"),
        ("照片.png", b"<script>alert(1)</script>", "image/png", 422, "file.type_not_allowed"),
        ("全部.pdf", b"%PDF-1.7\n" + b"x" * 100_000_000, "application/pdf", 413, "file.too_large"),
    ],
    ids=["program", "picture", "script", "100 MB"],
)
def test_a_forged_file(
    name: str, content: bytes, claimed: str, status: int, code: str, program: Programs, walk: Walker
) -> None:
    address, clerk = f"disclosures/{walk.draft().public_id}/attachments/", program("clerk")
    with nothing_written():
        answer = clerk.upload(address, file=SimpleUploadedFile(name, content, content_type=claimed))
        problem = assert_problem(answer, status, code, "file")
    assert problem["code"] == code
    assert name in problem["errors"]["file"][0]["reason"]


def test_a_decision_by_the_drafter(program: Programs, walk: Walker) -> None:
    leader = appoint("leader", walk.units.JG1, "clerk")
    own = walk.do("pass_secrecy", walk.do("submit", walk.draft(by=leader), by=leader), by=walk.cast.secrecy)
    caller = program("leader")
    with nothing_written():
        problem = assert_problem(caller.post(f"disclosures/{own.public_id}/approve/"), 403, "decision.own_draft")
    assert "须由本单位负责人审批" in problem["title"]


@pytest.mark.parametrize("meanwhile", ["recall", "pass_secrecy", "return"])
def test_somebody_else_decided_meanwhile(meanwhile: str, program: Programs, walk: Walker) -> None:
    disclosure = walk.to(State.SUBMITTED)
    seen, caller = disclosure.revision, program("secrecy")
    by = walk.cast.clerk if meanwhile == "recall" else walk.cast.secrecy
    walk.do(meanwhile, disclosure, by=by, **({"reason": "别人的理由"} if meanwhile == "return" else {}))
    for sent, code in (({"revision": seen}, "revision.stale"), ({}, "state.wrong")):
        with nothing_written():
            answer = caller.post(f"disclosures/{disclosure.public_id}/pass_secrecy/", sent)
            problem = assert_problem(answer, 409, code)
        assert str(problem["title"]).endswith("。")


class TestWrongTenants:
    def test_an_unknown_host(self, program: Programs) -> None:
        stranger = Program("nowhere.localhost", token_of("clerk"))
        problem = stranger.get("units/").json()
        assert (problem["status"], problem["code"]) == (404, "tenant.unknown_host")
        assert "请核对网址" in problem["title"]
        assert "示例" not in problem["title"]

    def test_a_suspended_tenant_takes_nothing(self, program: Programs, walk: Walker, district: Tenant) -> None:
        submitted, caller = walk.to(State.SUBMITTED), program("secrecy")
        tenant_actions.suspend(district, actor=policies.CONSOLE, at=AT, reason="欠费三个月")
        with nothing_written():
            problem = caller.post(f"disclosures/{submitted.public_id}/pass_secrecy/").json()
        assert (problem["status"], problem["code"]) == (503, "tenant.suspended")
        assert "欠费" not in str(problem)
        assert "暂停" in problem["title"]

    @pytest.mark.parametrize("place", ["unit", "item"])
    def test_the_other_tenants_id_in_a_body(self, place: str, program: Programs, walk: Walker, college: Tenant) -> None:
        with tenant_context(college):
            foreign = planting.plant(NOW)
        schemas.enter(Tenant.objects.get(slug="district"))
        clerk, told = program("clerk"), []
        for key in (foreign[place], str(uuid.uuid4())):
            with nothing_written():
                answer = clerk.post("disclosures/", draft_body(walk, **{place: key}))
                problem = assert_problem(answer, 422, f"{place}.invalid_choice", place)
            told.append(problem["errors"])
            assert planting.CANARY not in str(problem)
        assert told[0] == told[1], "an id of the other tenant says no more than one that nobody gave"

    def test_the_other_tenants_id_in_an_address(self, program: Programs, walk: Walker, college: Tenant) -> None:
        with tenant_context(college):
            foreign = Unit.objects.get(code="JG1").public_id
        schemas.enter(Tenant.objects.get(slug="district"))
        caller = program("admin")
        theirs, nobodys = (
            assert_problem(caller.get(f"units/{key}/"), 404, "object.missing") for key in (foreign, uuid.uuid4())
        )
        assert theirs["title"] == nobodys["title"]
