"""What does a style of the document say about the look of its paragraphs?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from core.documents.names import child, is_on, value, w

_HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|标题)$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|目录)\s*\d", re.IGNORECASE)
_LONGEST_DESCENT = 20


@dataclass(frozen=True)
class Style:
    """A style as it stands, its ancestors included."""

    name: str = ""
    level: int = 0
    is_title: bool = False
    is_contents: bool = False
    alignment: str = ""
    points: float | None = None
    font: str = ""
    bold: bool = False
    numbering: str = ""
    numbering_level: int = 0


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: Element | None) -> None:
        rows = root.iter(w("style")) if root is not None else ()
        self._rows = {row.get(w("styleId"), ""): row for row in rows}
        self._known: dict[str, Style] = {}
        self._plain = root.find(f"{w('docDefaults')}/{w('rPrDefault')}") if root is not None else None

    def find(self, style_id: str) -> Style:
        """Return a style; a plain one when there is none of this id."""
        if style_id not in self._known:
            self._known[style_id] = self._read(style_id)
        return self._known[style_id]

    def _read(self, style_id: str) -> Style:
        line = self._line(style_id)
        name = value(line[0], "name") if line else ""
        heading = next((found for row in line if (found := _HEADING.match(value(row, "name")))), None)
        outline = self._first(line, "pPr/outlineLvl")
        size = self._first(line, "rPr/sz") or value(self._plain, "rPr/sz")
        level = int(heading[1]) if heading else int(outline) + 1 if outline.isdigit() and int(outline) < 9 else 0
        numbering_level = self._first(line, "pPr/numPr/ilvl")
        return Style(
            name=name,
            level=level,
            is_title=bool(_TITLE.match(name)),
            is_contents=bool(_CONTENTS.match(name)),
            alignment=self._first(line, "pPr/jc"),
            points=int(size) / 2 if size.isdigit() else None,
            font=self._first(line, "rPr/rFonts", "eastAsia"),
            bold=any(is_on(row, "rPr/b") for row in line[:1]),
            numbering=self._first(line, "pPr/numPr/numId"),
            numbering_level=int(numbering_level) if numbering_level.isdigit() else 0,
        )

    def _line(self, style_id: str) -> list[Element]:
        """Return the style and what it is based on, nearest first; a circle ends where it closes."""
        line: list[Element] = []
        while style_id in self._rows and len(line) < _LONGEST_DESCENT:
            row = self._rows[style_id]
            if row in line:
                break
            line.append(row)
            style_id = value(row, "basedOn")
        return line

    @staticmethod
    def _first(line: list[Element], path: str, attribute: str = "val") -> str:
        return next((found for row in line if (found := value(row, path, attribute))), "")


def points_of(run: Element, style: Style) -> float | None:
    """Return the size of a run in points."""
    size = value(run, "rPr/sz")
    return int(size) / 2 if size.isdigit() else style.points


def font_of(run: Element, style: Style) -> str:
    """Return the Chinese font of a run."""
    return value(run, "rPr/rFonts", "eastAsia") or value(run, "rPr/rFonts", "ascii") or style.font


def is_bold(run: Element, style: Style) -> bool:
    """Tell whether a run is in bold type."""
    return is_on(run, "rPr/b") if child(run, "rPr/b") is not None else style.bold
