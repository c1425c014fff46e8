"""What was pasted from Word, WPS or a web page, and what of it was taken out?

Lists that word processors paste as paragraphs with a number in front become lists; words that were hidden, struck by a
revision or written as a comment are no part of the text. Then `core.richtext` cleans; here is told what went.
"""

from __future__ import annotations

import base64
import binascii
import html as entities
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import richtext

MOST_PICTURES = 20
_VOID = frozenset(
    {"br", "hr", "img", "input", "link", "meta", "col", "wbr", "area", "base", "embed", "source", "track"}
)
_LIST_LEVEL = re.compile(r"mso-list:\s*l\d+\s+level([1-9])", re.IGNORECASE)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_COMMENT = re.compile(r"mso-element\s*:\s*comment|mso-comment-", re.IGNORECASE)
_TINY = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*[01](?:px|pt)?\s*(?:;|$)", re.IGNORECASE)
_NUMBER = re.compile(r"\s*[(（]?(?:\d{1,3}|[a-z])\s*[.)）、．]\s*$", re.IGNORECASE)
_SPELLED_OUT = re.compile(r"[一二三四五六七八九十百第]")
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s]+)$", re.IGNORECASE)
_BULLET = "if !supportlists"


class Gone(models.TextChoices):
    """What is taken out of a pasted text."""

    SCRIPT = "script", _("脚本")
    EMBEDDED = "embedded", _("嵌入的网页、视频或对象")
    FORM = "form", _("表单和按钮")
    TRACKER = "tracker", _("跟踪用的隐形图片")
    PICTURE = "picture", _("外部图片，请用“插入图片”上传")
    LINK = "link", _("不能公开的链接，文字已保留")
    HIDDEN = "hidden", _("隐藏的文字")
    COMMENT = "comment", _("批注和修订痕迹")
    LOOK = "look", _("字体、颜色、行距等格式")


_BY_ELEMENT: Mapping[str, Gone] = {
    **dict.fromkeys(("script", "noscript"), Gone.SCRIPT),
    **dict.fromkeys(("iframe", "object", "embed", "video", "audio", "svg", "canvas", "frame", "math"), Gone.EMBEDDED),
    **dict.fromkeys(("form", "input", "button", "select", "textarea"), Gone.FORM),
    **dict.fromkeys(("font", "style"), Gone.LOOK),
    **dict.fromkeys(("del", "ins"), Gone.COMMENT),
}
_SWALLOWED = frozenset(
    {"script", "style", "noscript", "iframe", "object", "svg", "math", "select", "textarea", "title", "xml"}
)


@dataclass(frozen=True)
class Removal:
    """How many things of one kind were taken out."""

    kind: Gone
    count: int

    @property
    def label(self) -> str:
        """What it is, in words."""
        return str(self.kind.label)


@dataclass(frozen=True)
class Pasted:
    """A pasted text as it is kept, and what was taken out."""

    html: str
    removed: list[Removal]


Keep = Callable[[bytes], str]
"""Takes the content of a picture in and returns its address among one's own files; empty when it is refused."""


def take(html: str, *, keep: Keep | None = None) -> Pasted:
    """Return a pasted text cleaned, and what was taken out of it.

    Pictures that came along with their content go to `keep`; without it they are taken out like those from elsewhere.
    """
    richtext.require_readable(html)
    walk = _Walk(keep=keep)
    walk.feed(_closed(html))
    walk.close()
    return Pasted(richtext.clean(walk.result()), walk.removals())


def removed(html: str) -> list[Removal]:
    """Return what cleaning takes out of a text that is saved."""
    return take(html).removed


def _closed(html: str) -> str:
    """Return markup without what is opened at its end and never closed: parsing takes the square of that.

    An unclosed comment hides the rest, as in browsers; after the last tag there are words alone.
    """
    unclosed = html.find("<!--", html.rfind("-->") + 1)
    html = html[:unclosed] if unclosed >= 0 else html
    end = html.rfind(">") + 1
    return html[:end] + html[end:].replace("<", "&lt;")


@dataclass
class _Item:
    """A paragraph that is an item of a list: how deep, and what stands in front of it."""

    level: int
    bullet: str = ""


