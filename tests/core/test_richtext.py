"""Is a pasted text cleaned of everything that is no text, and only of that?"""

from __future__ import annotations

import uuid

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core import richtext
from core.errors import Invalid

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name=Generator content="Microsoft Word 15"><title>通知</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- /* Style Definitions */ p.MsoNormal {mso-style-unhide:no;} --></style></head><body lang=ZH-CN>
<!--StartFragment--><p class=MsoNormal align=center style='text-align:center;mso-pagination:widow-orphan'><b><span
style='font-size:22.0pt;font-family:方正小标宋简体;mso-bidi-font-family:宋体'>关于发展党员的公示<span
lang=EN-US><o:p></o:p></span></span></b></p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
lang=EN-US>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>公示期<span
lang=EN-US>7</span>天</p>
<p class=MsoNormal>　　<font face="仿宋_GB2312" color=red>联系电话：</font>010<br></p>
<!--EndFragment--></body></html>"""

TAGS = ["p", "div", "b", "a", "ul", "li", "table", "tr", "td", "h1", "h3", "br", "button", "svg", "select", "o:p"]
TAGS += ["template", "blockquote", "font", "i", "caption", "math", "form", "noscript", "style"]
BITS = ["&nbsp;", "　", " ", "\n", "&lt;", "&amp;amp;", "<!--", "-->", "<![if !x]>", "甲", "\x00", "&#1;"]
fragments = st.lists(
    st.one_of(
        st.sampled_from(TAGS).map(lambda tag: f"<{tag}>"),
        st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
        st.just("<a href='http://a.cn'>"),
        st.sampled_from(BITS),
        st.text(max_size=5),
    ),
    max_size=25,
).map("".join)


@pytest.mark.parametrize(
    ("pasted", "cleaned"),
    [
        (WORD, "<p><b>关于发展党员的公示</b></p><p>1. 公示期7天</p><p>联系电话：010</p>"),
        ("第一段\r\n\r\n第二段，a<b & c", "<p>第一段</p><p>第二段，a&lt;b &amp; c</p>"),
        ("<div>一</div><div>二<div>三</div></div>四", "<p>一</p><p>二</p><p>三</p><p>四</p>"),
        ("<b id=docs-internal-guid><p>甲</p><p>乙</p></b>", "<p><b>甲</b></p><p><b>乙</b></p>"),
        ("<h1>题</h1><h5>小题</h5>", "<h2>题</h2><h3>小题</h3>"),
        ("<h3>只有小题</h3><p>文</p>", "<h2>只有小题</h2><p>文</p>"),
        ("<p>甲<br>乙<br><br></p><p> <br> </p>", "<p>甲<br>乙</p>"),
        ("<p>H<sub>2</sub>O <u>重点</u> <em>文</em></p>", "<p>H<sub>2</sub>O <u>重点</u> <em>文</em></p>"),
        ("<ul><li>甲<ul><li>乙</ul></ul><ul><li></li></ul>", "<ul><li>甲<ul><li>乙</li></ul></li></ul>"),
        (
            "<table border=1><tr><td colspan=2 rowspan=9999 width=90>甲<td>&nbsp;</table><table><tr><td></table>",
            '<table><tbody><tr><td colspan="2">甲</td><td></td></tr></tbody></table>',
        ),
        ("<a href='http://a.cn/?x=1&y=2'>甲</a>", '<p><a href="http://a.cn/?x=1&amp;y=2" rel="noopener">甲</a></p>'),
        ("<a href='mailto:a@b.cn'>信</a>", '<p><a href="mailto:a@b.cn" rel="noopener">信</a></p>'),
        ("", ""),
        ("<p>&nbsp;</p>", ""),
    ],
)
def test_texts_keep_what_an_official_text_needs(pasted: str, cleaned: str) -> None:
    assert richtext.clean(pasted) == cleaned


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<p onclick=alert(1)>甲",
        "<a href='javascript:alert(1)'>甲</a>",
        "<a href='JaVa\tscript:alert(1)'>甲</a>",
        "<a href='data:text/html,<script>1</script>'>甲</a>",
        "<a href='//evil.example/'>甲</a>",
        "<img src=x onerror=alert(1)>",
        "<img width=1 height=1 src='https://track.example/p.gif'>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<iframe srcdoc='<script>1</script>'></iframe>",
        "<style>@import 'http://evil.example'</style>",
        "<p style='background:url(http://evil.example)'>甲",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<form action=http://evil.example><input name=p><button>甲</button></form>",
        "<base href='http://evil.example'><meta http-equiv=refresh content=0>",
        "<p id=x name=y data-a=1 class=z>甲",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<xml><w:x>alert</w:x></xml>",
        "<p>甲<!-- <script>alert(1)</script> --></p>",
    ],
)
def test_nothing_hostile_remains(hostile: str) -> None:
    cleaned = richtext.clean(hostile)
    for word in (
        "<script",
        "onclick",
        "onerror",
        "javascript",
        "data",
        "evil",
        "track",
        "style",
        "<img",
        "id=",
        "<!--",
    ):
        assert word not in cleaned.lower()


@given(fragments)
@example("<p><button><p>x")
@example("<table><td><svg><p>甲</table>")
@example("<a href='http://a.cn'><table><a>甲")
@example(WORD)
def test_cleaning_twice_changes_nothing(html: str) -> None:
    cleaned = richtext.clean(html)
    assert richtext.clean(cleaned) == cleaned


@given(
    st.text(
        st.characters(exclude_categories=("Cc", "Cs", "Cf", "Z", "Cn"), exclude_characters="<>&\ufffe\uffff"),
        min_size=1,
    )
)
def test_no_word_of_a_plain_text_is_lost(text: str) -> None:
    assert richtext.to_text(text) == text
    assert richtext.to_text(f"<div><font>{text}</font></div>") == text


def test_the_words_of_a_text_for_searching() -> None:
    table = "<table><tr><td>一</td><td>二</td></tr></table>"
    html = f"<h2>题 &amp; 目</h2><ul><li>甲<ul><li>乙</li></ul></li></ul>{table}丙<br>丁"
    assert richtext.to_text(html) == "题 & 目\n甲\n乙\n一\t二\n丙\n丁"


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<blockquote>" * 1_001, "text.too_nested"),
        ("<x><ul></x>" * 1_001, "text.too_nested"),
        ("甲" * 2_000_001, "text.too_long"),
    ],
)
def test_what_no_person_has_written_is_refused(html: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        richtext.clean(html)
    assert caught.value.code == code
    assert set(caught.value.errors) == {"body"}


def test_a_long_text_of_many_paragraphs_is_no_attack() -> None:
    assert richtext.clean("<p>甲<li>乙" * 5_000).count("甲") == 5_000


def test_the_hash_covers_names_and_values_and_no_order() -> None:
    known = richtext.content_hash(title="甲", body="乙")
    # Hashes are kept for years: the canonical form must never change.
    assert known == "d36b547efcd7339ca2869d62122ee237f232024b45790e624f24577ada76148a"
    assert known == richtext.content_hash(body="乙", title="甲")
    others = [
        richtext.content_hash(title="甲乙", body=""),
        richtext.content_hash(title="乙", body="甲"),
        richtext.content_hash(title="甲", text="乙"),
        richtext.content_hash(title="甲", body="乙", files=[]),
        richtext.content_hash(title="甲", body=["乙"]),
        richtext.content_hash(title="甲", body="乙 "),
    ]
    assert len({known, *others}) == len(others) + 1
    assert richtext.content_hash(n=1) != richtext.content_hash(n="1") != richtext.content_hash(n=True)


@pytest.mark.parametrize("value", [uuid.UUID(int=1), b"x", {1, 2}, object()])
def test_a_value_without_canonical_form_has_no_hash(value: object) -> None:
    with pytest.raises(TypeError):
        richtext.content_hash(value=value)


OWN = "/files/12345678-1234-1234-1234-123456789012/"


@pytest.mark.parametrize(
    ("pasted", "cleaned"),
    [
        (f'<p><img src="{OWN}" alt="公示 栏"></p>', f'<p><img src="{OWN}" alt="公示 栏"></p>'),
        (f"<img onerror=x src={OWN}>", f'<p><img src="{OWN}"></p>'),
        ("<p>甲<img src='http://a.cn/x.png'><img src='data:image/png;base64,AA'></p>", "<p>甲</p>"),
        ("<p><img src='/files/../admin/'></p>", ""),
        ("<p><img src='//a.cn/files/12345678-1234-1234-1234-123456789012/'></p>", ""),
        ("<p><a href='/work/'>甲</a><a href='//a.cn'>乙</a></p>", "<p>甲乙</p>"),
    ],
)
def test_only_pictures_of_ones_own_files_stay(pasted: str, cleaned: str) -> None:
    assert richtext.clean(pasted) == cleaned
    assert richtext.clean(cleaned) == cleaned
    assert bool(richtext.pictures_in(cleaned)) is (OWN in cleaned)
