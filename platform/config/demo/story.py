"""Which texts are where in their life, in which unit, since when? The demo's past, counted back from today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from config.demo import people, texts

PUBLISHED = {"district": 56, "college": 20}
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


def scenes(slug: str) -> Iterator[Scene]:
    """Yield the texts of an organisation, the oldest first."""
    found = [*_year_before(slug), *_published(slug), *_at_hand(slug)]
    yield from sorted(found, key=lambda scene: -scene.days_ago)


def _year_before(slug: str) -> Iterator[Scene]:
    for days, kind in zip(YEAR_BEFORE, texts.patterns(slug), strict=False):
        yield Scene(MAIN_UNIT[slug], kind, "published", days)


def _published(slug: str) -> Iterator[Scene]:
    """Spread published texts over units, kinds and months; a unit does not repeat a kind before it had all."""
    units = list(people.writers_of(slug))
    kinds = texts.patterns(slug)
    count = PUBLISHED[slug]
    for number in range(count):
        unit = units[number % len(units)]
        kind = kinds[(number + number // len(units) * 3) % len(kinds)]
        days = LATEST_DAYS + (EARLIEST_DAYS - LATEST_DAYS) * (count - 1 - number) ** 2 // (count - 1) ** 2
        yield Scene(unit, kind, "published", days)


def _at_hand(slug: str) -> Iterator[Scene]:
    kinds = texts.patterns(slug)
    for number, (state, days) in enumerate(AT_HAND):
        yield Scene(MAIN_UNIT[slug], kinds[(number * 2 + 1) % len(kinds)], state, days)