@dataclass
class _Walk(HTMLParser):
    """One pass over pasted markup; what is written out is cleaned afterwards."""

    keep: Keep | None
    counts: Counter[Gone] = field(default_factory=Counter)
    pieces: list[str] = field(default_factory=list)
    swallowing: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    item: _Item | None = None
    in_bullet: bool = False
    pictures: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, or begin to swallow it."""
        given = {name: value or "" for name, value in attrs}
        if self.swallowing:
            if tag == self.swallowing[-1] and tag not in _VOID:
                self.swallowing.append(tag)
            return
        unseen = self._unseen(tag, given)
        if unseen or tag in _SWALLOWED or tag == "del":
            self.counts[unseen or _BY_ELEMENT.get(tag, Gone.LOOK)] += 1
            if tag not in _VOID:
                self.swallowing = [tag]
            return
        self._count(tag, given)
        if tag == "img":
            self._picture(given)
        elif tag == "p" and (level := _LIST_LEVEL.search(given.get("style", ""))):
            self.item = _Item(int(level[1]))
        else:
            self._end_lists(tag)
            self.pieces.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if self.swallowing:
            if tag == self.swallowing[-1]:
                self.swallowing.pop()
        elif tag == "p" and self.item is not None:
            self.item = None
            self.pieces.append("</p>" if not self.lists else "")
        else:
            self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Take words."""
        if self.swallowing:
            return
        if self.in_bullet and self.item is not None:
            self.item.bullet += data
            return
        if self.item is not None and self.item.level and data.strip():
            self._begin_item(self.item)
        self.pieces.append(entities.escape(data, quote=False))

    def handle_comment(self, data: str) -> None:
        """Read the marks around bullets, as WPS writes them."""
        self.unknown_decl(data)

    def handle_decl(self, decl: str) -> None:
        """Leave out the type of the document."""

    def unknown_decl(self, data: str) -> None:
        """Read the marks around bullets, as Word writes them."""
        mark = data.strip("[] \r\n\t").lower()
        if mark == _BULLET:
            self.in_bullet = True
        elif mark == "endif":
            self.in_bullet = False

    def result(self) -> str:
        """Return the markup, all lists closed."""
        self._close_lists(0)
        return "".join(self.pieces)

    def removals(self) -> list[Removal]:
        """Return what went, in the order in which people are to read it."""
        return [Removal(kind, self.counts[kind]) for kind in Gone if self.counts[kind]]

    def _unseen(self, tag: str, given: Mapping[str, str]) -> Gone | None:
        style = given.get("style", "")
        if _COMMENT.search(style) or "msocomanchor" in given.get("class", "").lower():
            return Gone.COMMENT
        if _UNSEEN.search(style) or "hidden" in given:
            return Gone.TRACKER if tag == "img" else Gone.HIDDEN
        return None

    def _count(self, tag: str, given: Mapping[str, str]) -> None:
        if kind := _BY_ELEMENT.get(tag):
            self.counts[kind] += 1
        if any(name.startswith("on") for name in given):
            self.counts[Gone.SCRIPT] += 1
        if given.get("style") and tag != "img":
            self.counts[Gone.LOOK] += 1
        if tag == "a" and not _leads_somewhere(given.get("href")):
            self.counts[Gone.LINK] += 1

    def _picture(self, given: Mapping[str, str]) -> None:
        source = given.get("src", "").strip()
        tiny = given.get("width", "").strip() in {"0", "1"} or given.get("height", "").strip() in {"0", "1"}
        if tiny or _TINY.search(given.get("style", "")):
            self.counts[Gone.TRACKER] += 1
            return
        if not richtext.is_own_picture(source):
            source = self._kept(source)
        if not source:
            self.counts[Gone.PICTURE] += 1
            return
        alt = entities.escape(given.get("alt", ""), quote=True)
        self.pieces.append(f'<img src="{entities.escape(source, quote=True)}" alt="{alt}">')

    def _kept(self, source: str) -> str:
        found = _DATA.match(source)
        if found is None or self.keep is None or self.pictures >= MOST_PICTURES:
            return ""
        try:
            content = base64.b64decode(found[1], validate=False)
        except (binascii.Error, ValueError):
            return ""
        self.pictures += 1
        return self.keep(content)

    def _begin_item(self, item: _Item) -> None:
        """Open the lists down to the level of an item; numbers in words stay words, in a paragraph."""
        level, item.level = item.level, 0
        bullet = item.bullet.strip()
        if _SPELLED_OUT.search(bullet):
            self._close_lists(0)
            self.pieces.append(f"<p>{entities.escape(bullet, quote=False)}")
            return
        name = "ol" if _NUMBER.match(bullet) else "ul"
        self._close_lists(level)
        if len(self.lists) == level and self.lists and self.lists[-1] != name:
            self._close_lists(level - 1)
        elif len(self.lists) == level and self.lists:
            self.pieces.append("</li>")
        while len(self.lists) < level:
            self.lists.append(name)
            self.pieces.append(f"<{name}>" + ("<li>" if len(self.lists) < level else ""))
        self.pieces.append("<li>")

    def _end_lists(self, tag: str) -> None:
        if self.item is None and tag in {"p", "div", "table", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"}:
            self._close_lists(0)

    def _close_lists(self, level: int) -> None:
        while len(self.lists) > level:
            self.pieces.append(f"</li></{self.lists.pop()}>")


def _leads_somewhere(address: str | None) -> bool:
    """Tell whether a link is kept; one without an address is a mark in the text, and nothing is lost with it."""
    if not address or address.startswith("#"):
        return True
    try:
        return urlsplit(address.strip()).scheme.lower() in {"http", "https", "mailto"}
    except ValueError:
        return False
