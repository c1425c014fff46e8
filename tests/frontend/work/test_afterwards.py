"""What do readers find at the address of a text that was changed, ended, merged, taken down or held inside?"""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.utils import timezone

from disclosures import actions
from disclosures.afterwards import displaying, on_time
from disclosures.kinds import State
from disclosures.models import Disclosure
from tests.databases import AT
from tests.disclosures.conftest import PNG, Walker
from tests.frontend.browser import Browser
from tests.frontend.work.conftest import People

pytestmark = pytest.mark.django_db

TITLE = "第三季度党费收缴情况"


@pytest.fixture
def client() -> Browser:
    """A browser of nobody in particular."""
    return Browser()


def page(client: Browser, disclosure: Disclosure, query: str = "") -> Any:
    return client.get(f"/disclosures/{disclosure.public_id}/{query}")


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_changed_text_says_so_and_leads_to_the_new_one(client: Browser, walk: Walker) -> None:
    original, successor = walk.changed()
    old, new = text_of(page(client, original)), text_of(page(client, successor))
    assert "变更，仅供查阅。理由：金额有误" in old
    assert f"/disclosures/{successor.public_id}/" in old
    assert "这条信息变更了原来的公开信息（JG1-2026-0001）" in new
    assert f"/disclosures/{original.public_id}/" in new
    assert f"/disclosures/{successor.public_id}/changes/" in new
    assert "JG1-2026-0001" in new, "the index number of before stays on record"


def test_the_difference_is_shown_word_by_word(client: Browser, walk: Walker) -> None:
    original = walk.to(State.PUBLISHED)
    draft = walk.follow_up(original)
    data = {"title": TITLE, "body": "<p>2026年第三季度党费收缴情况更正如下。</p>", "scope": "society"}
    data["item"] = str(walk.items.open.public_id)
    draft = actions.edit_draft(draft, data=data, revision=draft.revision, actor=walk.cast.clerk, at=AT)
    successor = walk.onward(draft)
    shown = client.get(f"/disclosures/{successor.public_id}/changes/")
    assert shown.status_code == 200
    assert "<ins>更正</ins>" in text_of(shown)
    assert client.get(f"/disclosures/{original.public_id}/changes/").status_code == 404


def test_only_the_current_text_is_listed(client: Browser, walk: Walker) -> None:
    original, successor = walk.changed()
    for path in ("/", "/disclosures/", "/search/?q=党费", f"/units/{walk.units.JG1.public_id}/"):
        shown = text_of(client.get(path))
        assert str(successor.public_id) in shown, path
        assert str(original.public_id) not in shown, path
    assert str(successor.public_id) in text_of(client.get("/search/?q=JG1-2026-0001"))


def test_of_an_ended_openness_a_tombstone_with_the_reason(client: Browser, walk: Walker, cast: Any) -> None:
    draft = walk.draft()
    file = actions.attach(draft, stream=io.BytesIO(PNG), name="一.png", actor=cast.clerk, at=AT).file
    text = walk.do("terminate", walk.onward(draft), by=cast.leader, reason="工程已经验收")
    response = page(client, text)
    assert response.status_code == 200
    assert "工程已经验收" in text_of(response)
    assert TITLE in text_of(response)
    assert "收缴情况如下" not in text_of(response)
    assert client.get(f"/files/{file.public_id}/").status_code == 404


def test_a_merged_address_leads_on_with_a_notice(client: Browser, walk: Walker) -> None:
    source, target = walk.merged()
    response = page(client, source)
    assert response.status_code == 302
    assert response["Location"] == f"/disclosures/{target.public_id}/?merged={source.public_id}"
    assert "已并入这一件。理由：同一件事" in text_of(client.get(response["Location"]))
    assert "已并入这一件。理由" not in text_of(page(client, target))


class TestPublishedInError:
    def test_its_address_says_that_it_is_gone_and_nothing_else(self, client: Browser, walk: Walker, cast: Any) -> None:
        draft = walk.draft()
        file = actions.attach(draft, stream=io.BytesIO(PNG), name="一.png", actor=cast.clerk, at=AT).file
        text = walk.do("take_down", walk.onward(draft), by=cast.leader, reason="附了身份证号")
        response = page(client, text)
        assert response.status_code == 410
        for word in (TITLE, "收缴", "身份证", "JG1"):
            assert word not in text_of(response), word
        assert client.get(f"/files/{file.public_id}/").status_code == 404
        for path in ("/", "/disclosures/", "/search/?q=党费"):
            assert str(text.public_id) not in text_of(client.get(path)), path

    def test_whom_it_never_was_for_is_told_nothing(self, client: Browser, walk: Walker) -> None:
        assert page(client, walk.to(State.IN_ERROR, scope="unit")).status_code == 404

    @pytest.mark.parametrize(
        ("person", "status"), [("clerk", 410), ("leader", 410), ("member", 410), ("inspector", 200), ("admin", 200)]
    )
    def test_who_audits_still_reads_it(self, walk: Walker, people: People, person: str, status: int) -> None:
        text = walk.to(State.IN_ERROR)
        browser = people(person)
        assert page(browser, text).status_code == status
        work = browser.get(f"/work/disclosures/{text.public_id}/")
        assert work.status_code == status
        listed = str(text.public_id) in text_of(browser.get("/work/disclosures/"))
        assert listed is (status == 200)


