"""Which lines of an official document are its title, number, date and headings?

Read from the look that 《党政机关公文格式》 (GB/T 9704) prescribes and offices roughly follow: letterhead, a number
such as “示例委〔2026〕12号”, a large centred title, the addressee ending in a colon, “一、” in black type, “（一）”
in italics, the date alone near the end. What is not certain is left in the text.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

HEAD_LINES = 20
TAIL_LINES = 15
TITLE_LETTERS = 200
HEADING_LETTERS = 40
TITLE_POINTS = 18.0

_YEAR = r"[〔\[［（(【﹝]\s*((?:19|20)\d\d)\s*[〕\]］）)】﹞]"
DOCUMENT_NO = re.compile(rf"([\u4e00-\u9fff]{{1,20}}?)\s*{_YEAR}\s*第?\s*(\d{{1,5}})\s*号")
_SECRECY = re.compile(r"^\s*(绝\s*密|机\s*密|秘\s*密)\s*(?:★.*)?$")
_URGENCY = re.compile(r"^\s*(特\s*急|加\s*急|平\s*急|\d{6})\s*$")
_SIGNED_BY = re.compile(r"签\s*发\s*人\s*[:：]")
_LETTERHEAD = re.compile(r"^[\u4e00-\u9fff\s]{4,40}文\s*件$")
_KEYWORDS = re.compile(r"^\s*(?:关\s*键\s*词|主\s*题\s*词)\s*[:：]\s*(.+)$")
_DATE = re.compile(r"^\s*[（(]?\s*((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*[）)]?\s*$")
_DATE_IN_WORDS = re.compile(
    r"^\s*([〇○零一二三四五六七八九]{4})\s*年\s*([一二三四五六七八九十]{1,2})\s*月\s*([一二三四五六七八九十]{1,3})\s*日\s*$"
)
_LEVELS = (
    (2, re.compile(r"^\s*[一二三四五六七八九十百]{1,4}、")),
    (3, re.compile(r"^\s*[（(][一二三四五六七八九十百]{1,4}[）)]")),
)
_SENTENCE_END = ("。", "；", "！", "？", "：", "，", ";", ":", ",")
_HEADING_FONTS = ("黑体", "楷体", "SimHei", "KaiTi", "方正黑体", "方正楷体")
_DIGITS = {letter: number for number, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}


@dataclass(frozen=True)
class Line:
    """A paragraph as it looks; `level` is that of its heading style, 1 being the highest, 0 none."""

    text: str
    level: int = 0
    is_title: bool = False
    centred: bool = False
    points: float | None = None
    font: str = ""
    bold: bool = False


@dataclass(frozen=True)
class Layout:
    """What was recognised; lines by their place in the document."""

    title: str = ""
    document_no: str = ""
    written_on: datetime.date | None = None
    keywords: tuple[str, ...] = ()
    classified: str = ""
    lifted: frozenset[int] = frozenset()
    """Lines whose words are in the fields above."""
    letterhead: frozenset[int] = frozenset()
    headings: dict[int, int] = field(default_factory=dict)
    """Lines that look like headings without being styled as such, and their level from 2."""


def recognise(lines: Sequence[Line]) -> Layout:
    """Return what the look of a document says about it."""
    filled = [place for place, line in enumerate(lines) if line.text.strip()]
    head, tail = filled[:HEAD_LINES], filled[-TAIL_LINES:]
    numbered = next((place for place in head if DOCUMENT_NO.search(lines[place].text)), None)
    number = DOCUMENT_NO.search(lines[numbered].text) if numbered is not None else None
    opening = _is_alone(lines[numbered].text) if numbered is not None else False
    above = [place for place in head if numbered is not None and opening and place < numbered]
    letterhead = {place for place in above if _is_letterhead(lines[place])}
    title = _title([place for place in head if place > numbered] if opening and numbered is not None else head, lines)
    lifted = {*title, *([numbered] if opening and numbered is not None else [])}
    keywords, places = _keywords(lines, filled)
    lifted |= places
    return Layout(
        title="".join(_joined(lines[place].text) for place in title)[:TITLE_LETTERS],
        document_no=f"{number[1]}〔{number[2]}〕{int(number[3])}号" if number and opening else "",
        written_on=_written_on([lines[place].text for place in tail]),
        keywords=keywords,
        classified=next((found[1] for place in head if (found := _SECRECY.match(lines[place].text))), ""),
        lifted=frozenset(lifted),
        letterhead=frozenset(letterhead - lifted),
        headings=_headings(lines, filled, lifted),
    )


def _is_alone(text: str) -> bool:
    """Tell whether a line is hardly more than the number: other numbers are quoted in sentences."""
    return len(DOCUMENT_NO.sub("", text).strip()) <= 20 and not text.rstrip().endswith("。")


def _is_letterhead(line: Line) -> bool:
    text = line.text.strip()
    return bool(_LETTERHEAD.match(text) or _URGENCY.match(text) or _SIGNED_BY.search(text))


def _title(places: Sequence[int], lines: Sequence[Line]) -> list[int]:
    """Return the lines of the title: styled so, or large and in the middle; else a short first line."""
    places = [place for place in places if not _is_letterhead(lines[place])]
    styled = [place for place in places if lines[place].is_title]
    if styled:
        return _run(styled)
    for number, place in enumerate(places):
        line = lines[place]
        if _ends_sentence(line.text):
            break
        if line.centred and (line.bold or (line.points or 0) >= TITLE_POINTS or line.level == 1):
            looks_same = [
                each
                for each in places[number:]
                if lines[each].centred and lines[each].points == line.points and not _is_date(lines[each].text)
            ]
            return _run(looks_same)
    first = places[:1]
    if first and (lines[first[0]].level == 1 or lines[first[0]].centred) and not _ends_sentence(lines[first[0]].text):
        return first
    return []


def _run(places: Sequence[int]) -> list[int]:
    """Return the places at the start that follow upon one another."""
    found = list(places[:1])
    for place in places[1:]:
        if place != found[-1] + 1:
            break
        found.append(place)
    return found


def _keywords(lines: Sequence[Line], filled: Sequence[int]) -> tuple[tuple[str, ...], set[int]]:
    for place in filled:
        if found := _KEYWORDS.match(lines[place].text):
            words = [word for word in re.split(r"[\s,，、;；]+", found[1]) if 0 < len(word) <= 40]
            return tuple(dict.fromkeys(words))[:10], {place}
    return (), set()


def _written_on(tail: Sequence[str]) -> datetime.date | None:
    """Return the last date that stands alone on a line."""
    return next((day for text in reversed(tail) if (day := _day(text))), None)


def _is_date(text: str) -> bool:
    return _day(text) is not None


def _day(text: str) -> datetime.date | None:
    if found := _DATE.match(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DATE_IN_WORDS.match(text):
        year = int("".join(str(_DIGITS[letter]) for letter in found[1]))
        month, day = _number(found[2]), _number(found[3])
    else:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _number(words: str) -> int:
    """Return a number below one hundred that is written in words."""
    tens, ten, ones = words.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _headings(lines: Sequence[Line], filled: Sequence[int], lifted: set[int]) -> dict[int, int]:
    """Return numbered short lines that stand out, or after which something else comes than the next such line."""
    found = {}
    for number, place in enumerate(filled):
        line = lines[place]
        level = _level(line)
        if place in lifted or line.level or not level:
            continue
        following = lines[filled[number + 1]] if number + 1 < len(filled) else None
        if line.bold or line.font.startswith(_HEADING_FONTS) or (following is not None and _level(following) != level):
            found[place] = level
    return found


def _level(line: Line) -> int:
    text = line.text.strip()
    if len(text) > HEADING_LETTERS or _ends_sentence(text):
        return 0
    return next((level for level, pattern in _LEVELS if pattern.match(text)), 0)


def _ends_sentence(text: str) -> bool:
    return text.rstrip().endswith(_SENTENCE_END)


def _joined(text: str) -> str:
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", text.strip())
