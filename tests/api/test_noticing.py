"""Do programs read notices, object, answer and look at how they closed by the same rules, and close none?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from core import clock
from disclosures.kinds import State
from disclosures.models import Disclosure, NoticeRule, Objection
from disclosures.noticing import closing
from tests.api.conftest import Programs, assert_problem
from tests.disclosures.conftest import Walker

OVER = clock.start_of(datetime.date(2026, 11, 28))
SECRETS = ("他上个月才入党", "李不愿", "13800001234")


def ok(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.content.decode()
    return response.json()


@pytest.fixture
def noticed(walk: Walker) -> Disclosure:
    """A text on public notice for seven days."""
    walk.items.open.notice_days = 7
    walk.items.open.save()
    return walk.to(State.PUBLISHED)


def test_the_days_are_explained_and_listed(program: Programs, noticed: Disclosure) -> None:
    public = program("")
    shown = ok(public.get(f"disclosures/{noticed.public_id}/notice/"))
    assert (shown["state"], shown["days"], shown["last_on"]) == ("running", 7, "2026-11-27")
    assert [day["counts"] for day in shown["explanation"]] == [False] + [True] * 7
    assert shown["answers"] == []
    assert [row["disclosure"] for row in ok(public.get("public-notices/"))["results"]] == [str(noticed.public_id)]


def test_an_objection_is_taken_answered_and_published_without_its_name(program: Programs, noticed: Disclosure) -> None:
    public, clerk, leader = program(""), program("clerk"), program("leader")
    base = f"disclosures/{noticed.public_id}"
    text, name, contact = SECRETS
    taken = ok(public.post(f"{base}/objections/", {"text": text, "name": name, "contact": contact}), 201)
    assert taken == {"received_on": "2026-11-20"}
    assert_problem(public.post(f"{base}/objections/", {"text": ""}), 422, "input.invalid")
    assert public.get("objections/").status_code == 401
    assert ok(program("member").get("objections/"))["results"] == []
    (row,) = ok(clerk.get("objections/"))["results"]
    assert (row["name"], row["answer_by"]) == (name, "2026-11-27")
    words = {"gist": "认为程序不全", "answer": "程序齐全"}
    assert program("member").post(f"objections/{row['id']}/answer/", words).status_code == 404
    ok(clerk.post(f"objections/{row['id']}/answer/", {**words, "revision": row["revision"]}))
    assert_problem(leader.post(f"objections/{row['id']}/answer/", words), 409, "state.wrong")
    assert clerk.post(f"{base}/notice/close/", {}).status_code == 404, "no address closes a notice"
    closing.close_due(at=OVER)
    shown = public.get(f"{base}/notice/")
    assert ok(shown)["answers"] == [words]
    assert not [secret for secret in SECRETS if secret in shown.content.decode()]
    assert_problem(clerk.post(f"{base}/notice/review/", {}), 403, "notice.not_reviewer")
    ok(leader.post(f"{base}/notice/review/", {"note": "属实"}))


def test_the_office_types_in_and_a_missed_one_opens_it_again(program: Programs, noticed: Disclosure) -> None:
    clerk, leader, base = program("clerk"), program("leader"), f"disclosures/{noticed.public_id}"
    came = {"text": "来信", "received_on": "2026-11-20"}
    assert_problem(program("member").post(f"{base}/objections/entered/", came), 403, "objection.not_office")
    entered = ok(clerk.post(f"{base}/objections/entered/", came), 201)
    assert entered["is_anonymous"] is True
    ok(clerk.post(f"objections/{entered['id']}/answer/", {"gist": "一", "answer": "二"}))
    closing.close_due(at=OVER)
    Objection.objects.all()
    assert_problem(leader.post(f"{base}/notice/reopen/", {**came, "reason": ""}), 422, "input.invalid")
    assert ok(leader.post(f"{base}/notice/reopen/", {**came, "reason": "漏了"}))["state"] == "running"


def test_a_draft_is_planned_and_the_terms_lengthened(program: Programs, walk: Walker) -> None:
    clerk, admin = program("clerk"), program("admin")
    base = f"disclosures/{walk.draft().public_id}/notice/"
    assert clerk.get(base).status_code == 404
    assert clerk.post(base, {}).status_code == 204
    planned = ok(clerk.post(base, {"kind": "pre"}))
    assert (planned["state"], len(planned["explanation"])) == ("planned", 16)
    assert_problem(admin.post("notice-rules/", {"term": "pre_society", "days": 14}), 422, "days.too_few")
    ok(admin.post("notice-rules/", {"term": "pre_society", "days": 20}))
    assert len(ok(clerk.get(base))["explanation"]) == 21
    assert len(ok(admin.get("notice-rules/"))["results"]) == NoticeRule.objects.count() == 4
    assert_problem(clerk.post("notice-rules/", {"term": "public", "days": 9}), 403, "notice_rule.not_yours")
