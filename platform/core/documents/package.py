"""May this file be read at all, and which parts does it have?

Nothing is believed of the name. Size, number of parts, unpacked size and the ratio of the two are checked before
anything is unpacked; programs, forms of attack and whatever loads something from elsewhere are refused before
anything is parsed. Nothing that a document refers to is ever fetched.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree, common
from django.conf import settings

from core.documents import refusals

MAX_PARTS = 2_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_MARKUP_BYTES = 40_000_000
MAX_TAGS = 2_500_000
"""Of opening and closing tags in one part; a document of 300 pages has about one million."""
MAX_DEPTH = 120
MAX_RATIO = 200
"""Deflate reaches 1,032; the markup of real documents stays below 60."""
SMALL_PART_BYTES = 1_000_000

DOCUMENT = "officeDocument"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_TEXTS = (b"{\\rtf", b"<?xml", b"<!doctype", b"<html", b"\xef\xbb\xbf<")
_STRICT = (
    (
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    ("http://purl.oclc.org/ooxml/drawingml/", "http://schemas.openxmlformats.org/drawingml/2006/"),
    (
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_LOADS = {"attachedTemplate", "oleObject", "frame", "subDocument", "aFChunk", "package", "mailMergeSource"}
"""Relationships that load something by themselves when they point outside."""
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    NotImplementedError,
    OSError,
    OverflowError,
    EOFError,
    RuntimeError,
)


@dataclass(frozen=True)
class Relation:
    """What one part refers to: another part by its path, or an address outside."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of a document that was let in."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self.name = name
        self.parts = frozenset(archive.namelist())
        self.document = self._document()

    def content(self, path: str) -> bytes:
        """Return the bytes of a part."""
        try:
            return self._archive.read(path)
        except (KeyError, *_BROKEN) as error:
            raise refusals.damaged(self.name) from error

    def markup(self, path: str) -> Element | None:
        """Return a part as parsed markup without definitions of its own; None when there is no such part."""
        if path not in self.parts:
            return None
        content = self.content(path)
        if len(content) > MAX_MARKUP_BYTES or content.count(b"<") > MAX_TAGS:
            raise refusals.too_long(self.name)
        for strict, plain in _STRICT:
            content = content.replace(strict.encode(), plain.encode())
        try:
            root: Element = ElementTree.fromstring(content, forbid_dtd=True)
        except common.DefusedXmlException as error:
            raise refusals.has_entities(self.name) from error
        except (ParseError, ValueError, LookupError) as error:
            raise refusals.damaged(self.name) from error
        if _deeper_than(root, MAX_DEPTH):
            raise refusals.too_nested(self.name)
        return root

    def relations(self, path: str) -> dict[str, Relation]:
        """Return what a part refers to, by the ids that it uses."""
        folder, name = posixpath.split(path)
        root = self.markup(posixpath.join(folder, "_rels", f"{name}.rels"))
        if root is None:
            return {}
        return {row.get("Id", ""): _relation(row, folder) for row in root.iter(_RELATIONSHIP)}

    def path_of(self, kind: str) -> str:
        """Return the part of a kind that the document refers to: styles, numbering, footnotes; empty if none."""
        found = (row for row in self.relations(self.document).values() if row.kind == kind and not row.external)
        return next((row.target for row in found if row.target in self.parts), "")

    def _document(self) -> str:
        found = [row.target for row in self.relations("").values() if row.kind == DOCUMENT and not row.external]
        path = next((target for target in found if target in self.parts), "word/document.xml")
        if path not in self.parts:
            raise refusals.not_word(self.name)
        return path


def open_package(stream: BinaryIO, *, name: str) -> Package:
    """Return the parts of a document, or refuse (`DocumentRefused`) what is none or may do harm."""
    content = _take(stream, name)
    if content.startswith(_OLE):
        # A document with a password is an OLE file that names this stream; every other OLE file is from before 2007.
        raise (refusals.encrypted if "EncryptedPackage".encode("utf-16-le") in content else refusals.old_format)(name)
    if not content.startswith(b"PK"):
        other = content[:64].lstrip().lower().startswith(_OTHER_TEXTS)
        raise (refusals.old_format if other else refusals.not_word)(name)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        raise refusals.damaged(name) from error
    _check_parts(archive.infolist(), name)
    package = Package(archive, name)
    _check_relations(package)
    return package


def _take(stream: BinaryIO, name: str) -> bytes:
    limit = settings.IMPORT_MAX_BYTES
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise refusals.too_large(name, limit)
    if not content.strip(b"\0 \r\n\t"):
        raise refusals.empty(name)
    return content


def _check_parts(parts: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse by the table of contents alone; `zipfile` never unpacks more of a part than is declared there."""
    paths = [part.filename for part in parts]
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise refusals.bomb(name)
    for part in parts:
        if part.file_size > SMALL_PART_BYTES and part.file_size > MAX_RATIO * max(1, part.compress_size):
            raise refusals.bomb(name)
        if part.flag_bits & 0x1:
            raise refusals.encrypted(name)
    if len({path.casefold() for path in paths}) != len(paths):
        raise refusals.damaged(name)  # two parts of one name: readers differ in which of them they show
    if any(_is_program(path.casefold()) for path in paths) or name.casefold().endswith((".docm", ".dotm")):
        raise refusals.has_macros(name)
    if "[Content_Types].xml" not in paths:
        raise refusals.not_word(name)


def _is_program(path: str) -> bool:
    return posixpath.basename(path).startswith(("vbaproject", "vbadata")) or "/activex/" in f"/{path}"


def _check_relations(package: Package) -> None:
    """Refuse declared programs and what would load something from outside; all such parts are parsed safely here."""
    types = package.markup("[Content_Types].xml")
    declared = [(row.get("ContentType") or "").casefold() for row in types] if types is not None else []
    if any("macroenabled" in each or "vbaproject" in each or "activex" in each for each in declared):
        raise refusals.has_macros(package.name)
    for path in sorted(package.parts):
        folder, name = posixpath.split(path)
        if posixpath.basename(folder) != "_rels" or not name.endswith(".rels"):
            continue
        source = posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
        for row in package.relations(source).values():
            if row.kind in {"vbaProject", "wordVbaData", "control"}:
                raise refusals.has_macros(package.name)
            if row.external and row.kind in _LOADS:
                raise refusals.loads_from_outside(package.name)


def _relation(row: Element, folder: str) -> Relation:
    target, external = row.get("Target", ""), row.get("TargetMode", "") == "External"
    if not external:
        path = unquote(target)
        target = posixpath.normpath(path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path))
    return Relation(posixpath.basename(row.get("Type", "")), target, external)


def _deeper_than(root: Element, limit: int) -> bool:
    layer, depth = [root], 0
    while layer:
        depth += 1
        if depth > limit:
            return True
        layer = [child for element in layer for child in element]
    return False
