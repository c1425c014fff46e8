"""Does a notice for the board say on paper what the page says, for those who may read it, whatever the text is like?"""

from __future__ import annotations

import datetime
import io
from typing import Any

import pypdf
import pytest
from django.db.models import F
from django.test import Client
from django_tenants.utils import tenant_context

from channels import blocks, notice
from core import clock, richtext
from disclosures import actions
from disclosures.kinds import State
from disclosures.models import Disclosure, PublicNotice
from disclosures.noticing.kinds import NoticeState
from tests.databases import AT
from tests.disclosures.conftest import PNG, Walker

TODAY = clock.local_date(AT)
OVER = clock.start_of(TODAY + datetime.timedelta(days=8))
"""When a notice of seven days that began today is over."""
ADDRESS = "http://district.localhost/disclosures/1/"
TABLE = (
    "<table><caption>各支部党费</caption><thead><tr><th rowspan='2'>支部</th><th colspan='2'>金额</th></tr>"
    "<tr><th>应收</th><th>实收</th></tr></thead><tbody><tr><td>第一支部</td><td>1,200.00</td><td>1,200.00</td></tr>"
    "<tr><td rowspan='9'>第二支部</td><td colspan='9'>暂缓</td></tr><tr><td>多</td><td>出</td><td>来</td></tr></tbody>"
    "</table>"
)
TEXT = (
    "<h2>一、总体情况</h2><p>本季度收缴<strong>党费</strong>，见<a href='https://example.org/'>说明</a>。"
    "H<sub>2</sub>O<br>第二行</p><ul><li>甲<ol><li>乙</li></ol></li><li>丙</li></ul><blockquote><p>引文</p></blockquote>"
)


def terms(**changed: Any) -> notice.Terms:
    values: dict[str, Any] = {"size": notice.Size.A4, "posted_on": TODAY, "until": None, "address": ADDRESS}
    return notice.Terms(**(values | changed))


def words_of(made: bytes) -> str:
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages).split())


def test_it_says_what_the_page_says(walk: Walker, cast: Any) -> None:
    found = walk.to(State.PUBLISHED, body=TEXT + TABLE, document_no="示委〔2026〕8号")
    until = TODAY + datetime.timedelta(days=7)
    text = words_of(notice.paper(found, terms(until=until), actor=cast.clerk))
    for said in (
        found.title,
        found.shown_unit_name,
        found.index_no or "",
        "示委〔2026〕8号",
        "一、总体情况",
        "各支部党费",
        "1,200.00",
        "第二支部",
        "引文",
        f"{until.year}年{until.month}月{until.day}日",
        "1/",
    ):
        assert said in text, said


