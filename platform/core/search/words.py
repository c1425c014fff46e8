"""Which words does a text consist of, and which of them does somebody look for?

Chinese is written without spaces, so PostgreSQL's own parser sees whole sentences as one word. The text is segmented
here, by `rjieba`, and what is stored and asked is written as literals of `tsvector` and `tsquery`: no parser of the
server takes part, so the answer is the same on every server and in every locale.

A long word is stored together with the words inside it (中国共产党 also as 中国 and 共产党), and asked for as itself or
as all of those.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal

import rjieba

Weight = Literal["A", "B", "C", "D"]

LAST_POSITION = 16_383
"""The last place in a text that `tsvector` can tell apart."""
MOST_PLACES = 255
"""How many places of one word `tsvector` keeps."""
MOST_LETTERS_IN_WORD = 100
MOST_BYTES = 900_000
"""`tsvector` takes one megabyte, and little of a text that long is looked for by its last words."""
MOST_WORDS_ASKED = 16
_EMPTY = frozenset("的了和与及等是在对为之其以")
"""Words that stand in every text: looking for them narrows nothing."""


def normal(text: str) -> str:
    """Return the text as it is compared: full-width letters and digits become plain ones, capitals small ones."""
    return unicodedata.normalize("NFKC", text.replace("\x00", " ")).lower()


def vector(parts: Sequence[tuple[str, Weight]]) -> str:
    """Return the literal of the `tsvector` of texts, each with its weight; what is over the size limit is left out."""
    places: dict[str, list[str]] = defaultdict(list)
    size, position = 0, 0
    for text, weight in parts:
        for word in _words(normal(text)):
            position = min(position + 1, LAST_POSITION)
            known = word in places
            size += 8 if known else len(word.encode()) + 16
            if size > MOST_BYTES:
                return _joined(places)
            if not known or (len(places[word]) < MOST_PLACES and position < LAST_POSITION):
                places[word].append(f"{position}{weight}")
    return _joined(places)


def query(text: str, *, weights: str = "") -> str:
    """Return the literal of the `tsquery` that finds texts with every word of this one; "" when it has none.

    The last word may be the beginning of a longer one: people search while they type. With `weights` only the parts of
    those weights are searched.
    """
    asked = list(itertools.islice(_asked(text), MOST_WORDS_ASKED))
    if not asked:
        return ""
    *whole, last = asked
    return " & ".join([*(_term(word, weights) for word in whole), _term(last, f"*{weights}")])


def asked_words(text: str) -> list[str]:
    """Return the words that somebody looks for, longest first, as they are marked in what is found."""
    found = dict.fromkeys(itertools.islice(_asked(text), MOST_WORDS_ASKED))
    inner = dict.fromkeys(part for word in found for part in _inside(word))
    return sorted({**found, **inner}, key=len, reverse=True)


def _words(text: str) -> Iterator[str]:
    return (word for word in rjieba.cut_for_search(text, False) if _counts(word))


def _asked(text: str) -> Iterator[str]:
    words = [word for word in rjieba.cut(normal(text), False) if _counts(word)]
    telling = [word for word in words if word not in _EMPTY]
    return iter(telling or words)


def _counts(word: str) -> bool:
    return len(word) <= MOST_LETTERS_IN_WORD and any(letter.isalnum() for letter in word)


def _inside(word: str) -> list[str]:
    """Return the words of which a long one consists; none when it is one of them itself."""
    found = [part for part in rjieba.cut_for_search(word, False) if part != word and _counts(part)]
    return found if len("".join(found)) >= len(word) else []


def _term(word: str, flags: str) -> str:
    parts = _inside(word)
    mark = f":{flags}" if flags else ""
    if not parts:
        return f"{_quoted(word)}{mark}"
    inside = " & ".join(f"{_quoted(part)}{mark.replace('*', '')}".removesuffix(":") for part in parts)
    return f"({_quoted(word)}{mark} | {inside})"


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _joined(places: dict[str, list[str]]) -> str:
    return " ".join(f"{_quoted(word)}:{','.join(found)}" for word, found in places.items())
