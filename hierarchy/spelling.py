"""How is a unit found by what is typed on a keyboard of Latin letters?"""

from __future__ import annotations

from typing import TypedDict

from core import pinyin


class Spelling(TypedDict):
    """The searchable spellings of a name."""

    pinyin: str
    initials: str


def spell(name: str) -> Spelling:
    """Return the full pinyin and the initials of a name, lower case and without spaces."""
    return {"pinyin": pinyin.full(name)[:1200], "initials": pinyin.initials(name)[:200]}