@pytest.mark.parametrize(("size", "edges"), [("a4", (595, 842)), ("a3", (842, 1191))])
def test_it_has_the_size_of_the_board(walk: Walker, cast: Any, size: str, edges: tuple[int, int]) -> None:
    made = notice.paper(walk.to(State.PUBLISHED), terms(size=notice.Size(size)), actor=cast.clerk)
    page = pypdf.PdfReader(io.BytesIO(made)).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == edges
    fonts = page["/Resources"]["/Font"]  # type: ignore[index]  # of a page of our own making
    described = [font.get_object()["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts.values()]
    assert described
    assert all("/FontFile3" in each or "/FontFile2" in each for each in described)


def test_pictures_of_the_text_are_on_the_paper_and_lost_ones_are_named(
    walk: Walker, cast: Any, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    draft = walk.draft()
    attached = actions.attach(draft, stream=io.BytesIO(PNG), name="图.png", actor=cast.clerk, at=AT, picture=True)
    draft.refresh_from_db()
    body = f'<p>前<img src="/files/{attached.file.public_id}/" alt="流程图">后</p>'
    draft = actions.edit_draft(
        draft,
        data={"title": draft.title, "body": body, "scope": draft.scope, "item": str(walk.items.open.public_id)},
        revision=draft.revision,
        actor=cast.clerk,
        at=AT,
    )
    found = Disclosure.objects.get(pk=walk.onward(draft).pk)
    made = notice.paper(found, terms(), actor=cast.clerk)
    assert len(pypdf.PdfReader(io.BytesIO(made)).pages[0].images) == 1
    for stored in tmp_path.rglob("*"):
        if stored.is_file():
            stored.write_bytes(b"broken")
    assert "图片见公开页面）流程图" in words_of(notice.paper(found, terms(), actor=cast.clerk))


@pytest.mark.parametrize(
    "body",
    [
        "<p>#panic() $x$ `raw` @label <label> \\ // /* * _ = - + </p>",
        "<p>😀 𠮷 ﷽ \u200f עברית \ue000</p>",
        "<ul><li>" * 60 + "深" + "</li></ul>" * 60,
        "<table><tr><td>" * 30 + "表" + "</td></tr></table>" * 30,
        "<table><tr></tr><tr><td colspan='100' rowspan='100'>大</td></tr></table>",
        "<table>" + "<tr>" + "<td>格</td>" * 90 + "</tr>" + "</table>",
        "<table><thead><tr><th rowspan='5'>头</th><th>头</th></tr></thead><tr><td>身</td></tr></table>",
        "<p>" + "A" * 4000 + "</p>",
        "<p>段</p>" * 3000,
        "",
    ],
    ids=["commands", "letters", "lists", "tables", "spans", "columns", "head", "unbroken", "sheets", "empty"],
)
def test_no_text_breaks_it(walk: Walker, cast: Any, body: str) -> None:
    found = walk.to(State.PUBLISHED)
    found.body = richtext.clean(body)
    made = notice.paper(found, terms(), actor=cast.clerk)
    assert made.startswith(b"%PDF-")


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.TERMINATED, State.CHANGED, State.APPROVED])
def test_what_is_not_public_is_not_posted(walk: Walker, cast: Any, state: State) -> None:
    with pytest.raises(notice.NotOnBoards):
        notice.paper(walk.to(state), terms(), actor=cast.clerk)


def test_a_text_longer_than_any_board_is_refused(walk: Walker, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice, "MOST_LETTERS", 3)
    with pytest.raises(notice.TooLongForBoards):
        notice.paper(walk.to(State.PUBLISHED), terms(), actor=cast.clerk)


def test_spans_never_overlap_nor_leave_the_table() -> None:
    (table,) = (each for each in blocks.blocks_of(TABLE, {}) if each["kind"] == "table")
    taken = [
        (cell["x"] + right, cell["y"] + down)
        for cell in table["cells"]
        for right in range(cell["colspan"])
        for down in range(cell["rowspan"])
    ]
    assert len(taken) == len(set(taken))
    assert table["head"] == 2
    assert max(x for x, _y in taken) < len(table["weights"])


def test_runs_keep_their_marks_and_links() -> None:
    heading, paragraph, listed, quote = blocks.blocks_of(TEXT, {})
    assert (heading["kind"], heading["level"]) == ("heading", 1)
    assert [run["text"] for run in paragraph["runs"] if "strong" in run["marks"]] == ["党费"]
    assert [run["href"] for run in paragraph["runs"] if run["href"]] == ["https://example.org/"]
    assert [each["kind"] for each in listed["items"][0]["blocks"]] == ["paragraph", "list"]
    assert quote["blocks"][0]["runs"][0]["text"] == "引文"


def test_a_reader_takes_it_from_the_public_page(walk: Walker, client: Client) -> None:
    found = walk.to(State.PUBLISHED)
    path = f"/disclosures/{found.public_id}/"
    assert f"{path}notice.pdf?size=a3" in client.get(path).content.decode()
    answer = client.get(f"{path}notice.pdf?size=a3&posted_on=2026-11-21&until=2026-11-30")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "2026年11月30日" in words_of(answer.content)
    again = client.get(
        f"{path}notice.pdf?size=a3&posted_on=2026-11-21&until=2026-11-30", HTTP_IF_NONE_MATCH=answer["ETag"]
    )
    assert again.status_code == 304


@pytest.fixture
def on_notice(walk: Walker) -> Disclosure:
    """A text that is on public notice from today for seven days."""
    walk.items.open.notice_days = 7
    walk.items.open.save()
    return Disclosure.objects.select_related("unit", "item", "notice").get(pk=walk.to(State.PUBLISHED).pk)


@pytest.mark.parametrize("size", notice.Size)
def test_a_public_notice_says_from_when_to_when_and_how_to_object(
    on_notice: Disclosure, cast: Any, size: notice.Size
) -> None:
    text = words_of(notice.paper(on_notice, terms(size=size), actor=cast.clerk))
    assert "公示时间2026年11月20日至2026年11月27日，从起始日的次日起算7天" in text
    assert f"或者当面向{on_notice.shown_unit_name}提出" in text
    assert "受理电话：" in text


def test_a_text_that_is_not_on_notice_speaks_of_no_objections(walk: Walker, cast: Any) -> None:
    assert "异议" not in words_of(notice.paper(walk.to(State.PUBLISHED), terms(), actor=cast.clerk))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "已经期满，正在办结。"),
        ({"state": NoticeState.CLOSED, "closed_at": OVER}, "没有收到异议。"),
        ({"state": NoticeState.CLOSED, "closed_at": OVER, "objection_count": 2}, "收到异议2件，都已答复"),
        ({"state": NoticeState.ENDED}, "公示已中止，没有结果。"),
    ],
)
def test_once_the_days_are_over_it_says_what_came_of_them(
    on_notice: Disclosure, cast: Any, changed: dict[str, Any], said: str
) -> None:
    PublicNotice.objects.filter(disclosure=on_notice).update(**changed)
    on_notice.notice.refresh_from_db()
    posted_on = TODAY + datetime.timedelta(days=8)
    text = words_of(notice.paper(on_notice, terms(posted_on=posted_on), actor=cast.clerk))
    assert said in text
    assert "提出异议" not in text


