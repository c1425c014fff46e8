"""What does a Word or WPS document say? Its text as HTML, what its layout tells, and what was left behind.

The document is first made plain (`core.documents.body`) and put into a new package that holds nothing else; that is
what the converter reads. So nothing that was not looked at ever reaches it.
"""

from __future__ import annotations

import html as entities
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree.ElementTree import Element, tostring
from xml.sax.saxutils import quoteattr

from core import richtext
from core.documents import body, package, refusals
from core.documents.body import HEADING, Plain
from core.documents.layout import Layout
from core.documents.names import w
from core.documents.notes import Changed, Group, Left, Note, grouped
from core.documents.package import Package
from core.documents.pruning import MARK_CLOSES, MARK_OPENS, Picture

MAX_LETTERS = 600_000
"""About 750 pages of text; longer texts are attached, not disclosed as a page."""

_STYLES = "\n".join(
    [*(f"p.{HEADING}{level} => h{level}:fresh" for level in (2, 3, 4)), "u => u", "r[style-name='Strong'] =>"]
)
_MARK = re.compile(f"{MARK_OPENS}(\\d+){MARK_CLOSES}")
_BACK = re.compile(r'\s*<a href="#(?:foot|end)note-ref-[^"]*">↑</a>')
_CELL = re.compile(r"(<(?:t[hd]|li)(?: [^>]*)?>)<p>((?:(?!</?(?:p|t[hd]|li)[ >]).)*)</p>(?=</(?:t[hd]|li)>)", re.DOTALL)
_HEAD_CELL = re.compile(r"(<th[^>]*>)<strong>((?:(?!</?(?:strong|th)[ >]).)*)</strong>(?=</th>)", re.DOTALL)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


@dataclass(frozen=True)
class WordText:
    """What was read of a document; nothing of it is kept yet."""

    name: str
    markup: str
    """As converted: not cleaned, pictures as marks. Use `html`."""
    layout: Layout
    pictures: tuple[Picture, ...]
    notes: tuple[Note, ...]

    def html(self, sources: Mapping[int, str] | None = None) -> str:
        """Return the text as it may be shown and kept, with pictures whose addresses are given by their numbers."""
        known = sources or {}
        alts = {picture.number: picture.alt for picture in self.pictures}

        def image(mark: re.Match[str]) -> str:
            number = int(mark[1])
            if number not in known:
                return ""
            alt = entities.escape(alts.get(number, ""), quote=True)
            return f'<img src="{entities.escape(known[number], quote=True)}" alt="{alt}">'

        return richtext.clean(_MARK.sub(image, self.markup))

    @property
    def left(self) -> list[Group]:
        """What did not come along, by kind."""
        return grouped(self.notes, Left)

    @property
    def changed(self) -> list[Group]:
        """What came along otherwise than it was, by kind."""
        return grouped(self.notes, Changed)


def read(stream: BinaryIO, *, name: str) -> WordText:
    """Return what a .docx says; refuse (`DocumentRefused`) what is none, may do harm, or is marked as secret."""
    import mammoth  # large, and few requests need it

    opened = package.open_package(stream, name=name)
    try:
        made_plain = body.plain(opened)
        letters = sum(len(text or "") for block in made_plain.blocks for text in block.itertext())
        if letters > MAX_LETTERS:
            raise refusals.too_long(name)
        markup = mammoth.convert_to_html(
            io.BytesIO(_repacked(opened, made_plain)), style_map=_STYLES, include_embedded_style_map=False
        ).value
    except RecursionError as error:
        raise refusals.too_nested(name) from error
    except (KeyError, ValueError, IndexError, AttributeError, TypeError, OSError, OverflowError) as error:
        if isinstance(error, refusals.DocumentRefused):
            raise
        raise refusals.damaged(name) from error  # the converter trusts references to be whole and numbers to be numbers
    markup = _HEAD_CELL.sub(r"\1\2", _CELL.sub(r"\1\2", _BACK.sub("", markup)))
    text = WordText(name, markup, made_plain.layout, tuple(made_plain.pictures), tuple(made_plain.notes))
    if not letters and not text.pictures and not text.layout.title:
        raise refusals.no_text(name)
    return text


def _repacked(opened: Package, made_plain: Plain) -> bytes:
    """Return a new document of the plain parts alone."""
    document = Element(w("document"))
    inner = Element(w("body"))
    inner.extend(made_plain.blocks)
    document.append(inner)
    parts = {"document": document, **made_plain.footnotes}
    numbering = opened.markup(opened.path_of("numbering"))
    if numbering is not None:
        parts["numbering"] = numbering
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS % _relation("rId1", "officeDocument", "word/document.xml"))
        for name, root in parts.items():
            archive.writestr(f"word/{name}.xml", tostring(root, encoding="utf-8"))
        for name, links in made_plain.links.items():
            rows = "".join(_relation(key, "hyperlink", target, outside=True) for key, target in links.items())
            archive.writestr(f"word/_rels/{name}.xml.rels", _RELATIONS % rows)
    return content.getvalue()


def _relation(key: str, kind: str, target: str, *, outside: bool = False) -> str:
    mode = ' TargetMode="External"' if outside else ""
    return f"<Relationship Id={quoteattr(key)} Type={quoteattr(_TYPE + kind)} Target={quoteattr(target)}{mode}/>"
