"""Is it said in one line when an item is to be disclosed?"""

from __future__ import annotations

import pytest
from django.utils import translation

from catalogs import wording
from catalogs.kinds import Period, TimeMode
from catalogs.models import Item


@pytest.mark.parametrize(
    ("mode", "period", "rule", "chinese", "english"),
    [
        (TimeMode.PERIODIC, Period.QUARTER, "", "每季度", "Quarterly"),
        (
            TimeMode.PERIODIC,
            Period.QUARTER,
            "每季度首月15日前",
            "每季度，每季度首月15日前",
            "Quarterly, 每季度首月15日前",
        ),
        (TimeMode.PROMPT, "", "5日内", "即时，5日内", "Prompt, 5日内"),
        ("", "", "", "", ""),
    ],
)
def test_the_limit_is_how_often_or_how_and_the_rule(
    mode: str, period: str, rule: str, chinese: str, english: str
) -> None:
    item = Item(time_mode=mode, period=period, due_rule=rule)
    assert wording.time_limit(item) == chinese
    with translation.override("en"):
        assert wording.time_limit(item) == english
