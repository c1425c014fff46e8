"""Is what is no spreadsheet refused at once, in words that help, and without harm?"""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from typing import BinaryIO, cast

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import sheets
from core.errors import Refusal, TooLarge

COLUMNS = (sheets.Column("name", "名称"), sheets.Column("code", "编码"))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
SHEET = "xl/worksheets/sheet1.xml"
SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def book(**parts: bytes) -> bytes:
    """Return a good workbook of which the sheet may be replaced."""
    plain = openpyxl.Workbook()
    plain.worksheets[0].append(["名称", "编码"])
    plain.worksheets[0].append(["甲", "1"])
    content = io.BytesIO()
    plain.save(content)
    if not parts:
        return content.getvalue()
    changed = io.BytesIO()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            target.writestr(member, parts["sheet"] if member == SHEET else source.read(member))
    return changed.getvalue()


WHOLE = book()


def archive(*names: str) -> bytes:
    """Return an archive of small members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        for name in names:
            target.writestr(name, b"x")
    return content.getvalue()


def read(content: bytes) -> sheets.Table:
    """Return the table, were it one."""
    return sheets.read_table(io.BytesIO(content), "上报.xlsx", columns=COLUMNS)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet.empty"),
        (b"\r\n \r\n", "sheet.empty"),
        (b"%PDF-1.7\nabc", "sheet.not_a_spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\x00", "sheet.not_a_spreadsheet"),
        ("名称,编码\x00,".encode(), "sheet.not_a_spreadsheet"),
        (b"\x81\x20\xfe", "sheet.not_a_spreadsheet"),
        (archive("word/document.xml"), "sheet.not_a_spreadsheet"),
        (archive("readme.txt"), "sheet.not_a_spreadsheet"),
        (archive("mimetype", "content.xml"), "sheet.old_format"),
        (archive("xl/workbook.bin"), "sheet.old_format"),
        (archive("xl/workbook.xml"), "sheet.damaged"),
        (book()[:-200], "sheet.damaged"),
        (book(sheet=b"<worksheet"), "sheet.damaged"),
        (OLE + "Workbook".encode("utf-16-le"), "sheet.old_format"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "sheet.encrypted"),
        (b"<html><table><tr><td>\xc3\xfb", "sheet.old_format"),
        ('名称,编码\n"甲,1\n乙,2\n'.encode(), "sheet.broken_quotes"),
        ('名称,编码\n"甲"乙,1\n'.encode(), "sheet.broken_quotes"),
        ("姓名,电话\n甲,1\n".encode(), "sheet.missing_column"),
    ],
)
def test_each_wrong_file_has_its_code_and_says_what_to_do(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        read(content)
    assert caught.value.code == code
    assert "请" in str(caught.value.reason)


def test_an_entity_bomb_is_refused() -> None:
    sheet = f'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet {SPREADSHEET}><sheetData/></worksheet>'
    with pytest.raises(Refusal) as caught:
        read(book(sheet=sheet.encode()))
    assert caught.value.code == "sheet.damaged"


class Endless(io.RawIOBase):
    """A stream that goes on for ever and remembers how much was taken."""

    taken = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        self.taken += size
        return b"a" * size


def test_a_stream_is_read_no_further_than_the_limit() -> None:
    stream = Endless()
    with pytest.raises(TooLarge) as caught:
        sheets.read_table(cast(BinaryIO, stream), "大.csv", columns=COLUMNS, max_bytes=1_000_000)
    assert caught.value.code == "sheet.too_large"
    assert stream.taken <= 1_000_001


class Huge(io.BytesIO):
    """A file of 100 MB that nobody may read."""

    def seek(self, offset: int, whence: int = 0) -> int:
        return 100_000_000 if whence else 0

    def read(self, size: int | None = -1) -> bytes:
        raise AssertionError("read in spite of its size")


def test_a_hundred_megabytes_are_refused_unread() -> None:
    with pytest.raises(TooLarge) as caught:
        sheets.read_table(Huge(), "大.csv", columns=COLUMNS)
    assert caught.value.code == "sheet.too_large"


def test_a_member_that_unpacks_to_far_more_is_refused_before_unpacking() -> None:
    with pytest.raises(Refusal) as caught:
        read(book(sheet=b" " * 90_000_000))
    assert caught.value.code == "sheet.bomb"


def test_too_many_members_are_refused() -> None:
    with pytest.raises(Refusal) as caught:
        read(archive("xl/workbook.xml", *(f"xl/{number}" for number in range(2_001))))
    assert caught.value.code == "sheet.bomb"


def test_a_merge_over_the_whole_sheet_and_a_far_corner_cost_nothing() -> None:
    sheet = (
        f"<worksheet {SPREADSHEET}><sheetData>"
        '<row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>编码</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c><c r="B2"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        '</sheetData><mergeCells count="1"><mergeCell ref="C1:XFD1048576"/></mergeCells></worksheet>'
    )
    table = read(book(sheet=sheet.encode()))
    assert [(row.text("name"), row.text("code")) for row in table.rows] == [("甲", "1")]


def test_rows_numbered_beyond_any_sheet_end_the_reading() -> None:
    sheet = (
        f'<worksheet {SPREADSHEET}><sheetData><row r="99999999999"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    )
    with pytest.raises(Refusal):
        read(book(sheet=sheet.encode()))


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(TooLarge) as caught:
        read(("名称,编码\n" + "甲,1\n" * 100_001).encode())
    assert caught.value.code == "sheet.too_many_rows"


@given(st.sampled_from([b"", b"PK\x03\x04", "名称,编码\n".encode()]), st.binary(max_size=2_000))
def test_any_bytes_are_refused_or_read_but_never_crash(start: bytes, content: bytes) -> None:
    # Anything raised but a refusal fails the test.
    with suppress(Refusal):
        read(start + content)


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=40))
def test_a_workbook_with_damaged_bytes_is_refused_or_read_but_never_crashes(place: int, damage: bytes) -> None:
    place %= len(WHOLE)
    with suppress(Refusal):
        read(WHOLE[:place] + damage + WHOLE[place + len(damage) :])


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_a_workbook_with_any_markup_in_its_sheet_never_crashes(markup: str) -> None:
    sheet = f"<worksheet {SPREADSHEET}><sheetData>{markup}</sheetData></worksheet>"
    with suppress(Refusal):
        read(book(sheet=sheet.encode(errors="ignore")))
