"""Which letters can a sheet of paper show? Those that the embedded fonts hold; others are marked, never dropped.

A document for the archive may not refer to a letter that its fonts have not: the printer refuses it. An emoji in one
title must not keep a whole register from being printed, so it is printed as the mark for a missing type (〓).
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

MISSING_TYPE = "〓"
KEPT = frozenset("\n\t\u200b")
"""What is no letter and has its meaning for a layout."""
_SEGMENTS, _GROUPS = 4, 12
_LAST_OF_PLANE = 0xFFFF


class _Types(dict[int, str]):
    """What each letter is printed as, looked up once."""

    def __init__(self, held: frozenset[int]) -> None:
        super().__init__()
        self._held = held

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if code in self._held or letter in KEPT:
            printed = letter
        elif unicodedata.category(letter) in {"Cc", "Cf", "Mn", "Cs"}:
            printed = ""
        else:
            printed = MISSING_TYPE
        self[code] = printed
        return printed


def printable(value: Any, fonts: Path) -> Any:
    """Return plain values with every text in them as the fonts of a folder can show it."""
    if isinstance(value, str):
        return value.translate(_types(fonts))
    if isinstance(value, dict):
        return {name: printable(each, fonts) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [printable(each, fonts) for each in value]
    return value


@cache
def _types(fonts: Path) -> _Types:
    return _Types(frozenset().union(*(frozenset(_codes(path.read_bytes())) for path in sorted(fonts.glob("*.otf")))))


def _codes(font: bytes) -> Iterator[int]:
    """Yield the letters of an OpenType font, from the tables that map them to drawings."""
    start = next(_offset(font, 12 + 16 * at) for at in range(_short(font, 4)) if font[12 + 16 * at :][:4] == b"cmap")
    tables = {start + _long(font, start + 8 + 8 * at) for at in range(_short(font, start + 2))}
    for table in tables:
        if _short(font, table) == _GROUPS:
            for group in range(_long(font, table + 12)):
                first, last, _glyph = struct.unpack_from(">III", font, table + 16 + 12 * group)
                yield from range(first, last + 1)
        elif _short(font, table) == _SEGMENTS:
            yield from _segments(font, table)


def _segments(font: bytes, table: int) -> Iterator[int]:
    doubled = _short(font, table + 6)
    for at in range(0, doubled, 2):
        last, first = _short(font, table + 14 + at), _short(font, table + 16 + doubled + at)
        yield from range(first, min(last + 1, _LAST_OF_PLANE))


def _offset(font: bytes, entry: int) -> int:
    return _long(font, entry + 8)


def _short(font: bytes, at: int) -> int:
    return int(struct.unpack_from(">H", font, at)[0])


def _long(font: bytes, at: int) -> int:
    return int(struct.unpack_from(">I", font, at)[0])
