"""What remains of pasted text, so that it is safe to show, plain to read and the same whoever pasted it?

Texts come from Word, WPS, web pages and plain fields. What an official text needs is kept: headings, paragraphs,
emphasis, lists, quotations, tables, links and pictures that lie in the tenant's own files. Everything else goes:
scripts, styles, pictures from elsewhere, tracking, and the marks that word processors leave behind. Cleaning twice
changes nothing, so the hash of a cleaned text is stable.
"""

from __future__ import annotations

import hashlib
import html as entities
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nh3
from django.utils.translation import gettext_lazy as _

from core.errors import Invalid

MAX_LETTERS = 2_000_000
MAX_DEPTH = 1_000
"""Nested or unclosed elements, of which Word leaves up to 500; parsing takes the square of their number."""
MAX_SPAN = 100
_ROUNDS = 12

_INLINE = frozenset({"strong", "b", "em", "i", "u", "sub", "sup", "a"})
_TEXT_BLOCKS = frozenset({"p", "h2", "h3", "h4", "li", "blockquote", "td", "th", "caption"})
_TABLE_PARTS = frozenset({"thead", "tbody", "tfoot", "tr", "td", "th"})
_CELLS = frozenset({"td", "th"})
_BLOCKS = _TEXT_BLOCKS | _TABLE_PARTS | {"ul", "ol", "table"}
_KEPT = _INLINE | _BLOCKS | {"br", "img"}
_RENAMED = {"h1": "h2", "h5": "h4", "h6": "h4"}
_BREAKS = frozenset({"div", "section", "article", "header", "footer", "main", "center", "address", "pre", "dt", "dd"})
_CONTENT_DROPPED = frozenset(
    {"script", "style", "xml", "title", "template", "iframe", "object", "svg", "math", "select"}
)
_NEVER_NESTED = frozenset(
    {"p", "br", "li", "td", "th", "tr", "col", "hr", "img", "input", "link", "meta", "dd", "dt", "option", "wbr"}
)

_MARKUP = re.compile(r"</?[a-zA-Z!][^<>]*>")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>|([^<]+)")
_HEADING = re.compile(r"<(/?)h([234])>")
_BLANK = re.compile(r"[ \t\r\n\f\u00a0]+")
_INDENT = " \u3000"
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_OWN_FILE = re.compile(r"/files/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")
_PICTURE = re.compile(rf'<img [^<>]*src="{_OWN_FILE.pattern}"')
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\u200b\u2060\ufeff\ufffe\uffff]")


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in {"colspan", "rowspan"}:
        return str(int(value)) if value.isascii() and value.isdigit() and 1 < int(value) <= MAX_SPAN else None
    value = value.strip()
    if name == "href":
        return value if _ADDRESS.match(value) else None
    if name == "src":
        return value if _OWN_FILE.fullmatch(value) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(_KEPT | _RENAMED.keys() | _BREAKS),
    clean_content_tags=set(_CONTENT_DROPPED),
    attributes={"a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto"},
    url_relative="pass_through",  # the filter above lets in own files and nothing else that is relative
    link_rel="noopener",
)


def clean(html: str) -> str:
    """Return the text with nothing in it but what an official text needs; lines of plain text become paragraphs.

    Refuses (`text.too_long`, `text.too_nested`) what no person has written.
    """
    text = _CONTROL.sub("", html.encode("utf-8", "ignore").decode())
    _check(text)
    if not _MARKUP.search(text):
        text = "".join(f"<p>{line.replace('<', '&lt;')}</p>" for line in text.splitlines())
    for _round in range(_ROUNDS):
        tidied = _levelled(_CONTROL.sub("", _tidy(_CLEANER.clean(text))))
        if tidied == text:
            return text
        text = tidied
    # Markup that takes another shape each time it is parsed is an attack on parsers, not a text: keep its words.
    return _tidy("".join(f"<p>{entities.escape(line, quote=False)}</p>" for line in _words(text).splitlines()))


def to_text(html: str) -> str:
    """Return the words of a text, one block to a line and cells apart by tabs: for searching and for previews."""
    return _words(clean(html))


def require_readable(html: str) -> None:
    """Refuse (`text.too_long`, `text.too_nested`) what would take minutes to parse."""
    _check(html)


def is_own_picture(address: str) -> bool:
    """Tell whether an address is one of the tenant's own files, as pictures in a text have it."""
    return _OWN_FILE.fullmatch(address) is not None


def pictures_in(html: str) -> set[str]:
    """Return the public ids of the files that a cleaned text shows as pictures."""
    return set(_PICTURE.findall(html))


def with_pictures_at(html: str, addresses: Mapping[str, str]) -> str:
    """Return a cleaned text that shows pictures, given by the public ids of their files, at other addresses."""

    def moved(found: re.Match[str]) -> str:
        picture, file = found.group(), found.group(1)
        if file not in addresses:
            return picture
        return picture.replace(f"/files/{file}/", entities.escape(addresses[file], quote=True))

    return _PICTURE.sub(moved, html)


def content_hash(**parts: Any) -> str:
    """Return the SHA-256 of named parts: of equal names and values in any order, and of nothing else.

    Values are texts, numbers, truth values, `None`, and lists and mappings of these.
    """
    canonical = json.dumps(parts, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_refuse)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _refuse(value: object) -> Any:
    raise TypeError(f"{type(value).__name__} has no canonical form; give its text")


