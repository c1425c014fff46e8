"""Is a document of Word or WPS read as its author meant it, and is everything that did not come along told?"""

from __future__ import annotations

import datetime
import io
import random

import pytest

from core.documents import refusals, word
from core.documents.notes import Changed, Left
from core.documents.word import WordText
from tests.core.documents import writing
from tests.core.documents.writing import cell, docx, drawing, p, relation, run, table

LETTERS = "公开的内容要真实办事程序规范承诺时限明确监督渠道畅通"


def read(content: bytes, name: str = "通知.docx") -> WordText:
    return word.read(io.BytesIO(content), name=name)


def html(*blocks: str, **more: object) -> str:
    return read(docx(*blocks, **more)).html()  # type: ignore[arg-type]  # what `docx` takes


def kinds(text: WordText) -> dict[str, tuple[str, ...]]:
    return {group.kind.value: group.places for group in [*text.left, *text.changed]}


def test_a_notice_becomes_fields_and_text() -> None:
    text = read(writing.notice())
    assert text.layout.title == "关于做好2026年第三季度党费收缴情况公开的通知"
    assert text.layout.document_no == "示例委办〔2026〕12号"
    assert text.layout.written_on == datetime.date(2026, 11, 21)
    assert text.html() == (
        "<p>各党支部：</p><p>现将有关事项通知如下，<strong>请认真执行</strong>。</p>"
        "<h2>一、收缴情况</h2><h3>（一）总体情况</h3><p>第三季度应收党费12,486元，实收12,486元，收缴率100%。</p>"
        "<table><thead><tr><th>支部</th><th>应收</th><th>实收</th></tr></thead>"
        '<tbody><tr><td rowspan="2">机关第一党支部</td><td>6,000</td><td>6,000</td></tr>'
        '<tr><td colspan="2">合计6,000元</td></tr></tbody></table>'
        "<h2>二、工作要求</h2><ol><li>按时公开。</li><li>接受监督。</li></ol>"
        "<p>中共示例区委办公室</p><p>2026年11月21日</p>"
    )


def test_what_was_lifted_or_left_is_named_with_its_words() -> None:
    found = kinds(read(writing.notice()))
    assert found["letterhead"] == ("000012", "特急", "中共示例区委办公室文件")
    assert found["lifted"] == ("示例委办〔2026〕12号", "关于做好2026年第三季度党费收缴情况公开的", "通　　知")
    assert found["heading"] == ("一、收缴情况", "（一）总体情况", "二、工作要求")
    assert found["table_header"] == ("支部应收实收",)
    assert "look" in found


def test_a_picture_keeps_its_place_its_words_and_its_content() -> None:
    text = read(writing.notice())
    (picture,) = text.pictures
    assert (picture.alt, picture.content, picture.name) == ("收缴情况公示栏照片", writing.PNG, "picture-1.png")
    assert "\ue000" not in text.html()


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([p("引言。"), p("标题一", style="1"), p("正文。")], "<p>引言。</p><h2>标题一</h2><p>正文。</p>"),
        ([p("自动", style="2"), p("正文。"), p("第二", style="2")], "<h2>一、自动</h2><p>正文。</p><h2>二、第二</h2>"),
        ([p("甲。", number=(1, 0)), p("乙。", number=(1, 0))], "<ul><li>甲。</li><li>乙。</li></ul>"),
        ([p("甲。", number=(3, 0)), p("乙。", number=(3, 1))], "<p>一、甲。</p><p>（一）乙。</p>"),
        (
            [p(run("粗", bold=True), run("斜", italic=True), run("底", extra='<w:u w:val="single"/>'), "。")],
            "<p><strong>粗</strong><em>斜</em><u>底</u>。</p>",
        ),
        ([p(run("平方米"), run("2", extra='<w:vertAlign w:val="superscript"/>'), "。")], "<p>平方米<sup>2</sup>。</p>"),
        ([p("上。"), "<w:p/>", p(""), p("下。")], "<p>上。</p><p>下。</p>"),
        (["<w:sdt><w:sdtContent><w:p><w:r><w:t>控件里。</w:t></w:r></w:p></w:sdtContent></w:sdt>"], "<p>控件里。</p>"),
        ([p("&lt;script&gt; 是字。")], "<p>&amp;lt;script&amp;gt; 是字。</p>"),
        ([p("环。", style="round")], "<p>环。</p>"),
        ([p("无此样式。", style="nowhere")], "<p>无此样式。</p>"),
    ],
)
def test_structure_is_kept(blocks: list[str], expected: str) -> None:
    assert html(*blocks) == expected


def test_footnotes_come_at_the_end() -> None:
    notes = (
        f"{writing.HEAD}<w:footnotes {writing.NAMESPACES}>"
        '<w:footnote w:id="1"><w:p><w:r><w:t>见附表。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    text = read(
        docx(
            p("数字", '<w:r><w:footnoteReference w:id="1"/></w:r>', "。"),
            rows=(relation("rId5", "footnotes", "footnotes.xml"),),
            parts={"word/footnotes.xml": notes},
        )
    )
    assert text.html() == "<p>数字<sup>[1]</sup>。</p><ol><li>见附表。</li></ol>"
    assert "footnote" in kinds(text)


