"""Is the kind of a file told by its content, and is what pretends refused?"""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files import kinds, names
from core.files.refusals import FileRefused

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 "
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
TYPES = "[Content_Types].xml"


def archive(*members: str, mimetype: str = "") -> bytes:
    """Return an archive with these members, as office programs make them."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        if mimetype:
            target.writestr("mimetype", mimetype)
        for member in members:
            target.writestr(member, b"<x/>")
    return content.getvalue()


def workbook() -> bytes:
    """Return a workbook as openpyxl writes it."""
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    return content.getvalue()


def compound(*streams: str) -> bytes:
    """Return a compound file with these streams in its directory."""
    return OLE + b"".join(f"{stream}\0".encode("utf-16-le") for stream in streams)


def recognise(content: bytes, name: str, declared: str = "") -> kinds.Kind:
    """Return the kind of a file of this name."""
    _stem, extension = names.split(name)
    return kinds.recognise(io.BytesIO(content), name=name, extension=extension, declared=declared)


@pytest.mark.parametrize(
    ("content", "name", "declared", "kind"),
    [
        (PDF, "公示.pdf", "application/pdf", kinds.PDF),
        (PDF, "公示.PDF", "application/octet-stream", kinds.PDF),
        (PDF, "公示", "", kinds.PDF),
        (PNG, "照片.png", "image/png", kinds.PNG),
        (JPEG, "照片.jpeg", "image/jpeg", kinds.JPEG),
        (b"GIF89a\x01\x00\x01\x00", "图.gif", "", kinds.GIF),
        (WEBP, "图.webp", "", kinds.WEBP),
        (archive(TYPES, "word/document.xml"), "通知.docx", "application/kswps", kinds.DOCX),
        (workbook(), "目录.xlsx", kinds.XLSX.content_type, kinds.XLSX),
        (archive(TYPES, "ppt/presentation.xml"), "汇报.pptx", "", kinds.PPTX),
        (archive("content.xml", mimetype=kinds.ODT.content_type), "通知.odt", "", kinds.ODT),
        (archive("content.xml", mimetype=kinds.ODS.content_type), "目录.ods", "", kinds.ODS),
        (compound("WordDocument"), "通知.doc", "application/msword", kinds.DOC),
        (compound("Workbook"), "目录.xls", "", kinds.XLS),
        ("关于公示的说明".encode(), "说明.txt", "text/plain", kinds.TXT),
        ("关于公示的说明".encode("gb18030") * 10_000, "说明.txt", "", kinds.TXT),
        (b"x" * (kinds.HEAD_BYTES - 1) + "党".encode(), "说明.txt", "", kinds.TXT),
        ("一级目录,二级目录".encode(), "目录.csv", "application/vnd.ms-excel", kinds.CSV),
        ("说明".encode("utf-16"), "说明.txt", "", kinds.TXT),
    ],
)
def test_what_offices_send_is_recognised(content: bytes, name: str, declared: str, kind: kinds.Kind) -> None:
    assert recognise(content, name, declared) is kind


@pytest.mark.parametrize(
    ("content", "name", "declared", "code"),
    [
        (PDF, "公示.docx", "", "file.type_mismatch"),
        (PDF, "公示.exe", "", "file.type_mismatch"),
        (PDF, "公示.pdf", "image/png", "file.type_mismatch"),
        (PDF, "公示.pdf", "text/html; charset=utf-8", "file.type_mismatch"),
        (PNG, "公示.pdf", "application/pdf", "file.type_mismatch"),
        ("说明".encode(), "说明.pdf", "application/pdf", "file.type_mismatch"),
        ("说明".encode(), "说明.txt", "application/pdf", "file.type_mismatch"),
        (archive(TYPES, "word/document.xml"), "通知.xlsx", "", "file.type_mismatch"),
        (archive(TYPES, "word/document.xml"), "通知.docm", "", "file.type_mismatch"),
        (archive(TYPES, "word/document.xml", "word/vbaProject.bin"), "通知.docx", "", "file.has_macros"),
        (archive(TYPES, "xl/workbook.xml", "xl/activeX/activeX1.bin"), "表.xlsx", "", "file.has_macros"),
        (archive("Basic/x.xml", mimetype=kinds.ODT.content_type), "通知.odt", "", "file.has_macros"),
        (compound("WordDocument", "_VBA_PROJECT"), "通知.doc", "", "file.has_macros"),
        (compound("EncryptedPackage"), "通知.docx", "", "file.encrypted"),
        (compound("PowerPoint Document"), "汇报.ppt", "", "file.type_not_allowed"),
        (archive("setup.exe"), "资料.zip", "", "file.has_macros"),
        (archive("a.txt"), "资料.zip", "", "file.type_not_allowed"),
        (archive("word/document.xml"), "通知.docx", "", "file.type_not_allowed"),
        (b"PK\x03\x04" + b"x" * 100, "通知.docx", "", "file.damaged"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "公示.pdf", "application/pdf", "file.type_not_allowed"),
        (b"\x7fELF\x02\x01", "公示.txt", "", "file.type_not_allowed"),
        (b"<html><script>alert(1)</script>", "公示.txt", "text/plain", "file.type_not_allowed"),
        (b"\xef\xbb\xbf  <svg onload=alert(1)>", "图.png", "image/png", "file.type_not_allowed"),
        (b"<?xml version='1.0'?><svg/>", "图.svg", "image/svg+xml", "file.type_not_allowed"),
    ],
)
def test_what_pretends_or_is_not_kept_is_refused(content: bytes, name: str, declared: str, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        recognise(content, name, declared)
    assert caught.value.code == code
    assert name in str(caught.value.reason)


@given(
    st.binary(min_size=1, max_size=300), st.sampled_from([b"", b"PK\x03\x04", OLE, b"%PDF", b"RIFF", b"\xff\xd8\xff"])
)
def test_any_bytes_are_recognised_or_refused(content: bytes, start: bytes) -> None:
    try:
        kind = recognise(start + content, "上传")
    except FileRefused:
        return
    assert kind in kinds.ALL


@pytest.mark.parametrize(
    ("name", "stem", "extension"),
    [
        ("公示.pdf", "公示", "pdf"),
        ("公示.PDF", "公示", "pdf"),
        ("../../etc/passwd", "passwd", ""),
        ("C:\\Users\\张\\公示.pdf", "公示", "pdf"),
        ("a\x00b\r\nc.pdf", "abc", "pdf"),
        ("通知\u202efdp.exe", "通知fdp", "exe"),
        ("\u200e公示\u200b.pdf\u202c", "公示", "pdf"),
        ("CON.pdf", "_CON", "pdf"),
        ("lpt1", "_lpt1", ""),
        ("com1.x.pdf", "_com1.x", "pdf"),
        ("公示<1>:“二”?.pdf", "公示 1 “二”", "pdf"),
        ("  公示  名单 . pdf ", "公示 名单 . pdf", ""),
        ("...", "附件", ""),
        (".pdf", "附件", "pdf"),
        ("", "附件", ""),
        ("长" * 300 + ".docx", "长" * 66, "docx"),
        ("v1.0 版本说明", "v1.0 版本说明", ""),
    ],
)
def test_names_are_made_harmless(name: str, stem: str, extension: str) -> None:
    assert names.split(name) == (stem, extension)


@given(st.text(max_size=400))
def test_any_name_is_short_and_plain(name: str) -> None:
    stem, extension = names.split(name)
    assert stem
    assert len(f"{stem}.{extension}".encode()) <= 255
    assert not set(stem) & set('/\\<>:"|?*\0\r\n\u202e')
    assert names.split(f"{stem}.pdf") == (stem, "pdf")
