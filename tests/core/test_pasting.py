"""Does what is pasted from Word, WPS and web pages arrive as a text, and is everything told that was taken out?"""

from __future__ import annotations

import base64
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import pasting, richtext
from core.errors import Invalid
from tests.core.test_richtext import WORD, fragments

OWN = "/files/12345678-1234-1234-1234-123456789012/"
WPS_LIST = "".join(
    f'<p class="MsoNormal" style="margin-left:21pt;mso-list:l{place} level{level} lfo1;"><!--[if !supportLists]-->'
    f"<span style=\"font-family:Wingdings\"><span style='mso-list:Ignore'>{bullet}<span>&nbsp;</span></span></span>"
    f'<!--[endif]--><span style="font-family:宋体">{text}<o:p></o:p></span></p>'
    for place, level, bullet, text in [
        (0, 1, "1.", "甲"),
        (0, 1, "2.", "乙"),
        (0, 2, "&#216;", "乙一"),
        (0, 1, "3.", "丙"),
    ]
)


def counts(html: str) -> dict[str, int]:
    return {each.kind.value: each.count for each in pasting.removed(html)}


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (WORD, "<p><b>关于发展党员的公示</b></p><ol><li>公示期7天</li></ol><p>联系电话：010</p>"),
        (WPS_LIST, "<ol><li>甲</li><li>乙<ul><li>乙一</li></ul></li><li>丙</li></ol>"),
        (
            WPS_LIST.replace("2.", "二、"),
            "<ol><li>甲</li></ol><p>二、乙</p><ul><li><ul><li>乙一</li></ul></li></ul><ol><li>丙</li></ol>",
        ),
        ("<p>甲<span style='mso-element:comment'>批注</span>乙</p>", "<p>甲乙</p>"),
        ("<p>留<del>删</del><ins>增</ins></p>", "<p>留增</p>"),
        ("<p>看得见<span style='display: none'>看不见</span></p>", "<p>看得见</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        (
            "<table style='x'><tr><th>项</th></tr><tr><td rowspan=2>甲</td></tr></table>",
            '<table><tbody><tr><th>项</th></tr><tr><td rowspan="2">甲</td></tr></tbody></table>',
        ),
        (f"<p><img src='{OWN}' alt='图'></p>", f'<p><img src="{OWN}" alt="图"></p>'),
        ("<script>if (1 < 2) { '</p>' }</script><p>后文</p>", "<p>后文</p>"),
    ],
)
def test_the_text_stays(html: str, text: str) -> None:
    assert pasting.take(html).html == text


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<p>干净的话</p><a href='https://a.cn'>链</a><a name=top></a><a href='#x'>内</a>", {}),
        ("<script>x</script><p onclick='x'>甲</p>", {"script": 2}),
        ("<iframe src='//a.cn'></iframe><embed src=x><object><p>里</p></object>", {"embedded": 3}),
        ("<form><input><button>交</button></form>", {"form": 3}),
        ("<img src='http://a.cn/p.gif' width=1 height=1><img style='display:none' src=x>", {"tracker": 2}),
        ("<img src='http://a.cn/p.png'><img src='file:///a.png'><img src='data:image/png;base64,A'>", {"picture": 3}),
        ("<a href='javascript:x()'>甲</a><a href=' DATA:text/html,x'>乙</a><a href='http://[x'>丙</a>", {"link": 3}),
        ("<p style='color:red'><font color=red>甲</font></p>", {"look": 2}),
        ("<p><span hidden>甲</span>乙</p>", {"hidden": 1}),
    ],
)  # fmt: skip
def test_what_went_is_told(html: str, told: dict[str, int]) -> None:
    assert counts(html) == told


def test_pictures_that_came_along_are_taken_in() -> None:
    taken: list[bytes] = []

    def keep(content: bytes) -> str:
        taken.append(content)
        return OWN if content == b"good" else ""

    good, bad = (base64.b64encode(each).decode() for each in (b"good", b"bad"))
    html = f"<p><img alt='\"图\"' src='data:image/png;base64,{good}'>和<img src='data:image/jpeg;base64,{bad}'></p>"
    pasted = pasting.take(html, keep=keep)
    assert pasted.html == f'<p><img src="{OWN}" alt="&quot;图&quot;">和</p>'
    assert taken == [b"good", b"bad"]
    assert [(each.kind.value, each.count) for each in pasted.removed] == [("picture", 1)]
    assert pasted.removed[0].label


def test_no_more_pictures_than_a_text_may_have() -> None:
    one = f"<img src='data:image/png;base64,{base64.b64encode(b'x').decode()}'>"
    kept: list[bytes] = []
    pasting.take(one * 30, keep=lambda content: kept.append(content) or OWN)  # type: ignore[func-returns-value]
    assert len(kept) == pasting.MOST_PICTURES


def test_what_nobody_wrote_is_refused() -> None:
    with pytest.raises(Invalid):
        pasting.take("<blockquote>" * 1_001)


@given(
    st.one_of(
        fragments,
        st.text(),
        st.lists(st.sampled_from([WPS_LIST[:90], WPS_LIST, "</p>", "<![endif]>", "<p>x"]), max_size=6).map("".join),
    )
)
def test_any_markup_becomes_a_clean_text(html: str) -> None:
    once = pasting.take(html).html
    assert richtext.clean(once) == once
    assert not {each.kind for each in pasting.removed(once)}


@pytest.mark.parametrize(
    "opened",
    ["<!--", "<p ", "<![if", "</p ", "<p a='", "<?", "<!x", "<", "<script>", "<!-->"],
)
@pytest.mark.parametrize("end", ["", ">", "-->"])
def test_what_is_never_closed_is_no_attack(opened: str, end: str) -> None:
    """If it took the square of its length, this would not end."""
    with contextlib.suppress(Invalid):
        pasting.take("<p>正文。</p>" + opened * 150_000 + end)


@pytest.mark.parametrize("text", ["1 < 2", "甲<乙", "<p>甲</p>乙 < 丙", "a <b"])
def test_words_with_signs_stay_words(text: str) -> None:
    assert richtext.to_text(pasting.take(text).html) == richtext.to_text(text)