LEFT = {
    "deleted": p('<w:del w:id="1"><w:r><w:delText>删去的话</w:delText></w:r></w:del>', "留下的话。"),
    "hidden": p(run("不给人看的话", extra="<w:vanish/>"), "给人看的话。"),
    "comment": p("有批注。", '<w:r><w:commentReference w:id="0"/></w:r>'),
    "object": p("表：", '<w:r><w:object><o:OLEObject r:id="rId7"/></w:object></w:r>', "。"),
    "formula": p("式", "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>", "。"),
    "page_break": p("前。", '<w:r><w:br w:type="page"/></w:r>', "后。"),
    "contents": p("一、概况\t1", style="TOC1") + p("正文。"),
    "chart": p(
        "图",
        '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/'
        'drawingml/2006/chart"/></a:graphic></wp:inline></w:drawing></w:r>',
        "。",
    ),
    "embedded": '<w:altChunk r:id="rId7"/>' + p("正文。"),
}


@pytest.mark.parametrize("kind", LEFT)
def test_what_cannot_come_along_is_told(kind: str) -> None:
    text = read(docx(LEFT[kind]))
    assert Left(kind) in [group.kind for group in text.left]
    for lost in ("删去的话", "不给人看的话", "概况", "<m:", ">x<"):
        assert lost not in text.html()


def test_what_revisions_added_is_read_and_told() -> None:
    text = read(docx(p("原有", '<w:ins w:id="1"><w:r><w:t>新增</w:t></w:r></w:ins>', "。")))
    assert text.html() == "<p>原有新增。</p>"
    assert Changed.INSERTED in [group.kind for group in text.changed]


def test_a_text_box_comes_after_its_paragraph_once() -> None:
    box = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx><w:txbxContent>"
        "{0}</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        "<w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    ).format(p("框里的话。"))
    text = read(docx(p("前文。", box), p("后文。")))
    assert text.html() == "<p>前文。</p><p>框里的话。</p><p>后文。</p>"
    assert kinds(text)["text_box"] == ("框里的话。",)


def test_headers_that_say_something_are_told() -> None:
    header = f"{writing.HEAD}<w:hdr {writing.NAMESPACES}>{p('内部资料')}</w:hdr>"
    footer = f"{writing.HEAD}<w:ftr {writing.NAMESPACES}>{p('— 1 —')}</w:ftr>"
    rows = (relation("rId5", "header", "header1.xml"), relation("rId6", "footer", "footer1.xml"))
    text = read(docx(p("正文。"), rows=rows, parts={"word/header1.xml": header, "word/footer1.xml": footer}))
    assert kinds(text)["header"] == ("内部资料",)
    assert "footer" not in kinds(text)


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("https://example.test/a?b=1&c=2", True),
        ("mailto:office@example.test", True),
        ("javascript:alert(1)", False),
        ("file:///C:/share/a.xlsx", False),
        ("\\\\server\\share\\a.doc", False),
        ("http://[broken", False),
    ],
)
def test_links_lead_only_where_readers_may_go(target: str, kept: bool) -> None:
    link = '<w:hyperlink r:id="rId7"><w:r><w:t>附表</w:t></w:r></w:hyperlink>'
    text = read(docx(p("见", link, "。"), rows=(relation("rId7", "hyperlink", target, outside=True),)))
    assert ("<a href=" in text.html()) is kept
    assert ("link" in kinds(text)) is not kept
    assert "附表" in text.html()


@pytest.mark.parametrize("linked", [True, False])
def test_a_picture_elsewhere_is_never_fetched(linked: bool) -> None:
    rows = (relation("rId7", "image", "http://127.0.0.1:9/track.png", outside=True),)
    text = read(docx(p("看图", drawing("rId7", linked=linked), "。"), rows=rows))
    assert text.html() == "<p>看图。</p>"
    assert (text.pictures, "external_picture" in kinds(text)) == ((), True)


@pytest.mark.parametrize("content", [b"\x01\x00\x00\x00 EMF", b"<svg onload='x'/>", b""])
def test_a_picture_that_browsers_do_not_show_is_told(content: bytes) -> None:
    rows = (relation("rId7", "image", "media/image1.png"),)
    text = read(docx(p("图", drawing("rId7"), "。"), rows=rows, parts={"word/media/image1.png": content}))
    assert (text.pictures, "picture" in kinds(text)) == ((), True)


def test_three_hundred_pages_are_read() -> None:
    page = [p(run(f"第{number}条　" + "公开的内容要真实。" * 12)) for number in range(3000)]
    text = read(docx(p(run("工作规范", size=22), align="center"), *page))
    assert text.layout.title == "工作规范"
    assert text.html().count("<p>") == 3000


def test_what_is_longer_than_any_text_is_refused() -> None:
    dice = random.Random(4)
    with pytest.raises(refusals.DocumentTooLarge) as refused:
        read(docx(*[p("".join(dice.choices(LETTERS, k=7000))) for _number in range(100)]))
    assert refused.value.code == "word.too_long"


def test_merged_cells_keep_their_place() -> None:
    rows = table(
        [cell("甲", down="restart"), cell("乙", across=2)], [cell("", down="continue"), cell("丙"), cell("丁")]
    )
    assert html(rows) == (
        '<table><tbody><tr><td rowspan="2">甲</td><td colspan="2">乙</td></tr>'
        "<tr><td>丙</td><td>丁</td></tr></tbody></table>"
    )
