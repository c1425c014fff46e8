"""Do readers see how long a text is on notice, object to it without an account, and never learn who else did?"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache

from core import clock
from disclosures.kinds import State
from disclosures.models import Disclosure, Objection
from disclosures.noticing import arranging, closing, objecting
from disclosures.noticing.flows import objection_flow
from tests.databases import AT
from tests.disclosures.conftest import Walker, items, walk
from tests.frontend.browser import Browser, signed_in

__all__ = ["items", "walk"]
pytestmark = pytest.mark.django_db

OVER = clock.start_of(datetime.date(2026, 11, 28))
SAID = "他上个月才入党"
WHO, REACHED = "李不愿", "13800001234"


@pytest.fixture(autouse=True)
def _on_the_worlds_day() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(AT + datetime.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def client() -> Browser:
    """A browser of nobody in particular."""
    return Browser()


@pytest.fixture
def noticed(walk: Walker) -> Disclosure:
    """A text on public notice for seven days, which everybody reads."""
    walk.items.open.notice_days = 7
    walk.items.open.save()
    return walk.to(State.PUBLISHED)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def address(text: Disclosure, rest: str = "") -> str:
    return f"/disclosures/{text.public_id}/{rest}"


def objected(text: Disclosure, actor: Any) -> Objection:
    data = {"text": SAID, "name": WHO, "contact": REACHED}
    return objecting.object_to(text, data=data, actor=actor, at=AT, source=str(uuid.uuid4()))


def test_the_page_says_until_when_and_the_list_has_it(client: Browser, noticed: Disclosure) -> None:
    assert "公示中，至2026年11月27日，还剩7天。" in text_of(client.get(address(noticed)))
    listed = text_of(client.get("/public-notices/"))
    assert str(noticed.public_id) in listed
    assert "还剩7天" in listed
    with time_machine.travel(OVER - datetime.timedelta(seconds=1), tick=False):
        assert "今天是最后一天" in text_of(client.get(address(noticed)))
    with time_machine.travel(OVER, tick=False):
        page = text_of(client.get(address(noticed)))
        assert "正在办结" in page
        assert "/object/" not in page
        assert str(noticed.public_id) not in text_of(client.get("/public-notices/"))


def test_somebody_without_an_account_objects(client: Browser, noticed: Disclosure) -> None:
    asked = text_of(client.get(address(noticed, "object/")))
    assert 'name="text"' in asked
    assert client.post(address(noticed, "object/"), {"text": ""}).status_code == 422
    taken = client.post(address(noticed, "object/"), {"text": SAID}, follow=True)
    assert "已收到您的异议" in text_of(taken)
    assert SAID not in text_of(taken)
    assert Objection.objects.get().is_anonymous


def test_a_member_may_stay_unnamed(noticed: Disclosure, cast: Any) -> None:
    member = signed_in("member")
    member.post(address(noticed, "object/"), {"text": SAID, "anonymous": "on"})
    member.post(address(noticed, "object/"), {"text": SAID})
    assert [each.member_id for each in Objection.objects.order_by("id")] == [None, cast.member.user_id]


def test_floods_are_told_so(client: Browser, noticed: Disclosure) -> None:
    sent = [client.post(address(noticed, "object/"), {"text": SAID}).status_code for _ in range(6)]
    assert sent == [302] * 5 + [422]


def test_gist_and_answer_are_public_once_it_is_over_and_nobody_is_named(
    client: Browser, noticed: Disclosure, cast: Any
) -> None:
    found = objected(noticed, cast.public)
    words = {"gist": "认为程序不全", "answer": "程序齐全"}
    objection_flow.perform("answer", found, actor=cast.leader, at=AT, data=words)
    before = text_of(client.get(address(noticed)))
    assert "认为程序不全" not in before
    closing.close_due(at=OVER)
    after = text_of(client.get(address(noticed)))
    assert "收到异议 1 件，都已答复" in after
    assert "认为程序不全" in after
    assert "程序齐全" in after
    for page in (before, after, text_of(client.get("/public-notices/")), text_of(signed_in("member").get("/work/"))):
        assert not [secret for secret in (SAID, WHO, REACHED) if secret in page]


def test_who_may_not_read_the_text_finds_no_notice(client: Browser, walk: Walker, cast: Any) -> None:
    text = walk.draft(scope="unit")
    arranging.plan(text, data={"kind": "pre"}, actor=cast.clerk, at=AT)
    text = walk.onward(text)
    assert str(text.public_id) not in text_of(client.get("/public-notices/"))
    assert client.get(address(text, "object/")).status_code == 404
    assert client.post(address(text, "object/"), {"text": SAID}).status_code == 404
    assert str(text.public_id) in text_of(signed_in("member").get("/public-notices/"))


@pytest.mark.parametrize(("person", "status"), [("clerk", 200), ("leader", 200), ("inspector", 200), ("member", 404)])
def test_who_reads_an_objection(noticed: Disclosure, cast: Any, person: str, status: int) -> None:
    found = objected(noticed, cast.public)
    response = signed_in(person).get(f"/work/objections/{found.public_id}/")
    assert response.status_code == status
    assert (REACHED in text_of(response)) is (status == 200)


def test_the_clerk_plans_answers_and_the_leader_looks(noticed: Disclosure, walk: Walker, cast: Any) -> None:
    clerk, leader = signed_in("clerk"), signed_in("leader")
    draft = walk.draft()
    base = f"/work/disclosures/{draft.public_id}/notice/"
    assert "不少于7天" in text_of(clerk.get(base)), "the days are shown on the draft, with their source"
    assert clerk.post(f"{base}plan/", {"kind": "pre", "wanted_days": "20"}).status_code == 302
    assert "20" in text_of(clerk.get(base))
    found = objected(noticed, cast.public)
    assert "异议：第三季度党费收缴情况" in text_of(clerk.get("/work/"))
    assert clerk.post(f"/work/objections/{found.public_id}/", {"gist": "", "answer": "好"}).status_code == 422
    answered = clerk.post(f"/work/objections/{found.public_id}/", {"gist": "程序", "answer": "齐全"})
    assert answered.status_code == 302
    entered = clerk.post(
        f"/work/disclosures/{noticed.public_id}/notice/objection/", {"text": "来电", "received_on": "2026-11-20"}
    )
    assert entered.status_code == 302
    objection_flow.perform(
        "answer", Objection.objects.open().get(), actor=cast.clerk, at=AT, data={"gist": "一", "answer": "二"}
    )
    closing.close_due(at=OVER)
    assert "公示结果：第三季度党费收缴情况" in text_of(leader.get("/work/"))
    page = f"/work/disclosures/{noticed.public_id}/notice/"
    assert clerk.post(f"{page}review/", {"note": ""}).status_code == 403
    assert leader.post(f"{page}review/", {"note": "属实"}).status_code == 302
    assert "属实" in text_of(leader.get(page))
    assert "公示结果：" not in text_of(leader.get("/work/"))


def test_the_terms_show_their_sources_and_are_lengthened(walk: Walker) -> None:
    admin = signed_in("admin")
    assert "党政领导干部选拔任用工作条例" in text_of(admin.get("/work/notice-rules/"))
    assert admin.post("/work/notice-rules/", {"term": "public", "days": "6"}).status_code == 422
    assert admin.post("/work/notice-rules/", {"term": "public", "days": "10"}).status_code == 302
    assert signed_in("clerk").get("/work/notice-rules/").status_code == 403
