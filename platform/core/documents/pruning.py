"""What of a paragraph or table is text? The rest is taken out of the markup and noted with its place.

Pictures are replaced by a mark in the text, so that they are found again in what is made of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement

from core.documents import names
from core.documents.names import is_on, text_of, value, w
from core.documents.notes import Changed, Left, Note
from core.documents.package import Package, Relation

MARK_OPENS, MARK_CLOSES = "\ue000", "\ue001"
"""Around the number of a picture; these letters of nobody's are taken out of the text itself."""
PLACE_LETTERS = 24
LINK_SCHEMES = frozenset({"http", "https", "mailto"})
SIGNATURES = {b"\x89PNG\r\n": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"RIFF": "webp"}
MOST_PICTURES = 20

_KEPT_PROPERTIES = {
    w("pPr"): {w(name) for name in ("pStyle", "numPr", "jc", "outlineLvl", "sectPr")},
    w("rPr"): {w(name) for name in ("b", "i", "u", "vertAlign", "sz", "rFonts", "vanish", "rStyle")},
}
_SILENT = {
    w(name)
    for name in (
        "proofErr",
        "bookmarkStart",
        "bookmarkEnd",
        "lastRenderedPageBreak",
        "commentRangeStart",
        "commentRangeEnd",
        "annotationRef",
        "permStart",
        "permEnd",
        "tblPr",
        "tblGrid",
        "sdtPr",
        "sdtEndPr",
        "footnoteRef",
        "endnoteRef",
    )
}
_LEFT: dict[str, Left] = {
    w("del"): Left.DELETED,
    w("moveFrom"): Left.DELETED,
    w("commentReference"): Left.COMMENT,
    w("object"): Left.OBJECT,
    w("altChunk"): Left.EMBEDDED,
    w("subDoc"): Left.EMBEDDED,
    **dict.fromkeys(names.FORMULAS, Left.FORMULA),
}
_UNWRAPPED = {w(name) for name in ("ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent")} | {
    names.CHOICE,
    names.FALLBACK,
}
_DIAGRAMS = ("/chart", "/diagram", "/chartex")


@dataclass(frozen=True)
class Picture:
    """A picture of a document: its number in the marks, the words for those who do not see it, its content."""

    number: int
    alt: str
    content: bytes
    extension: str

    @property
    def name(self) -> str:
        """What it is called as a file."""
        return f"picture-{self.number}.{self.extension}"


