"""What could a text be called by: keywords, the next document number, the index number that it will get?

Pure functions over what the unit already wrote; the clerk takes a suggestion or leaves it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import rjieba

from disclosures.inputs import KEYWORDS_LIMIT

MOST_KEYWORDS = 5
LETTERS_READ = 20_000
_TITLE_WEIGHT, _KNOWN_WEIGHT = 4, 6
_WORD = re.compile(r"[\u4e00-\u9fff]{2,12}$")
_NAMING = ("n", "vn", "an", "l", "j")
"""Parts of speech that name something; names of persons (nr) are nobody's keywords."""
# fmt: off
_SAY_NOTHING = frozenset(
    {
        "情况", "内容", "有关", "相关", "通知", "公告", "公示", "公开", "工作", "事项", "信息", "单位",
        "部门", "人员", "方面", "问题", "时间", "地点", "要求", "附件", "以下", "如下", "现将", "结果",
        "名称", "金额", "数量", "日期", "全体", "进行", "开展", "做好", "意见", "方式", "程序", "年度",
        "季度", "月份", "上半年", "下半年", "关于", "认真执行", "总体", "机关",
    }
)  # words of every official text
# fmt: on
_NUMBER = re.compile(
    r"^(?P<issuer>\D{1,30}?)\s*[〔\[［（(【](?P<year>(?:19|20)\d\d)[〕\]］）)】]\s*第?(?P<serial>\d{1,5})号$"
)


@dataclass(frozen=True)
class Suggestions:
    """What is suggested; empty where there is nothing to go by."""

    keywords: tuple[str, ...] = ()
    document_no: str = ""
    index_no: str = ""


def keywords(title: str, text: str, *, known: Iterable[str] = (), most: int = MOST_KEYWORDS) -> list[str]:
    """Return the words that say what a text is about; words that the unit has used as keywords come first."""
    weights: Counter[str] = Counter()
    order: dict[str, int] = {}
    for source, weight in ((title, _TITLE_WEIGHT), (text[:LETTERS_READ], 1)):
        for word, kind in rjieba.tag(source):
            if _names_something(word, kind):
                weights[word] += weight
                order.setdefault(word, len(order))
    whole = f"{title}\n{text[:LETTERS_READ]}"
    for word in dict.fromkeys(known):
        if len(word) >= 2 and word in whole:
            weights[word] += _KNOWN_WEIGHT + whole.count(word)
            order.setdefault(word, len(order))
    ranked = sorted(weights, key=lambda word: (-weights[word], order[word]))
    return _without_parts(ranked)[: min(most, KEYWORDS_LIMIT)]


def document_no(previous: Sequence[str], *, year: int) -> str:
    """Return the number after the highest of this year in the series that the unit used last; else the first of it.

    `previous` are numbers of the unit, the latest first.
    """
    read = [found for each in previous if (found := _NUMBER.match(each.strip()))]
    if not read:
        return ""
    issuer = read[0]["issuer"]
    serials = [int(found["serial"]) for found in read if found["issuer"] == issuer and int(found["year"]) == year]
    return f"{issuer}〔{year}〕{max(serials, default=0) + 1}号"


def index_no(unit_code: str, last_serial: int, *, year: int) -> str:
    """Return the index number that the unit's next published text gets, if no other is published before."""
    return f"{unit_code}-{year}-{last_serial + 1:04d}"


def _names_something(word: str, kind: str) -> bool:
    return bool(_WORD.match(word)) and word not in _SAY_NOTHING and kind.startswith(_NAMING) and kind != "nr"


def _without_parts(ranked: Sequence[str]) -> list[str]:
    """Return the words without those that are part of a better one."""
    kept: list[str] = []
    for word in ranked:
        if not any(word in better for better in kept):
            kept.append(word)
    return kept