def _check(html: str) -> None:
    """Refuse what would take minutes to parse."""
    if len(html) > MAX_LETTERS:
        raise Invalid.field("body", "text.too_long", _("正文过长，没有保存。请把附表、清单改为附件上传。"))
    opened: Counter[str] = Counter()
    depth = 0
    for found in _TAG.finditer(html):
        name = found.group(2).lower()
        if name in _NEVER_NESTED:
            continue
        if not found.group(1):
            opened[name] += 1
            depth += 1
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
        if depth > MAX_DEPTH:
            raise Invalid.field(
                "body", "text.too_nested", _("正文的格式层层嵌套，无法处理。请先粘贴为纯文本，再设置标题和段落。")
            )


def _words(html: str) -> str:
    pieces: list[str] = []
    for closing, name, _attributes, text in _TOKEN.findall(html):
        if text:
            pieces.append(entities.unescape(text))
        elif closing and name in _CELLS:
            pieces.append("\t")
        elif name == "br" or name in _BLOCKS - _CELLS:
            pieces.append("\n")
    lines = ("\t".join(cell.strip() for cell in line.split("\t")).strip() for line in "".join(pieces).splitlines())
    return "\n".join(line for line in lines if line)


def _levelled(html: str) -> str:
    """Return tidy markup whose headings begin at the level below the title and leave none out."""
    used = sorted({level for _close, level in _HEADING.findall(html)})
    levels = {level: str(number) for number, level in enumerate(used, start=2)}
    return _HEADING.sub(lambda found: f"<{found[1]}h{levels[found[2]]}>", html)


def _tidy(html: str) -> str:
    """Return well-formed markup with its paragraphs set right; one pass over its tokens."""
    tidying = _Tidying()
    for closing, name, attributes, text in _TOKEN.findall(html):
        if text:
            tidying.text(text)
        elif closing:
            tidying.end(_RENAMED.get(name, name))
        else:
            tidying.start(_RENAMED.get(name, name), attributes)
    return tidying.result()


@dataclass
class _Open:
    """An element that is open: where its markup begins, and whether anything to read has come since."""

    name: str
    place: int
    implied: bool = False
    silent: bool = False
    filled: bool = False


@dataclass
class _Tidying:
    """The walk over well-formed markup that drops empty elements and puts loose text into paragraphs."""

    pieces: list[str] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    blocks: list[_Open] = field(default_factory=list)
    text_blocks: int = 0

    def text(self, text: str) -> None:
        """Add text: blanks in a row count as one, indents at the start of a block as none."""
        text = _BLANK.sub(" ", text.replace("&nbsp;", " "))
        if self._at_start():
            text = text.lstrip(_INDENT)
        if not text or (not text.strip(_INDENT) and not self.text_blocks):
            return
        self._imply_paragraph()
        self.pieces.append(text)
        if text.strip(_INDENT):
            self._fill()

    def start(self, name: str, attributes: str) -> None:
        """Open an element, or end the line where the element only made one."""
        if name in _BREAKS or name == "br":
            self._break()
            return
        if name == "img":
            self._picture(attributes)
            return
        if name in _BLOCKS:
            self._end_implied()
        else:
            self._imply_paragraph()
        silent = name == "a" and "href=" not in attributes
        self._open(_Open(name, len(self.pieces), silent=silent), attributes)

    def end(self, name: str) -> None:
        """Close an element, or drop it if there is nothing to read in it; cells keep their place in a table."""
        if name in _BREAKS:
            self._break()
            return
        if name not in _INLINE:
            self._end_implied()
        if not self.open or self.open[-1].name != name:
            return
        element = self._close()
        if not element.filled and name not in _TABLE_PARTS:
            del self.pieces[element.place :]
            return
        if name in _BLOCKS:
            self._strip(element.place + 1)
        self.pieces.append("" if element.silent else f"</{name}>")

    def result(self) -> str:
        """Return the markup."""
        self._end_implied()
        return "".join(self.pieces)

    def _picture(self, attributes: str) -> None:
        """Add a picture of one's own files; it fills a paragraph as a word does."""
        if "src=" in attributes:
            self._imply_paragraph()
            self.pieces.append(f"<img{attributes}>")
            self._fill()

    def _fill(self) -> None:
        """Note that the elements that are open hold something to read."""
        for element in reversed(self.open):
            if element.filled:
                break
            element.filled = True

    def _break(self) -> None:
        """End a line: the paragraph of loose text, or a line inside an element that holds text."""
        if self.open and self.open[-1].implied:
            self._end_implied()
        elif self.text_blocks and not self._at_start():
            self.pieces.append("<br>")

    def _open(self, element: _Open, attributes: str = "") -> None:
        self.open.append(element)
        if element.name in _BLOCKS:
            self.blocks.append(element)
        self.text_blocks += element.name in _TEXT_BLOCKS
        self.pieces.append("" if element.silent else f"<{element.name}{attributes}>")

    def _close(self) -> _Open:
        element = self.open.pop()
        if element.name in _BLOCKS:
            self.blocks.pop()
        self.text_blocks -= element.name in _TEXT_BLOCKS
        return element

    def _at_start(self) -> bool:
        """Tell whether nothing to read has come yet on this line of the innermost block."""
        return not self.blocks or not self.blocks[-1].filled or self.pieces[-1] == "<br>"

    def _imply_paragraph(self) -> None:
        if not self.open:
            self._open(_Open("p", len(self.pieces), implied=True))

    def _end_implied(self) -> None:
        if self.open and self.open[-1].implied:
            self.open[-1].implied = False
            self.end("p")

    def _strip(self, place: int) -> None:
        """Drop blanks and line ends at the end of a block."""
        while len(self.pieces) > place and (self.pieces[-1] == "<br>" or not self.pieces[-1].strip(_INDENT)):
            self.pieces.pop()
        if len(self.pieces) > place and not self.pieces[-1].startswith("<"):
            self.pieces[-1] = self.pieces[-1].rstrip(_INDENT)