def test_what_is_held_inside_is_not_there_for_society(client: Browser, walk: Walker, people: People) -> None:
    walk.items.open.inside_first = True
    walk.items.open.save()
    text = walk.to(State.PUBLISHED)
    assert page(client, text).status_code == 404
    for path in ("/", "/disclosures/", "/search/?q=党费"):
        assert str(text.public_id) not in text_of(client.get(path)), path
    assert "先党内后党外" in text_of(page(people("member"), text))
    assert text.outside_from is not None
    on_time.open_due(at=text.outside_from)
    assert page(client, text).status_code == 200


def test_what_expired_is_listed_no_more_and_still_read(client: Browser, walk: Walker, cast: Any) -> None:
    text, day = walk.to(State.PUBLISHED), AT.date()
    displaying.set_display(text, data={"display_until": day}, revision=None, actor=cast.clerk, at=AT)
    assert Disclosure.objects.on_display(day).exists()
    assert not Disclosure.objects.on_display(day + datetime.timedelta(days=1)).exists()
    Disclosure.objects.filter(pk=text.pk).update(display_until=day - datetime.timedelta(days=900))
    for path in ("/disclosures/", "/search/?q=党费", f"/units/{walk.units.JG1.public_id}/"):
        assert str(text.public_id) not in text_of(client.get(path)), path
    assert page(client, text).status_code == 200
    assert Disclosure.objects.published().get() == text


class TestTheWorkspace:
    def test_a_change_is_begun_from_the_page_of_the_text(self, walk: Walker, people: People) -> None:
        text, clerk = walk.to(State.PUBLISHED), people("clerk")
        path = f"/work/disclosures/{text.public_id}/follow-up/"
        assert f"{path}?relation=amends" in text_of(clerk.get(f"/work/disclosures/{text.public_id}/"))
        assert clerk.get(f"{path}?relation=amends").status_code == 200
        refused = clerk.post(path, {"relation": "amends", "reason": ""})
        assert refused.status_code == 422
        assert "请写变更的理由" in text_of(refused)
        begun = clerk.post(path, {"relation": "amends", "reason": "金额有误"})
        draft = Disclosure.objects.get(refers_to=text)
        assert begun["Location"] == f"/work/disclosures/{draft.public_id}/edit/"
        again = clerk.post(path, {"relation": "amends", "reason": "再改"})
        assert again.status_code == 422
        assert "已有一份变更在办" in text_of(again)

    def test_a_leader_merges_by_choosing_from_a_list(self, walk: Walker, people: People) -> None:
        text, other, leader = walk.to(State.PUBLISHED), walk.to(State.PUBLISHED), people("leader")
        shown = text_of(leader.get(f"/work/disclosures/{text.public_id}/"))
        assert f'value="{other.public_id}"' in shown
        assert f'value="{text.public_id}"' not in shown
        values = {"into": str(other.public_id), "reason": "同一件事", "revision": str(text.revision)}
        leader.post(f"/work/disclosures/{text.public_id}/merge/", values)
        text.refresh_from_db()
        assert (text.state, text.merged_into_id) == (State.MERGED, other.pk)

    def test_a_text_is_scheduled_and_taken_back(self, walk: Walker, people: People) -> None:
        text, clerk = walk.to(State.APPROVED), people("clerk")
        path = f"/work/disclosures/{text.public_id}/schedule/"
        past = clerk.post(path, {"publish_at": "2020-01-01T09:00", "revision": str(text.revision)})
        assert past.status_code == 422
        assert "这个时间已经过了" in text_of(past)
        ahead = (timezone.localtime() + datetime.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
        clerk.post(path, {"publish_at": ahead, "revision": str(text.revision)})
        text.refresh_from_db()
        assert text.state == State.SCHEDULED
        assert "定时公开" in text_of(clerk.get(f"/work/disclosures/{text.public_id}/"))
        clerk.post(f"/work/disclosures/{text.public_id}/unschedule/", {"revision": str(text.revision)})
        text.refresh_from_db()
        assert text.state == State.APPROVED

    def test_a_leader_takes_down_and_sees_it_no_more(self, walk: Walker, people: People) -> None:
        text, leader = walk.to(State.PUBLISHED), people("leader")
        values = {"reason": "附了身份证号", "revision": str(text.revision)}
        answer = leader.post(f"/work/disclosures/{text.public_id}/take_down/", values)
        assert answer["Location"] == "/work/disclosures/"
        assert leader.get(f"/work/disclosures/{text.public_id}/").status_code == 410
        assert text.title not in text_of(leader.get("/work/disclosures/"))

    def test_the_day_of_display_is_set(self, walk: Walker, people: People) -> None:
        text, clerk = walk.to(State.PUBLISHED), people("clerk")
        path = f"/work/disclosures/{text.public_id}/display/"
        assert clerk.post(path, {"display_until": "2020-01-01"}).status_code == 422
        assert clerk.post(path, {"display_until": "2199-01-01"})["Location"] == f"/work/disclosures/{text.public_id}/"
        text.refresh_from_db()
        assert text.display_until == datetime.date(2199, 1, 1)
        assert people("member").get(path).status_code in (403, 404)

    def test_the_terms_of_publication_are_the_roots(self, walk: Walker, people: People) -> None:
        admin = people("admin")
        assert admin.get("/work/publication-rules/").status_code == 200
        assert admin.post("/work/publication-rules/", {"inside_days": "0"}).status_code == 422
        item = str(walk.items.open.public_id)
        assert admin.post("/work/publication-rules/", {"inside_days": "15", "item": item}).status_code == 302
        shown = text_of(admin.get("/work/publication-rules/"))
        assert walk.items.open.title in shown
        assert people("clerk").get("/work/publication-rules/").status_code == 403
