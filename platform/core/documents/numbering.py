"""Which number does the word processor put before a paragraph, where that is not a plain list?

Headings and Chinese numbers (“一、”, “（一）”, “第一条”) are part of an official text and are quoted by it, so they are
written into it. Bullets and plain numbers become lists.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from core.documents.names import value, w

MOST_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_DIGITS = "零一二三四五六七八九"
_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "chineseLegalSimplified",
        "japaneseCounting",
        "ideographDigital",
        "taiwaneseCountingThousand",
        "taiwaneseCounting",
        "japaneseDigitalTenThousand",
    }
)
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True)
class Level:
    """How one level of a numbering counts."""

    form: str
    text: str
    start: int


class Numbering:
    """The numberings of a document, counted as one reads on."""

    def __init__(self, root: Element | None) -> None:
        forms = {} if root is None else {row.get(w("abstractNumId"), ""): row for row in root.iter(w("abstractNum"))}
        rows = {} if root is None else {row.get(w("numId"), ""): row for row in root.iter(w("num"))}
        self._form_of = {key: value(row, "abstractNumId") for key, row in rows.items()}
        self._levels = {key: _levels(row) for key, row in forms.items()}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def is_spelled_out(self, key: str, level: int) -> bool:
        """Tell whether a numbering is other than bullets and plain numbers."""
        found = self._level(key, level)
        return (
            found is not None
            and (found.form in _CHINESE or bool(re.search(r"[^\s%\d.、)）(（]", found.text)))
            and (found.form != "bullet")
        )

    def next(self, key: str, level: int) -> str:
        """Count one on, and return the number as it is shown; empty for bullets and what counts otherwise."""
        found = self._level(key, level)
        if found is None or found.form in ("bullet", "none"):
            return ""
        form = self._form_of[key]
        counts = self._counts[form]
        counts[level] = counts.get(level, found.start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]

        def shown(place: re.Match[str]) -> str:
            number = int(place[1]) - 1
            at = self._level(key, number) or found
            return _written(counts.get(number, at.start), at.form)

        return _PLACE.sub(shown, found.text)

    def _level(self, key: str, level: int) -> Level | None:
        return self._levels.get(self._form_of.get(key, ""), {}).get(level)


def _levels(form: Element) -> dict[int, Level]:
    found = {}
    for row in form.iter(w("lvl")):
        level, start = row.get(w("ilvl"), ""), value(row, "start")
        if level.isdigit() and int(level) < MOST_LEVELS:
            first = min(int(start), 9_999) if start.isdigit() else 1
            found[int(level)] = Level(value(row, "numFmt") or "decimal", value(row, "lvlText"), first)
    return found


def _written(number: int, form: str) -> str:
    if form in _CHINESE:
        return _in_chinese(number)
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((ord("a") if form == "lowerLetter" else ord("A")) + number - 1)
    if form in ("lowerRoman", "upperRoman") and 1 <= number < 40:
        return _in_roman(number).lower() if form == "lowerRoman" else _in_roman(number)
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)


def _in_chinese(number: int) -> str:
    if number < 10:
        return _DIGITS[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _in_roman(number: int) -> str:
    written = ""
    for step, letters in _ROMAN:
        while number >= step:
            written, number = written + letters, number - step
    return written
