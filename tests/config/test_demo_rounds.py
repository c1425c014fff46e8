"""Is the demo's map alive on whatever day it is started: with what was in time, late, and not done?"""

from __future__ import annotations

import datetime

import pytest

from config.demo import people, rounds, story, texts

DAYS = [datetime.date(2026, 1, 1) + datetime.timedelta(days=number * 17) for number in range(45)]
FIVE_WEEKS = datetime.timedelta(days=36)


def standing(unit: str, item: str, on: datetime.date, quarter_ended: datetime.date) -> str:
    """Return what has become of what a unit owes for a quarter."""
    written = [day for found, title, day in rounds.published(on) if (found, title) == (unit, item)]
    days = [(day - quarter_ended).days for day in written if 0 < (day - quarter_ended).days < 60]
    if not days:
        return "missing"
    return "in time" if days[0] <= max(rounds.IN_TIME) + 2 else "late"


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_what_is_published_lies_between_its_quarter_and_today(on: datetime.date) -> None:
    found = list(rounds.published(on))
    assert len(found) == len({(unit, item, rounds.quarters(day)[-2].key) for unit, item, day in found})
    for unit, item, day in found:
        assert rounds.quarters(on)[1].first <= day < on
        assert day.weekday() <= rounds.FRIDAY
        assert unit in rounds.DUTIES[item].writers


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_each_duty_was_met_by_most_late_by_some_and_not_by_others(on: datetime.date) -> None:
    before, last, _present = rounds.quarters(on)
    over = last if on > last.last + FIVE_WEEKS else before
    pairs = [(unit, item) for item, duty in rounds.DUTIES.items() for unit in duty.writers]
    found = [standing(unit, item, on, over.last) for unit, item in pairs]
    assert set(found) == {"in time", "late", "missing"}
    assert found.count("in time") > len(pairs) / 2


def test_whoever_publishes_has_a_clerk_and_a_kind_of_text() -> None:
    writers = people.writers_of(story.DISTRICT)
    assert {unit for duty in rounds.DUTIES.values() for unit in duty.writers} <= set(writers)
    assert set(rounds.DUTIES) <= {kind.item for kind in texts.patterns(story.DISTRICT)}


@pytest.mark.parametrize("slug", ["district", "college"])
@pytest.mark.parametrize("on", DAYS[::11], ids=str)
def test_the_story_goes_on_in_the_order_of_its_days(slug: str, on: datetime.date) -> None:
    days = [scene.days_ago for scene in story.scenes(slug, on=on)]
    assert days == sorted(days, reverse=True)
    assert min(days) >= 1
