"""Is a file that may do harm, or is no document, refused before anything of it is believed, and told what to do?"""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from core.documents import refusals, word
from tests.core.documents import writing
from tests.core.documents.writing import archive, content_types, docx, p, parts_of, relation, relations

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def refusal(content: bytes, name: str = "通知.docx") -> refusals.DocumentRefused:
    with pytest.raises(refusals.DocumentRefused) as refused:
        word.read(io.BytesIO(content), name=name)
    return refused.value


def with_part(name: str, content: bytes | str) -> bytes:
    return archive(parts_of(docx(p("正文。"))) | {name: content})


def settings_part(*rows: str) -> bytes:
    return archive(
        parts_of(docx(p("正文。"))) | {"word/settings.xml": "<x/>", "word/_rels/settings.xml.rels": relations(*rows)}
    )


def entities(declared: str) -> str:
    root = f"<w:document {writing.NAMESPACES}><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"
    return f'<?xml version="1.0"?><!DOCTYPE w [{declared}]>{root}'


BOMB = (
    '<!ENTITY a0 "哈哈哈">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + '<!ENTITY a "&a11;">'
)
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
HOSTILE: dict[str, tuple[bytes, str]] = {
    "macros as a part": (with_part("word/vbaProject.bin", b"x"), "word.has_macros"),
    "macros under another name": (
        archive(
            parts_of(docx(p("文。")))
            | {
                "[Content_Types].xml": content_types(
                    writing.MAIN,
                    '<Override PartName="/word/a.bin" ContentType="application/vnd.ms-office.vbaProject"/>',
                )
            }
        ),
        "word.has_macros",
    ),
    "macros by relation": (docx(p("文。"), rows=(relation("r9", "vbaProject", "a.bin"),)), "word.has_macros"),
    "a .docm that calls itself .docx": (docx(p("文。"), types=content_types(MACRO_MAIN)), "word.has_macros"),
    "a control": (with_part("word/activeX/activeX1.xml", "<x/>"), "word.has_macros"),
    "a template from elsewhere": (
        settings_part(relation("r1", "attachedTemplate", "https://evil.test/t.dotm", outside=True)),
        "word.loads_from_outside",
    ),
    "an object from elsewhere": (
        docx(p("文。"), rows=(relation("r9", "oleObject", "https://evil.test/o", outside=True),)),
        "word.loads_from_outside",
    ),
    "a frame from elsewhere": (
        docx(p("文。"), rows=(relation("r9", "frame", "file://server/share", outside=True),)),
        "word.loads_from_outside",
    ),
    "an entity bomb": (with_part("word/document.xml", entities(BOMB)), "word.has_entities"),
    "an entity that reads a file": (
        with_part("word/document.xml", entities('<!ENTITY a SYSTEM "file:///etc/passwd">')),
        "word.has_entities",
    ),
    "an entity in another encoding": (
        with_part("word/document.xml", entities(BOMB).replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")),
        "word.has_entities",
    ),
    "an entity in the styles": (with_part("word/styles.xml", entities(BOMB)), "word.has_entities"),
    "an entity in the relations": (with_part("word/_rels/document.xml.rels", entities(BOMB)), "word.has_entities"),
    "two parts of one name": (
        archive(parts_of(docx(p("文。"))) | {"word/Document.xml": writing.document(p("另一份。"))}),
        "word.damaged",
    ),
    "a bomb by ratio": (with_part("word/media/a.png", b"\0" * 5_000_000), "word.bomb"),
    "a bomb by number": (archive({f"word/{number}.xml": "" for number in range(2_001)}), "word.bomb"),
    "nested tables": (docx("<w:tbl><w:tr><w:tc>" * 60 + p("里。") + "</w:tc></w:tr></w:tbl>" * 60), "word.too_nested"),
    "an old document": (OLE + "WordDocument\0".encode("utf-16-le"), "word.old_format"),
    "a document with a password": (OLE + "EncryptedPackage\0".encode("utf-16-le"), "word.encrypted"),
    "rich text": (rb"{\rtf1\ansi hello}", "word.old_format"),
    "a web page": (b"<html><body>hello</body></html>", "word.old_format"),
    "a PDF": (b"%PDF-1.7\n", "word.not_a_document"),
    "a picture": (writing.PNG, "word.not_a_document"),
    "a spreadsheet": (archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"}), "word.not_a_document"),
    "another archive": (archive({"readme.txt": "hello"}), "word.not_a_document"),
    "nothing": (b"", "word.empty"),
    "blanks": (b" \n\0\0", "word.empty"),
    "no text": (docx(p("")), "word.no_text"),
    "markup that does not close": (with_part("word/document.xml", "<w:document"), "word.damaged"),
    "another root": (with_part("word/document.xml", "<x/>"), "word.damaged"),
    "a footnote that is not there": (docx(p("文", '<w:r><w:footnoteReference w:id="77"/></w:r>')), "word.damaged"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_refused(what: str) -> None:
    content, code = HOSTILE[what]
    refused = refusal(content)
    assert refused.code == code
    assert "通知.docx" in str(refused.reason)


def test_a_bomb_by_size_is_told_by_its_table_of_contents() -> None:
    """Its parts claim to be 4 GB; nothing is unpacked to find out."""
    content = bytearray(with_part("word/media/a.png", b"\0" * 900_000))
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"word/media/a.png"))
    content[entry + 24 : entry + 28] = struct.pack("<I", 0xFFFFFF00)
    assert refusal(bytes(content)).code == "word.bomb"


def test_a_file_over_the_limit_is_not_read_to_its_end() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            assert 0 < size <= settings.IMPORT_MAX_BYTES + 1
            return b"P" * size

    with pytest.raises(refusals.DocumentTooLarge):
        word.read(Endless(), name="大.docx")  # type: ignore[arg-type]  # a stream that never ends


def test_a_docm_is_refused_by_its_name() -> None:
    assert refusal(docx(p("文。")), "通知.docm").code == "word.has_macros"


@pytest.mark.parametrize("mark", ["机密", "秘 密", "绝密★1年", "机密★启用前"])
def test_a_document_marked_as_secret_is_refused(mark: str) -> None:
    refused = refusal(docx(p(mark), p("关于某事的通知"), p("正文。")))
    assert refused.code == "word.classified"
    assert mark[:2].strip() in str(refused.reason)


def test_a_text_about_secrecy_is_no_secret() -> None:
    assert (
        "<p>做好保密工作，机密文件不得公开。</p>"
        in word.read(io.BytesIO(docx(p("做好保密工作，机密文件不得公开。"))), name="a.docx").html()
    )


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused(share: float) -> None:
    content = writing.notice()
    assert refusal(content[: int(len(content) * share)]).code in {"word.damaged", "word.not_a_document"}


def test_bytes_that_fell_over_are_refused_or_read_but_never_break() -> None:
    content, dice = writing.notice(), random.Random(4)
    for _round in range(150):
        spoilt = bytearray(content)
        for _byte in range(dice.randint(1, 12)):
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        try:
            word.read(io.BytesIO(bytes(spoilt)), name="坏.docx").html()
        except refusals.DocumentRefused as refused:
            assert refused.code.startswith("word.")  # noqa: PT017  (it may as well be read)


FRAGMENTS = st.sampled_from(
    [
        p("话。"),
        p("一、题", number=(3, 0)),
        p("列。", number=(2, 0)),
        p("列。", number=(99, 8)),
        "<w:p/>",
        "<w:tbl/>",
        "<w:tbl><w:tr/></w:tbl>",
        "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>",
        writing.table([writing.cell("甲", across=99999999)]),
        writing.table([writing.cell("甲", down="continue")]),
        "<w:sdt/>",
        "<w:sdt><w:sdtContent/></w:sdt>",
        "<mc:AlternateContent/>",
        p('<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
        p('<w:r><w:sym w:char="zz" w:font="x"/></w:r>'),
        p('<w:hyperlink r:id="no"/>'),
        p(writing.drawing("no")),
        p("<w:r><w:pict><v:imagedata/></w:pict></w:r>"),
        p('<w:r><w:rPr><w:sz w:val="x"/></w:rPr><w:t>大</w:t></w:r>'),
        "<w:p><w:pPr><w:numPr><w:ilvl/><w:numId/></w:numPr></w:pPr></w:p>",
        p("题", style="1"),
        "<w:ins><w:p/></w:ins>",
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>并</w:t></w:r></w:p>",
        p('<w:r><w:br w:type="?"/></w:r>'),
    ]
)


@given(st.lists(FRAGMENTS, max_size=12))
@effort(max_examples=120, deadline=None)
def test_any_order_of_odd_parts_is_read_or_refused(blocks: list[str]) -> None:
    try:
        text = word.read(io.BytesIO(docx(*blocks)), name="怪.docx")
    except refusals.DocumentRefused as refused:
        assert refused.code in {"word.no_text", "word.damaged"}  # noqa: PT017  (it may as well be read)
    else:
        assert "话。" in text.html() or p("话。") not in blocks


def test_a_part_that_does_not_unpack_is_refused() -> None:
    content = docx(p("文。"))
    start = content.index(b"word/document.xml") + len("word/document.xml")
    assert zlib.crc32(content)
    assert refusal(content[:start] + b"\xff" * 40 + content[start + 40 :]).code == "word.damaged"
