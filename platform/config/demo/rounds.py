"""What do the district's units owe every quarter, and who was in time, late, or has not done it yet?

Counted back from today, so that the map of units and headings is alive on whatever day the demo is started: the last
two quarters have been owed, and what falls behind today has simply not happened.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.workdays.periods import Period, PeriodKind, containing
from hierarchy.kinds import Sector, UnitKind

COMMITTEES = ("QW", "JG", "QS", "YH", "LJ", "JY", "WJ", "GZ")
GENERAL_BRANCHES = ("QS01", "QS02", "LJ01", "JY01", "WJ01")
AGENCIES = ("QW", "JG", "JG01", "JG02", "JG03", "JG04", "JG05", "JG06", "JG07", "JG10")
"""Those of the agencies' branches that have a clerk; the others are behind."""


@dataclass(frozen=True)
class Duty:
    """Which units owe an item each quarter, as the catalog says it, and those of them whose clerks write."""

    audience: Mapping[str, list[str]]
    writers: tuple[str, ...]


DUTIES: Mapping[str, Duty] = {
    "贯彻落实中央精神和执行上级党委决议、决定和工作部署情况": Duty(
        {"unit_kinds": [UnitKind.COMMITTEE, UnitKind.GENERAL_BRANCH]}, COMMITTEES + GENERAL_BRANCHES
    ),
    "党费收缴、管理和使用情况": Duty({"sectors": [Sector.AGENCY]}, AGENCIES),
    "接待来信来访、排查化解矛盾纠纷情况": Duty({"unit_kinds": [UnitKind.COMMITTEE]}, COMMITTEES),
}
"""What the units begin with; the other rhythms of the catalog follow when the rollout has come that far."""
QUARTERS_OWED = 2
IN_TIME, LATE = (1, 3, 5, 6, 8, 10), (29, 33)
"""Days after the end of a quarter: within ten working days of it whatever holidays there are, and beyond them."""
LATE_AT = ((3, 19, 26), (9, 18))
"""Which texts of each quarter, by their number, were late."""
MISSING_AT = (6, 20, 27)
"""Which were not written. They are the same each quarter: a text pays the oldest debt first."""
FRIDAY = 4


def quarters(on: datetime.date) -> tuple[Period, ...]:
    """Return the quarters that are over and have been owed, and the present one, the oldest first."""
    found = [containing(on, PeriodKind.QUARTER)]
    for _quarter in range(QUARTERS_OWED):
        found.insert(0, found[0].previous())
    return tuple(found)


def owed_from(on: datetime.date) -> tuple[datetime.date, ...]:
    """Return the days on which the rounds are opened: as late as the texts allow, since each opens what it finds."""
    first, *_between, present = quarters(on)
    return first.first, present.first


def published(on: datetime.date) -> Iterator[tuple[str, str, datetime.date]]:
    """Yield the units, the items and the days of what was published for the quarters that are over."""
    for turn, quarter in enumerate(quarters(on)[:-1]):
        pairs = [(unit, item) for item, duty in DUTIES.items() for unit in duty.writers]
        for number, (unit, item) in enumerate(pairs):
            if number in MISSING_AT:
                continue
            days = LATE[number % len(LATE)] if number in LATE_AT[turn] else IN_TIME[number % len(IN_TIME)]
            day = _weekday(quarter.last + datetime.timedelta(days=days))
            if day < on:
                yield unit, item, day


def _weekday(day: datetime.date) -> datetime.date:
    """Return the day, or the Monday after it: a text of a quarter is written once that is over."""
    return day + datetime.timedelta(days=7 - day.weekday() if day.weekday() > FRIDAY else 0)


def concerns(unit: str, item_title: str) -> bool:
    """Say whether a unit whose clerk writes may disclose an item: what only others owe is not in its catalog."""
    return item_title not in DUTIES or unit in DUTIES[item_title].writers


def completed(item_title: str, is_rhythmic: bool) -> dict[str, Any]:
    """Return what the administrator settles of an item before the catalog holds: who owes it, or that it can wait."""
    if item_title in DUTIES:
        return dict(DUTIES[item_title].audience)
    return {"time_mode": "prompt", "period": ""} if is_rhythmic else {}
