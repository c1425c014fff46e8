"""What does a cleaned text consist of, block by block? Plain values, which a layout sets without reading any markup.

The text was cleaned by `core.richtext`: its elements are few and nested properly. A block is a mapping with `kind`:
`heading` (level, runs), `paragraph` (runs), `quote` (blocks), `list` (ordered, items of blocks), `table` (caption,
weights, head, cells), `picture` (file, words). A run is a text with its marks and, for a link, its address.
"""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from channels import grids

Block = dict[str, Any]
Run = dict[str, Any]

HEADINGS = {"h2": 1, "h3": 2, "h4": 3}
MARKS = {"strong": "strong", "b": "strong", "em": "emph", "i": "emph", "u": "underline", "sub": "sub", "sup": "super"}
LISTS = frozenset({"ul", "ol"})
CELLS = frozenset({"td", "th"})
BREAK = "\n"
STRUCTURE = LISTS | CELLS | {"blockquote", "table", "thead", "tr", "li", "caption"}
MOST_OPEN = 12
"""Elements within one another; the words of what lies deeper are set in the innermost of these."""


def blocks_of(html: str, pictures: Mapping[str, str]) -> list[Block]:
    """Return the blocks of a cleaned text; `pictures` are the names of files by the address that the text shows."""
    walk = _Walk(pictures)
    walk.feed(html)
    walk.close()
    return walk.found()


class _Walk(HTMLParser):
    """Reads a cleaned text once, from its beginning to its end."""

    def __init__(self, pictures: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self._pictures = pictures
        self._holders: list[list[Block]] = [[]]
        self._runs: list[Run] = []
        self._open: list[tuple[str, Block]] = []
        self._marks: list[str] = []
        self._links: list[str] = []
        self._shape: Block = {"kind": "paragraph"}

    def found(self) -> list[Block]:
        """Return what was read, with what was still open at the end."""
        self._end_text()
        return self._holders[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in MARKS:
            self._marks.append(MARKS[tag])
        elif tag == "a":
            self._links.append(said.get("href") or "")
        elif tag == "br":
            self._runs.append({"text": BREAK, "marks": [], "href": ""})
        elif tag == "img":
            self._picture(said)
        else:
            self._begin(tag, said)

    def handle_endtag(self, tag: str) -> None:
        if tag in MARKS:
            _drop_last(self._marks, MARKS[tag])
        elif tag == "a":
            _drop_last(self._links, self._links[-1] if self._links else "")
        else:
            self._end(tag)

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split("\n")) if data.strip() or self._runs else ""
        if text:
            marks = list(dict.fromkeys(self._marks))
            self._runs.append({"text": text, "marks": marks, "href": self._links[-1] if self._links else ""})

    def _begin(self, tag: str, said: Mapping[str, str | None]) -> None:
        self._end_text()
        if tag in STRUCTURE and len(self._open) >= MOST_OPEN:
            self._open.append((tag, {}))
        elif tag in HEADINGS:
            self._shape = {"kind": "heading", "level": HEADINGS[tag]}
        elif tag in LISTS:
            self._nest(tag, {"kind": "list", "ordered": tag == "ol", "items": []})
        elif tag == "blockquote":
            self._nest(tag, {"kind": "quote", "blocks": []}, "blocks")
        elif tag == "table":
            self._nest(tag, {"kind": "table", "rows": [], "caption": []})
        elif tag == "li":
            self._part(tag, "items", {"kind": "item", "blocks": []})
        elif tag == "tr":
            self._part(tag, "rows", {"kind": "row", "cells": [], "head": self._within("thead")})
        elif tag in CELLS:
            cell = {"kind": "cell", "blocks": [], "head": tag == "th"}
            self._part(tag, "cells", cell | {name: int(said.get(name) or 1) for name in ("colspan", "rowspan")})
        elif tag in {"thead", "caption"}:
            self._open.append((tag, {}))

    def _end(self, tag: str) -> None:
        if tag == "caption":
            self._end_caption()
        self._end_text()
        if not self._within(tag):
            return
        while self._open:
            opened, block = self._open.pop()
            if "blocks" in block:
                self._holders.pop()
            if "rows" in block:
                grids.lay_out(block)
            if opened == tag:
                break

    def _end_caption(self) -> None:
        table = next((block for opened, block in reversed(self._open) if opened == "table"), None)
        if table is not None:
            table["caption"], self._runs = self._runs, []

    def _nest(self, tag: str, block: Block, holder: str = "") -> None:
        """Begin a block that holds others."""
        self._holders[-1].append(block)
        self._open.append((tag, block))
        if holder:
            self._holders.append(block[holder])

    def _part(self, tag: str, where: str, part: Block) -> None:
        """Begin a part of the innermost block that has such parts; a part that belongs to none is set by itself."""
        whole = next((block for _tag, block in reversed(self._open) if where in block), None)
        if whole is None:
            self._open.append((tag, {}))
            return
        whole[where].append(part)
        self._open.append((tag, part))
        if "blocks" in part:
            self._holders.append(part["blocks"])

    def _picture(self, said: Mapping[str, str | None]) -> None:
        runs, shape = self._runs, self._shape
        self._end_text()
        file = self._pictures.get(said.get("src") or "", "")
        self._holders[-1].append({"kind": "picture", "file": file, "words": said.get("alt") or ""})
        if runs:
            self._shape = shape

    def _end_text(self) -> None:
        runs, self._runs = self._runs, []
        shape, self._shape = self._shape, {"kind": "paragraph"}
        while runs and not runs[-1]["text"].strip():
            runs.pop()
        if runs:
            self._holders[-1].append({**shape, "runs": runs})

    def _within(self, tag: str) -> bool:
        return any(opened == tag for opened, _block in self._open)


def _drop_last(values: list[str], value: str) -> None:
    for place in range(len(values) - 1, -1, -1):
        if values[place] == value:
            del values[place]
            return
