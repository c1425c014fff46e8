"""May this file be read at all, and what is it really?

Nothing is believed of the name or of the declared type. Size, member count and unpacked size are checked before
anything is unpacked or parsed.
"""

from __future__ import annotations

import io
import os
import zipfile
from enum import Enum
from typing import BinaryIO

from django.conf import settings

from core.sheets import refusals

MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 100_000_000
MAX_RATIO = 200
"""Deflate reaches 1,032; sheets of nothing but equal rows stay below 100."""
SMALL_MEMBER_BYTES = 1_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<script")
_CHUNK = 256 * 1024


class Format(Enum):
    """The two formats that are read."""

    WORKBOOK = "xlsx"
    TEXT = "csv"


def take(stream: BinaryIO, *, max_bytes: int | None = None) -> bytes:
    """Return the bytes of the stream, or refuse without reading more than the limit."""
    limit = settings.IMPORT_MAX_BYTES if max_bytes is None else max_bytes
    size = _announced_size(stream)
    if size is not None and size > limit:
        raise refusals.too_large(limit)
    taken = io.BytesIO()
    while chunk := stream.read(min(_CHUNK, limit + 1 - taken.tell())):
        taken.write(chunk)
        if taken.tell() > limit:
            raise refusals.too_large(limit)
    if not taken.getvalue().strip():
        raise refusals.empty()
    return taken.getvalue()


def _announced_size(stream: BinaryIO) -> int | None:
    """Return how much is left to read, where the stream can tell without reading."""
    try:
        if not stream.seekable():
            return None
        here = stream.tell()
        end = stream.seek(0, os.SEEK_END)
        stream.seek(here)
    except (AttributeError, OSError):
        return None
    return end - here


def recognise(content: bytes, name: str) -> Format:
    """Return what the content is, or refuse it by what it is instead."""
    if content.startswith(_OLE):
        # A workbook with a password is an OLE file that names this stream; every other OLE file is from before 2007.
        raise (refusals.encrypted if "EncryptedPackage".encode("utf-16-le") in content else refusals.old_format)(name)
    if content.startswith(b"PK"):
        _check_archive(content, name)
        return Format.WORKBOOK
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_MARKUP):
        # Many office systems export a web page under the name .xls.
        raise refusals.old_format(name)
    if content.startswith(_FOREIGN):
        raise refusals.not_a_spreadsheet(name)
    return Format.TEXT


def _check_archive(content: bytes, name: str) -> None:
    """Refuse an archive that is no workbook, or that unpacks to more than is accepted.

    The declared sizes may be believed: `zipfile` never unpacks more of a member than it declares.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, OverflowError) as error:
        raise refusals.damaged(name) from error
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise refusals.bomb(name)
    for member in members:
        if member.file_size > SMALL_MEMBER_BYTES and member.file_size > MAX_RATIO * max(1, member.compress_size):
            raise refusals.bomb(name)
        if member.flag_bits & 0x1:
            raise refusals.encrypted(name)
    names = {member.filename for member in members}
    if names & {"xl/workbook.bin", "content.xml", "Index/Document.iwa"}:
        raise refusals.old_format(name)
    if "xl/workbook.xml" not in names and not any(path.startswith("xl/") for path in names):
        raise refusals.not_a_spreadsheet(name)