@dataclass
class Pruning:
    """The walk over one part; what it finds on the way is kept here."""

    package: Package
    relations: dict[str, Relation]
    notes: list[Note] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    where: str = ""
    boxes: list[Element] = field(default_factory=list)
    """Paragraphs of text boxes, to be put after the block that they hang on."""

    def blocks(self, parent: Iterable[Element]) -> list[Element]:
        """Return the paragraphs and tables, those inside of wrappers included."""
        found: list[Element] = []
        for element in parent:
            if _is_contents(element):
                self.note(Left.CONTENTS)
            elif element.tag in _UNWRAPPED:
                found += self.blocks(element)
            elif element.tag in (w("p"), w("tbl")):
                self.where = text_of(element).strip()[:PLACE_LETTERS] or self.where
                found += self._kept(element)
                found += self.blocks(self._opened_boxes())
            else:
                self._kept(element)
        return found

    def note(self, kind: Left | Changed, where: str | None = None) -> None:
        """Note one thing beside the words where the walk is."""
        self.notes.append(Note(kind, self.where if where is None else where[:PLACE_LETTERS]))

    def _opened_boxes(self) -> list[Element]:
        boxes, self.boxes = self.boxes, []
        return boxes

    def _kept(self, element: Element) -> list[Element]:
        """Return what stands in place of an element: itself without what is left out, its content, or nothing."""
        tag = element.tag
        if tag in _SILENT or self._is_left(element):
            return []
        if tag in _UNWRAPPED:
            if tag in (w("ins"), w("moveTo")) and text_of(element).strip():
                self.note(Changed.INSERTED)
            return self._inside(element)
        if tag == names.ALTERNATIVES:
            return self._alternative(element)
        if tag in (w("drawing"), w("pict")):
            return self._graphic(element)
        if tag == w("hyperlink") and not self._is_open_link(element):
            return self._inside(element)
        self._tidy(element)
        return [element]

    def _tidy(self, element: Element) -> None:
        """Leave of an element that stays what says something about the text."""
        tag = element.tag
        if tag in _KEPT_PROPERTIES:
            element[:] = [each for each in element if each.tag in _KEPT_PROPERTIES[tag]]
            if element.find(w("sectPr")) is not None:
                self.note(Left.PAGE_BREAK)
            return
        if tag in (w("footnoteReference"), w("endnoteReference")):
            self.note(Changed.FOOTNOTE)
        if tag == w("t"):
            element.text = (element.text or "").replace(MARK_OPENS, "").replace(MARK_CLOSES, "")
        element[:] = self._inside(element)

    def _inside(self, element: Element) -> list[Element]:
        return [kept for each in element for kept in self._kept(each)]

    def _is_left(self, element: Element) -> bool:
        tag = element.tag
        if tag in _LEFT:
            if tag not in (w("del"), w("moveFrom")) or any(each.text for each in element.iter()):
                self.note(_LEFT[tag])
            return True
        if tag == w("r") and is_on(element, "rPr/vanish"):
            if text_of(element).strip():
                self.note(Left.HIDDEN)
            return True
        if tag == w("br") and element.get(w("type")) in ("page", "column"):
            self.note(Left.PAGE_BREAK)
            return True
        return False

    def _alternative(self, element: Element) -> list[Element]:
        """Return the newer of two ways of saying the same, unless only the older has something to show."""
        for name in (names.CHOICE, names.FALLBACK):
            found = element.find(name)
            if found is not None and len(found):
                return self._inside(found)
        return []

    def _graphic(self, element: Element) -> list[Element]:
        boxes = list(element.iter(w("txbxContent")))
        for box in boxes:
            if text_of(box).strip():
                self.note(Changed.TEXT_BOX, text_of(box).strip())
                self.boxes += list(box)
        if boxes:
            return []
        kinds = [each.get("uri", "") for each in element.iter(names.GRAPHIC_DATA)]
        if any(kind.endswith(_DIAGRAMS) for kind in kinds):
            self.note(Left.CHART)
            return []
        alt = _alternative_text(element)
        found: list[Any] = [self._picture(each.get(names.EMBEDDED), alt) for each in element.iter(names.BLIP)]
        found += [self._picture(each.get(names.RELATION_ID), alt) for each in element.iter(names.IMAGE_DATA)]
        return [each for each in found if each is not None]

    def _picture(self, relation_id: str | None, alt: str) -> Element | None:
        """Return the mark of a picture that is in the document; nothing outside of it is ever fetched."""
        relation = self.relations.get(relation_id or "")
        if relation is None or relation.external:
            self.note(Left.EXTERNAL_PICTURE)
            return None
        content = self.package.content(relation.target) if relation.target in self.package.parts else b""
        extension = next((name for signature, name in SIGNATURES.items() if content.startswith(signature)), "")
        if not extension or len(self.pictures) >= MOST_PICTURES:
            self.note(Left.PICTURE)
            return None
        picture = Picture(len(self.pictures) + 1, alt, content, extension)
        self.pictures.append(picture)
        mark = Element(w("t"))
        mark.text = f"{MARK_OPENS}{picture.number}{MARK_CLOSES}"
        return mark

    def _is_open_link(self, element: Element) -> bool:
        """Tell whether a link leads to where readers may go; links inside of the document lead nowhere on a page."""
        relation = self.relations.get(element.get(names.RELATION_ID, ""))
        if relation is not None and relation.external:
            try:
                if urlsplit(relation.target.strip()).scheme.lower() in LINK_SCHEMES:
                    return True
            except ValueError:
                pass
        if relation is not None:
            self.note(Left.LINK, relation.target)
        return False


def _alternative_text(element: Element) -> str:
    for found in element.iter(names.PROPERTIES):
        if words := (found.get("descr") or found.get("title") or "").strip():
            return words[:200]
    return ""


def _is_contents(element: Element) -> bool:
    """Tell whether a block is the table of contents that the word processor made."""
    kind = value(element, "sdtPr/docPartObj/docPartGallery") if element.tag == w("sdt") else ""
    return kind == "Table of Contents"


def put_text_before(paragraph: Element, text: str) -> None:
    """Write words at the beginning of a paragraph."""
    run = Element(w("r"))
    SubElement(run, w("t")).text = text
    place = 1 if len(paragraph) and paragraph[0].tag == w("pPr") else 0
    paragraph.insert(place, run)
