"""Is what was published found by its words, at once, in attachments too, and by nobody who may not read it?"""

from __future__ import annotations

import io
import operator
from typing import Any

import pypdf
import pytest
import typst
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogs.kinds import Scope
from core.search import reading
from disclosures import actions, searching
from disclosures.kinds import State
from disclosures.models import AttachmentText, Disclosure, WordIndex
from disclosures.queries import ROW_COLUMNS, DisclosureQuerySet
from hierarchy import actions as hierarchy_actions
from tests.databases import AT
from tests.disclosures.conftest import Walker

SHOWN = operator.attrgetter(*ROW_COLUMNS, "beginning")
PDF = typst.compile(b"= Annual Turnover\nof 2026")


def seen(actor: Any) -> DisclosureQuerySet:
    return Disclosure.objects.visible_to(actor).published()


def with_file(walk: Walker, name: str, content: bytes, **extra: Any) -> Disclosure:
    disclosure = walk.draft(**extra)
    actions.attach(disclosure, stream=io.BytesIO(content), name=name, actor=walk.cast.clerk, at=AT)
    for verb, who in (("submit", "clerk"), ("pass_secrecy", "secrecy"), ("approve", "leader"), ("publish", "clerk")):
        disclosure = walk.do(verb, disclosure, by=getattr(walk.cast, who))
    return disclosure


@pytest.mark.parametrize("text", ["党费", "收缴情况", "第三季度党费", "2026 党费", "党费收", "机关第一党支部"])
def test_a_published_text_is_found_at_once(walk: Walker, cast: Any, text: str) -> None:
    found = walk.to(State.PUBLISHED)
    assert searching.find(seen(cast.public), text).get() == found


def test_an_edited_draft_is_found_by_its_new_words_alone(walk: Walker, cast: Any) -> None:
    draft = walk.draft(body="<p>慰问困难党员</p>")
    changed = {"title": draft.title, "body": "<p>表彰先进典型</p>", "scope": draft.scope, "item": draft.item.public_id}
    actions.edit_draft(draft, data=changed, revision=draft.revision, actor=cast.clerk, at=AT)
    mine = Disclosure.objects.workable_by(cast.clerk)
    assert searching.find(mine, "表彰").exists()
    assert not searching.find(mine, "慰问").exists()


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("附表.pdf", PDF, "turnover"),
        ("说明.txt", "本支部慰问退休职工".encode(), "退休职工"),
        ("表.csv", "姓名,金额\n某,3".encode("gb18030"), "金额"),
    ],
)
def test_a_text_is_found_by_what_its_attachment_says(
    walk: Walker, cast: Any, name: str, content: bytes, word: str
) -> None:
    found = with_file(walk, name, content)
    assert not searching.find(seen(cast.public), word).exists()
    assert searching.read_attachments(at=AT) == 1
    assert searching.find(seen(cast.public), word).get() == found
    shown = searching.attachment_excerpts([found.pk], word)
    assert word in shown[0].excerpt.lower()
    assert searching.read_attachments(at=AT) == 0


def test_what_cannot_be_read_is_tried_once_and_says_so(walk: Walker) -> None:
    with_file(walk, "坏.pdf", b"%PDF-1.4\n" + b"\x00\xff" * 300)
    searching.read_attachments(at=AT)
    assert AttachmentText.objects.get().outcome in (
        AttachmentText.Outcome.UNREADABLE,
        AttachmentText.Outcome.WORDLESS,
    )
    assert searching.read_attachments(at=AT) == 0


def test_of_a_pdf_of_more_pages_than_are_read_the_first_ones_are() -> None:
    writer = pypdf.PdfWriter()
    page = pypdf.PdfReader(io.BytesIO(PDF)).pages[0]
    for _number in range(reading.MOST_PAGES + 1):
        writer.add_page(page)
    content = io.BytesIO()
    writer.write(content)
    content.seek(0)
    found = reading.read(content, content_type="application/pdf")
    assert found.is_cut
    assert found.text.count("Annual Turnover") == reading.MOST_PAGES


@pytest.mark.parametrize("person", ["public", "neighbour", "villager"])
def test_nobody_finds_what_she_may_not_read(walk: Walker, cast: Any, person: str) -> None:
    with_file(walk, "说明.txt", "绝密暗号山茶花".encode(), scope=Scope.UNIT, title="内部通报山茶花")
    searching.read_attachments(at=AT)
    rows = seen(getattr(cast, person))
    assert not searching.find(rows, "山茶花").exists()
    assert searching.suggest(rows, "山茶") == []
    assert searching.suggest(seen(cast.member), "内部") == ["内部通报山茶花"]


