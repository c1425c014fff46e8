"""Where in a text stand the words that somebody looked for?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.search import words

BEFORE = 30
"""Letters of an excerpt that stand before the first hit."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `is_hit` when it is one of the words looked for."""

    text: str
    is_hit: bool = False


def marked(text: str, wanted: Sequence[str]) -> list[Piece]:
    """Return the text in pieces, the words looked for apart from the rest; nothing is lost between them."""
    found = [match.span() for match in _pattern(wanted).finditer(_folded(text))] if wanted else []
    pieces: list[Piece] = []
    done = 0
    for start, end in found:
        if start > done:
            pieces.append(Piece(text[done:start]))
        pieces.append(Piece(text[start:end], is_hit=True))
        done = end
    if done < len(text):
        pieces.append(Piece(text[done:]))
    return pieces


def excerpt(text: str, wanted: Sequence[str], *, length: int = 120) -> list[Piece]:
    """Return the stretch of the text around the first word that was looked for, marked; the beginning when none is."""
    flat = " ".join(text.split())
    hit = _pattern(wanted).search(_folded(flat)) if wanted else None
    start = max(0, hit.start() - BEFORE) if hit else 0
    end = min(len(flat), start + length)
    shown = flat[start:end]
    return marked(f"{'…' if start else ''}{shown}{'…' if end < len(flat) else ''}", wanted)


def has_hit(text: str, wanted: Sequence[str]) -> bool:
    """Say whether any of the words stands in the text."""
    return bool(wanted) and _pattern(wanted).search(_folded(text)) is not None


def _pattern(wanted: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in wanted))


def _folded(text: str) -> str:
    """Return the text as it is compared, letter by letter, so that places stay the same."""
    return "".join(folded if len(folded := words.normal(letter)) == 1 else letter for letter in text)
