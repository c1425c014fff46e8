"""Which texts are where in their life, in which unit, since when? The demo's past, counted back from today."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from config.demo import people, rounds, texts

DISTRICT = "district"
PUBLISHED = 8
"""Texts of the college, which owes nothing yet."""
VARIED_DAYS = (190, 75, 27, 16, 9, 4)
"""How many days ago the district published what is not owed every quarter."""
LATELY_DAYS = 50
"""What happened since then was registered before it was published, so that it counts as done."""
AT_HAND: tuple[tuple[str, int], ...] = (
    ("draft", 1),
    ("draft", 4),
    ("submitted", 1),
    ("submitted", 2),
    ("submitted", 3),
    ("secrecy_checked", 2),
    ("secrecy_checked", 3),
    ("approved", 1),
    ("returned", 2),
    ("withdrawn", 40),
)
"""What lies at the unit of the user `clerk`: something for every role to do, and how many days ago it moved."""
LATEST_DAYS, EARLIEST_DAYS = 1, 270
YEAR_BEFORE = (400, 386, 371)
"""Days ago of texts of the main unit that are in a year that is over, whatever today is."""
MAIN_UNIT = {"district": "JG01", "college": "JD"}


@dataclass(frozen=True)
class Scene:
    """One text: of which kind, in which unit, in which state, and how many days ago it got there."""

    unit: str
    pattern: texts.Pattern
    state: str
    days_ago: int
    is_registered: bool = False
    """Whether the unit registered first that something happened of which it owes a text."""


def scenes(slug: str, *, on: datetime.date) -> Iterator[Scene]:
    """Yield the texts of an organisation, the oldest first."""
    published = [*_owed(on), *_varied()] if slug == DISTRICT else [*_published(slug)]
    found = [*_year_before(slug), *published, *_at_hand(slug)]
    yield from sorted(found, key=lambda scene: -scene.days_ago)


def _year_before(slug: str) -> Iterator[Scene]:
    for days, kind in zip(YEAR_BEFORE, texts.patterns(slug), strict=False):
        yield Scene(MAIN_UNIT[slug], kind, "published", days)


def _owed(on: datetime.date) -> Iterator[Scene]:
    """Yield what the district's units published because they owe it every quarter."""
    kinds = {kind.item: kind for kind in texts.patterns(DISTRICT)}
    for unit, item, day in rounds.published(on):
        yield Scene(unit, kinds[item], "published", (on - day).days)


def _varied() -> Iterator[Scene]:
    """Yield what the district's units published beside that, each another kind of text."""
    kinds = [kind for kind in texts.patterns(DISTRICT) if kind.item not in rounds.DUTIES]
    units = [unit for unit in people.writers_of(DISTRICT) if unit != MAIN_UNIT[DISTRICT]]
    for number, days in enumerate(VARIED_DAYS):
        unit, kind = units[number * 4 % len(units)], kinds[number % len(kinds)]
        yield Scene(unit, kind, "published", days, is_registered=days <= LATELY_DAYS)


def _published(slug: str) -> Iterator[Scene]:
    """Spread published texts over units, kinds and months; a unit does not repeat a kind before it had all."""
    units = list(people.writers_of(slug))
    kinds = texts.patterns(slug)
    count = PUBLISHED
    for number in range(count):
        unit = units[number % len(units)]
        kind = kinds[(number + number // len(units) * 3) % len(kinds)]
        days = LATEST_DAYS + (EARLIEST_DAYS - LATEST_DAYS) * (count - 1 - number) ** 2 // (count - 1) ** 2
        yield Scene(unit, kind, "published", days)


def _at_hand(slug: str) -> Iterator[Scene]:
    kinds = [kind for kind in texts.patterns(slug) if rounds.concerns(MAIN_UNIT[slug], kind.item)]
    for number, (state, days) in enumerate(AT_HAND):
        yield Scene(MAIN_UNIT[slug], kinds[(number * 2 + 1) % len(kinds)], state, days)
