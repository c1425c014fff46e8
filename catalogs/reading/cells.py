"""What comes of reading one cell: what is certain, and what is not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from core.errors import Text

_SEPARATORS = re.compile(r"[、，,；;/／\n|]+")
_LINE_BREAKS = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class Unclear:
    """A part of a cell that was left out, and why."""

    value: str
    code: str
    reason: Text


@dataclass
class Found:
    """The words that were read from one cell, in their order and each once, and the parts that were not."""

    words: list[str] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)

    def add(self, *words: str) -> None:
        """Add words that are certain."""
        self.words.extend(word for word in words if word not in self.words)

    def doubt(self, value: str, code: str, reason: Text) -> None:
        """Leave a part out and say why."""
        self.unclear.append(Unclear(value, code, reason))


def split(text: str) -> list[str]:
    """Return the parts of an enumeration, blank ones left out; blanks inside a part stay."""
    return [part for piece in _SEPARATORS.split(text) if (part := " ".join(piece.split()))]


def one_line(text: str) -> str:
    """Return a text that was broken into lines to fit its cell as one line; Chinese text has no blank there."""
    return " ".join(_LINE_BREAKS.sub("", text).split())
