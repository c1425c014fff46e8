"""What do the demo's organisations publish? Patterns from `examples/`, filled in with names, days and numbers."""

from __future__ import annotations

import datetime
import functools
import random
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent / "examples"
QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
NAMES = ("刘思敏", "孙浩然", "林子涵", "高雅琴", "罗建军", "梁燕", "宋志刚", "唐小雨")


@dataclass(frozen=True)
class Pattern:
    """One kind of text."""

    item: str
    title: str
    scope: str
    body: str
    keywords: list[str] = field(default_factory=list)
    sheet: bool = False
    """Whether a spreadsheet with the figures is attached."""


@dataclass(frozen=True)
class Text:
    """One text, ready to be drafted."""

    pattern: Pattern
    title: str
    body: str
    figures: list[list[Any]]


@functools.cache
def patterns(slug: str) -> tuple[Pattern, ...]:
    """Return the kinds of text that an organisation publishes."""
    rows = tomllib.loads((EXAMPLES / f"{slug}-texts.toml").read_text(encoding="utf-8"))["text"]
    return tuple(Pattern(**row) for row in rows)


def filled(pattern: Pattern, *, unit: str, clerk: str, leader: str, on: datetime.date, chance: random.Random) -> Text:
    """Fill a pattern in for a unit and a day; periodic texts speak of the quarter before."""
    before = on.replace(month=(on.month - 1) // 3 * 3 + 1, day=1) - datetime.timedelta(days=1)
    person, person2 = chance.sample(NAMES, 2)
    income = chance.randrange(2_400, 9_000, 60)
    spent = [chance.randrange(200, 900, 10) for _count in range(3)]
    values = {
        "unit": unit,
        "clerk": clerk,
        "leader": leader,
        "person": person,
        "person2": person2,
        "year": before.year,
        "quarter": QUARTERS[(before.month - 1) // 3],
        "month": on.month,
        "day": on.day,
        "few": chance.randint(2, 3),
        "few2": chance.randint(4, 6),
        "few3": chance.randint(7, 16),
        "a": chance.randint(18, 64),
        "b": income,
        "c": income // 2,
        "d": income - income // 2,
        "e": spent[0],
        "f": spent[1],
        "g": spent[2],
        "p": chance.randint(82, 97),
    }
    figures: list[list[Any]] = [["项目", "金额（元）"], ["收入", income]]
    figures += [[f"支出{number}", amount] for number, amount in enumerate(spent, 1)]
    return Text(pattern, pattern.title.format(**values), pattern.body.format(**values).strip(), figures)