def test_the_title_counts_more_than_the_text(walk: Walker, cast: Any) -> None:
    in_title = walk.to(State.PUBLISHED, title="慰问困难党员情况", body="<p>情况如下。</p>")
    walk.to(State.PUBLISHED, title="工作小结", body="<p>其中慰问两次。</p>")
    assert searching.ranked(searching.find(seen(cast.public), "慰问"), "慰问").first() == in_title


def test_what_words_do_not_find_letters_do(walk: Walker, cast: Any) -> None:
    found = walk.to(State.PUBLISHED, title="示例镇蓝莓园建设")
    assert searching.find(seen(cast.public), "例镇蓝").get() == found
    assert not searching.find(seen(cast.public), "例镇红").exists()


def test_texts_of_a_renamed_unit_are_found_by_its_new_name(walk: Walker, cast: Any, units: Any) -> None:
    found = walk.to(State.PUBLISHED)
    hierarchy_actions.rename_unit(
        units.JG1, name="档案馆党支部", reason="机构改革", effective_on=None, actor=cast.admin, at=AT
    )
    searching.refresh_unit(units.JG1.pk)
    assert searching.find(seen(cast.public), "档案馆").get() == found
    assert searching.find(seen(cast.public), "机关第一党支部").get() == found


def test_words_that_were_lost_are_kept_again(walk: Walker, cast: Any) -> None:
    found = walk.to(State.PUBLISHED)
    WordIndex.objects.all().delete()
    assert searching.refresh() == 1
    assert searching.refresh() == 0
    assert searching.find(seen(cast.public), "党费").get() == found


def test_a_search_takes_as_many_queries_for_many_as_for_one(walk: Walker, cast: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            list(searching.ranked(searching.find(seen(cast.member), "党费"), "党费").for_list().with_beginning())
        return len(caught)

    walk.to(State.PUBLISHED)
    one = queries()
    for _number in range(3):
        walk.to(State.PUBLISHED)
    assert queries() == one == 2


@pytest.mark.parametrize(
    "text", ["慰问", "慰问 党员", "例镇蓝", "无此一词", "", "\x00", "' OR 1=1 --", "100%s {found}"]
)
def test_the_best_come_with_their_count_as_they_are_listed(walk: Walker, cast: Any, text: str) -> None:
    walk.to(State.PUBLISHED, title="慰问困难党员情况", body="<p>情况如下。</p>")
    walk.to(State.PUBLISHED, title="工作小结", body="<p>其中慰问党员两次，慰问职工一次。</p>")
    walk.to(State.PUBLISHED, title="内部慰问党员", scope=Scope.UNIT)
    walk.to(State.PUBLISHED, title="示例镇蓝莓园建设", scope=Scope.PARTY)
    for person in (cast.public, cast.member, cast.neighbour, cast.villager, cast.clerk):
        expected = list(searching.ranked(searching.find(seen(person), text), text).for_rows().with_beginning())
        found = searching.find_counted(seen(person), text, best=2)
        assert found.total == len(expected)
        assert list(found.rows.order_by("pk")) == sorted(expected, key=lambda each: each.pk)
        assert [SHOWN(each) for each in found.best] in ([], [SHOWN(each) for each in expected[:2]])


def test_the_best_and_their_count_take_one_query(walk: Walker, cast: Any) -> None:
    found = [walk.to(State.PUBLISHED) for _number in range(3)]
    with CaptureQueriesContext(connection) as caught:
        hits = searching.find_counted(seen(cast.public), "党费", best=2)
        shown = [SHOWN(each) for each in hits.best]
    assert len(caught) == 1
    assert (hits.total, [each[0] for each in shown]) == (3, [found[2].public_id, found[1].public_id])


def test_of_more_than_are_ranked_there_is_no_best(walk: Walker, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    walk.to(State.PUBLISHED)
    walk.to(State.PUBLISHED)
    monkeypatch.setattr(searching, "MOST_RANKED", 1)
    hits = searching.find_counted(seen(cast.public), "党费", best=20)
    assert (hits.total, hits.best) == (2, [])


def test_among_no_rows_nothing_is_found() -> None:
    hits = searching.find_counted(Disclosure.objects.none(), "党费", best=20)
    assert (hits.total, list(hits.rows), list(hits.best)) == (0, [], [])
