"""Of which kind is the content of a file, whatever its name and its sender say?"""

from __future__ import annotations

import codecs
import re
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

import puremagic

from core.files import refusals

HEAD_BYTES = 64 * 1024
MAX_MEMBERS = 10_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OFFICE_XML = "application/vnd.openxmlformats-officedocument."
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_MARKUP = re.compile(r"\s*<(!doctype|html|\?xml|svg|script|head|body|iframe)", re.IGNORECASE)
_DECLARED_FOR_TEXT = frozenset({"application/vnd.ms-excel", "text/comma-separated-values", "application/csv"})
"""What browsers on Windows declare for a .csv."""


@dataclass(frozen=True)
class Kind:
    """A kind of file that is kept: the extensions it may bear, the first of them its own, and its content type."""

    extensions: tuple[str, ...]
    content_type: str

    @property
    def extension(self) -> str:
        """Return the extension that is given to a name without one."""
        return self.extensions[0]


PDF = Kind(("pdf",), "application/pdf")
DOCX = Kind(("docx",), f"{_OFFICE_XML}wordprocessingml.document")
XLSX = Kind(("xlsx",), f"{_OFFICE_XML}spreadsheetml.sheet")
PPTX = Kind(("pptx",), f"{_OFFICE_XML}presentationml.presentation")
DOC = Kind(("doc",), "application/msword")
XLS = Kind(("xls",), "application/vnd.ms-excel")
ODT = Kind(("odt",), f"{_OPEN_DOCUMENT}text")
ODS = Kind(("ods",), f"{_OPEN_DOCUMENT}spreadsheet")
PNG = Kind(("png",), "image/png")
JPEG = Kind(("jpg", "jpeg"), "image/jpeg")
GIF = Kind(("gif",), "image/gif")
WEBP = Kind(("webp",), "image/webp")
TXT = Kind(("txt",), "text/plain")
CSV = Kind(("csv",), "text/csv")

ALL = (PDF, DOCX, XLSX, PPTX, DOC, XLS, ODT, ODS, PNG, JPEG, GIF, WEBP, TXT, CSV)
_BY_CONTENT_TYPE = {kind.content_type: kind for kind in ALL}
_BY_SIGNATURE = {kind.content_type: kind for kind in (PDF, PNG, JPEG, GIF, WEBP)}
_BY_OFFICE_PART = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_TEXTS = (TXT, CSV)


def recognise(content: BinaryIO, *, name: str, extension: str, declared: str = "") -> Kind:
    """Return the kind of the content, or refuse what is not kept and what pretends to be something else.

    `content` can be wound back; `extension` is what the name ends in, `declared` the type that the sender gave.
    """
    content.seek(0)
    head = content.read(HEAD_BYTES)
    if head.startswith(b"PK"):
        kind = _archive(content, name)
    elif head.startswith(_OLE):
        kind = _compound(content, name)
    else:
        kind = _by_signature(head) or _text(head, name, extension)
    if extension and extension not in kind.extensions:
        raise refusals.type_mismatch(name, kind.extension)
    if not _declarable(kind, declared):
        raise refusals.type_mismatch(name, kind.extension)
    return kind


def _declarable(kind: Kind, declared: str) -> bool:
    """Tell whether an honest sender may declare this; types that are not known here prove nothing."""
    declared = declared.partition(";")[0].strip().lower()
    if kind in _TEXTS:
        return declared not in _BY_CONTENT_TYPE or declared.startswith("text/") or declared in _DECLARED_FOR_TEXT
    return _BY_CONTENT_TYPE.get(declared, kind) is kind and not declared.startswith(("text/html", "image/svg"))


def _archive(content: BinaryIO, name: str) -> Kind:
    """Return the kind of an office document; plain archives are not kept, since nobody sees what is in them."""
    try:
        with zipfile.ZipFile(content) as archive:
            members = archive.infolist()
            mimetype = b""
            if members and members[0].filename == "mimetype" and members[0].file_size < 200:
                mimetype = archive.read(members[0])
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, EOFError) as error:
        raise refusals.damaged(name) from error
    names = {member.filename for member in members}
    if len(names) > MAX_MEMBERS:
        raise refusals.type_not_allowed(name)
    if any(_is_program(path) for path in names):
        raise refusals.has_macros(name)
    if mimetype in (ODT.content_type.encode(), ODS.content_type.encode()):
        return _BY_CONTENT_TYPE[mimetype.decode()]
    for part, kind in _BY_OFFICE_PART.items():
        if part in names and "[Content_Types].xml" in names:
            return kind
    raise refusals.type_not_allowed(name)


def _is_program(path: str) -> bool:
    """Tell whether a part of an office document is a program: macros, ActiveX controls, OpenDocument scripts."""
    lowered = path.lower()
    return (
        lowered.endswith(("vbaproject.bin", "vbadata.xml", ".exe", ".dll", ".js", ".vbs"))
        or "/activex/" in lowered
        or lowered.startswith(("basic/", "scripts/"))
    )


def _compound(content: BinaryIO, name: str) -> Kind:
    """Return the kind of a document from before 2007 by the names of its streams."""
    content.seek(0)
    whole = content.read()
    if _stream("EncryptedPackage") in whole:
        raise refusals.encrypted(name)
    if _stream("_VBA_PROJECT") in whole:
        raise refusals.has_macros(name)
    if _stream("WordDocument") in whole:
        return DOC
    if _stream("Workbook") in whole or _stream("Book") in whole:
        return XLS
    raise refusals.type_not_allowed(name)


def _stream(name: str) -> bytes:
    """Return how a directory entry of a compound file spells a stream name, its end included."""
    return f"{name}\0".encode("utf-16-le")


def _by_signature(head: bytes) -> Kind | None:
    """Return the kind of a PDF or of an image by its first bytes."""
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return None
    return _BY_SIGNATURE.get(matches[0].mime_type) if matches else None


def _text(head: bytes, name: str, extension: str) -> Kind:
    """Return the kind of plain text: no control characters, no markup, UTF-8 or GB18030."""
    text = _decoded(head)
    if text is None or _CONTROL.search(text) or _MARKUP.match(text.lstrip("\ufeff")):
        raise refusals.type_not_allowed(name)
    return CSV if extension in CSV.extensions else TXT


def _decoded(head: bytes) -> str | None:
    """Return the head of a text, of which the last character may be cut; `None` if it is no text."""
    encodings = ["utf-8", "gb18030"]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            return codecs.getincrementaldecoder(encoding)().decode(head, final=len(head) < HEAD_BYTES)
        except UnicodeDecodeError:
            continue
    return None