def test_it_stays_up_until_the_notice_is_over_and_is_made_anew_when_that_changes(
    on_notice: Disclosure, client: Client, district: Any
) -> None:
    path = f"/disclosures/{on_notice.public_id}/notice.pdf"
    running = client.get(f"{path}?posted_on=2026-11-21")
    assert "撤下日期：2026年11月27日" in words_of(running.content)
    assert client.get(f"{path}?posted_on=2026-11-28").status_code == 200
    with tenant_context(district):
        PublicNotice.objects.filter(disclosure=on_notice).update(
            state=NoticeState.CLOSED, closed_at=OVER, objection_count=1, revision=F("revision") + 1
        )
    closed = client.get(f"{path}?posted_on=2026-11-21", HTTP_IF_NONE_MATCH=running["ETag"])
    assert closed.status_code == 200
    assert "收到异议1件" in words_of(closed.content)


@pytest.mark.parametrize("query", ["size=a0", "posted_on=x", "posted_on=2026-11-21&until=2026-11-20"])
def test_what_is_asked_wrongly_is_refused(walk: Walker, client: Client, query: str) -> None:
    found = walk.to(State.PUBLISHED)
    assert client.get(f"/disclosures/{found.public_id}/notice.pdf?{query}").status_code == 422


@pytest.mark.parametrize(("state", "status"), [(State.DRAFT, 404), (State.WITHDRAWN, 409), (State.IN_ERROR, 410)])
def test_what_the_public_does_not_read_is_not_given(walk: Walker, client: Client, state: State, status: int) -> None:
    found = walk.to(state)
    assert client.get(f"/disclosures/{found.public_id}/notice.pdf").status_code == status


def test_what_is_for_members_is_not_given_to_the_public(walk: Walker, client: Client) -> None:
    found = walk.to(State.PUBLISHED, item=walk.items.party, scope="party")
    assert client.get(f"/disclosures/{found.public_id}/notice.pdf").status_code == 404
