"""Is a text looked at before it is handed in: read by everybody, whole, and free of what is nobody's business?"""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from core import errors
from disclosures import actions
from disclosures.writing import checks, completeness, pictures
from disclosures.writing.checks import coverage, markup, personal
from disclosures.writing.checks.findings import Severity
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker

OWN = "/files/12345678-1234-1234-1234-123456789012/"
GOOD = (
    "<h2>一</h2><h3>（一）</h3><p>话。</p><table><thead><tr><th>项</th></tr></thead><tbody><tr><td>甲</td></tr></tbody>"
    f'</table><p><img src="{OWN}" alt="公示栏"></p><p>见<a href="https://a.cn">年度预算表</a>。<strong>重点</strong>。</p>'
)


def codes(html: str) -> list[str]:
    return [each.code for each in markup.findings(html)]


def test_a_good_text_gets_no_advice() -> None:
    assert codes(GOOD) == []


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<h2>一</h2><h4>隔级</h4>", "heading.skipped"),
        ("<h3>先来三级</h3>", "heading.skipped"),
        ("<p><strong>一、总体情况</strong></p><p>话。</p>", "heading.only_bold"),
        ("<p>" + "长" * 1500 + "</p>", "heading.none"),
        ("<table><tbody><tr><td>甲</td></tr></tbody></table>", "table.no_head"),
        ("<p><a href='https://a.cn'>点击这里</a></p>", "link.says_nothing"),
        ("<p><a href='https://a.cn'>下载</a></p>", "link.says_nothing"),
        ("<p><a href='https://a.cn/x'>https://a.cn/x</a></p>", "link.bare"),
        ("<p>姓名　　　　　性别</p>", "spacing.blanks"),
        (f"<p><img src='{OWN}'></p>", "picture.no_words"),
        (f"<p><img src='{OWN}' alt=' '></p>", "picture.no_words"),
    ],
)
def test_what_hinders_readers_is_found(html: str, code: str) -> None:
    assert codes(html) == [code]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("身份证号11010519491231002X。", {"personal.identity": "110105************"}),
        ("证号 110105 19491231 002x", {"personal.identity": "110105************"}),
        ("１１０１０５１９４９１２３１００２Ｘ", {"personal.identity": "110105************"}),
        ("编号110105194912310021", {}),  # the check letter is wrong
        ("编号110105199902310022", {}),  # no such day
        ("编号9110105194912310021X1", {}),
        ("联系人手机13812345678", {"personal.mobile": "138****5678"}),
        ("手机 +86 138-1234-5678", {"personal.mobile": "138****5678"}),
        ("电话010-88881234，共12486元", {}),
        ("金额13812345678.50元，0.13812345678", {"personal.mobile": "138****5678"}),
        ("卡号6222 0212 0001 4567 898", {}),
        ("卡号4111 1111 1111 1111", {"personal.bank_card": "4111********1111"}),
        ("统一社会信用代码91110105MA01ABCD2X", {}),
    ],
)
def test_numbers_of_persons_are_found_and_not_repeated(text: str, expected: dict[str, str]) -> None:
    found = personal.findings(text)
    assert {each.code: each.where for each in found} == expected
    assert not any("19491231" in each.where for each in found)


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    personal.findings(text)
    markup.findings(f"<p>{text}</p>")


@pytest.mark.parametrize(
    ("elements", "body", "missing"),
    [
        ("收缴标准、应收金额和实收金额；使用情况", "本季度应收金额100元，实收金额100元，收缴标准不变，使用如下。", 0),
        ("收缴标准、会议来源", "本季度应收100元。", 1),
        ("", "话。", 0),
        ("情况", "话。", 0),
    ],
)
def test_content_elements_that_are_missing_are_named(walk: Walker, elements: str, body: str, missing: int) -> None:
    draft = walk.draft(body=body)
    walk.items.open.elements = elements
    found = coverage.findings(draft, walk.items.open)
    assert [each.code for each in found] == ["element.missing"] * missing


def test_an_identity_number_stops_the_text_and_says_so(walk: Walker) -> None:
    draft = walk.draft(body="<p>张某，身份证号11010519491231002X，获得补助。</p>")
    with pytest.raises(errors.Invalid) as refused:
        walk.do("submit", draft)
    (problem,) = refused.value.errors["body"]
    assert problem.code == "body.personal.identity"
    assert "110105************" in str(problem.reason)
    assert "19491231" not in str(problem.reason)


def test_a_mobile_number_is_advice(walk: Walker) -> None:
    draft = walk.draft(body="<p>联系人手机13812345678。</p>")
    assert not completeness.problems(draft, on=TODAY)
    (found,) = checks.findings(draft, item=None, attachments=[])
    assert (found.code, found.severity) == ("personal.mobile", Severity.ADVICE)


def test_a_picture_of_another_text_stops_this_one(walk: Walker, png: Callable[[], io.BytesIO]) -> None:
    other, mine = walk.draft(), walk.draft()
    theirs = actions.attach(other, stream=png(), name="图.png", picture=True, actor=walk.cast.clerk, at=AT)
    own = actions.attach(mine, stream=png(), name="图.png", picture=True, actor=walk.cast.clerk, at=AT)

    def shows(*files: Any) -> list[str]:
        mine.refresh_from_db()
        body = "<p>话。</p>" + "".join(f'<p><img src="{pictures.address(each)}" alt="图"></p>' for each in files)
        data = {"title": "题", "body": body, "item": str(walk.items.open.public_id), "scope": "society"}
        edited = actions.edit_draft(mine, data=data, revision=mine.revision, actor=walk.cast.clerk, at=AT)
        return [each.code for each in checks.blocking(edited)]

    assert shows(own.file) == []
    assert pictures.listed(mine) == [own]  # read before the text showed it
    mine.refresh_from_db()
    assert pictures.listed(mine) == []
    assert shows(own.file, theirs.file) == ["picture.not_own"]
    assert shows(SimpleNamespace(public_id=uuid.uuid4())) == ["picture.not_own"]


def scan() -> bytes:
    """Return a PDF of one page without a letter."""
    writer, content = PdfWriter(), io.BytesIO()
    writer.add_blank_page(90, 90)
    writer.write(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("明细表.pdf", scan(), {"attachment.scan"}),
        ("IMG_2026.pdf", scan(), {"attachment.scan", "attachment.no_title"}),
        ("scan001.txt", "话。".encode(), {"attachment.no_title"}),
        ("第三季度明细.txt", "话。".encode(), set()),
    ],
)
def test_attachments_are_looked_at(
    walk: Walker, png: Callable[[], io.BytesIO], name: str, content: bytes, expected: set[str]
) -> None:
    draft = walk.draft()
    attached = actions.attach(draft, stream=io.BytesIO(content), name=name, actor=walk.cast.clerk, at=AT)
    found = checks.advice(draft, item=None, attachments=[attached])
    assert {each.code for each in found} == expected
