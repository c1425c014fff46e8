"""Is whoever decides and publishes shown what a text rests on, and what it says otherwise than the one it refers to?"""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from disclosures import actions
from disclosures.inputs import values_of
from disclosures.kinds import State
from disclosures.models import Attachment, Disclosure, PublicNotice
from disclosures.noticing import closing, duties
from tests.databases import AT
from tests.disclosures.conftest import Walker
from tests.frontend.work.conftest import People


def page(people: People, who: str, disclosure: Disclosure, **asked: str) -> str:
    answer = people(who).get(reverse("work:disclosure", args=[disclosure.public_id]), asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def rewritten(walk: Walker, draft: Disclosure, body: str, **more: Any) -> Disclosure:
    values = {**values_of(draft), "body": body, **more}
    return actions.edit_draft(draft, data=values, revision=draft.revision, actor=walk.cast.clerk, at=AT)


@pytest.fixture
def noticed(walk: Walker) -> Disclosure:
    """A text that is on notice for seven days."""
    walk.items.open.notice_days = 7
    walk.items.open.save()
    return walk.to(State.PUBLISHED, body="<p>拟上缴3,460元。</p>", title="上缴公示")


def result_of(walk: Walker, original: Disclosure) -> Disclosure:
    draft = walk.follow_up(original, "follows", reason="公示期满")
    return rewritten(walk, draft, "<p>拟上缴3,600元。</p>", title="上缴结果")


@pytest.mark.parametrize("who", ["secrecy", "leader"])
def test_a_decider_reads_a_change_beside_the_original(who: str, people: People, walk: Walker) -> None:
    original = walk.to(State.PUBLISHED, body="<p>上缴3,460元。</p>")
    change = rewritten(walk, walk.follow_up(original), "<p>上缴3,600元。</p>")
    change = walk.onward(change, State.SUBMITTED if who == "secrecy" else State.SECRECY_CHECKED)
    shown = page(people, who, change)
    assert "与原公开信息对照" in shown
    assert f"原文　{original.index_no}" in shown
    assert "金额有误" in shown, "the reason is part of what is decided"
    assert reverse("portal:disclosure", args=[original.public_id]) in shown
    assert "与原公开信息对照</h2>" not in page(people, who, change, show="text")


def test_whoever_publishes_a_result_reads_it_beside_what_was_on_notice(
    people: People, walk: Walker, noticed: Disclosure
) -> None:
    result = walk.onward(result_of(walk, noticed), State.APPROVED)
    for who in ("leader", "clerk"):
        shown = page(people, who, result)
        assert "与公示稿对照" in shown
        assert f"公示稿　{noticed.index_no}" in shown
        assert "公示期满" in shown


def test_everybody_reads_a_result_beside_what_was_on_notice(people: People, walk: Walker, noticed: Disclosure) -> None:
    over = duties.over_at(PublicNotice.objects.get(disclosure=noticed))
    closing.close_due(at=over)
    result = walk.onward(result_of(walk, noticed))
    public = people("villager")
    shown = public.get(reverse("portal:disclosure", args=[result.public_id])).content.decode()
    beside = reverse("portal:changes", args=[result.public_id])
    assert "这是公示结束以后公开的结果" in shown
    assert beside in shown
    compared = public.get(beside).content.decode()
    assert "与公示稿对照</h1>" in compared
    assert "公示后的结果" in compared
    assert "变更理由" not in compared
    walk.do("terminate", noticed, by=walk.cast.leader, reason="期满")
    assert public.get(beside).status_code == 404


def test_what_merely_follows_another_text_is_compared_with_nothing(people: People, walk: Walker) -> None:
    original = walk.to(State.PUBLISHED)
    following = rewritten(walk, walk.follow_up(original, "follows"), "<p>后来。</p>")
    following = walk.onward(following, State.SUBMITTED)
    shown = page(people, "secrecy", following)
    assert "对照" not in shown.partition("<main")[2]
    assert original.title in shown
    published = walk.onward(rewritten(walk, walk.do("recall", following), "<p>后来的。</p>"))
    answer = people("villager").get(reverse("portal:changes", args=[published.public_id]))
    assert answer.status_code == 404


def test_both_comparisons_are_there_when_a_change_comes_again(people: People, walk: Walker) -> None:
    change = walk.onward(walk.follow_up(walk.to(State.PUBLISHED)), State.SUBMITTED)
    walk.do("return", change, by=walk.cast.secrecy, reason="请补充")
    change = walk.do("submit", rewritten(walk, Disclosure.objects.get(pk=change.pk), "<p>补充了。</p>"))
    shown = page(people, "secrecy", change)
    assert "与上一次对照</h2>" in shown
    assert 'href="?show=original"' in shown
    assert "与原公开信息对照</h2>" in page(people, "secrecy", change, show="original")


def test_a_file_or_a_reader_that_only_bears_the_same_name_is_told(people: People, walk: Walker) -> None:
    def hung(draft: Disclosure, content: bytes) -> Attachment:
        stream = io.BytesIO(b"%PDF-1.7\n" + content * 200)
        return actions.attach(draft, stream=stream, name="表.pdf", title="收缴表", actor=walk.cast.clerk, at=AT)

    draft = walk.draft(scope="audience")
    old = hung(draft, b"3460")
    sent = walk.do("submit", Disclosure.objects.get(pk=draft.pk))
    back = walk.do("return", sent, by=walk.cast.secrecy, reason="请核对")
    assert "同名" not in page(people, "clerk", back)
    actions.detach(old, actor=walk.cast.clerk, at=AT)
    hung(back, b"3600")
    User.objects.filter(username="member").update(name=User.objects.get(username="villager").name)
    walk.read_by(Disclosure.objects.get(pk=draft.pk), ["member"])
    shown = page(people, "secrecy", walk.do("submit", Disclosure.objects.get(pk=draft.pk)))
    assert "同名，内容已换" in shown
    assert "同名，不是同一个" in shown


def test_a_decider_reads_how_long_it_will_be_on_notice(people: People, walk: Walker) -> None:
    walk.items.open.notice_days = 9
    walk.items.open.save()
    shown = page(people, "secrecy", walk.to(State.SUBMITTED))
    assert "公开后先公示" in shown
    assert "9天（自然日）：公开目录规定的公示天数" in shown
